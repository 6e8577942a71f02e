import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { FailureLimiter } from '../../access/guard.ts';
import { hashSecret } from '../../access/keys.ts';
import { type Caller, reach } from '../../access/roles.ts';
import { isLinkShaped } from '../../access/sign-in/link-store.ts';
import type { SignedIn } from '../../access/sign-in/sessions.ts';
import type { SignIn } from '../../access/sign-in/sign-in.ts';
import { isSecretShaped } from '../../platform/secret.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { safePath } from './own-path.ts';
import { SessionPage } from './session.page.tsx';
import { dropSession, sessionOf, writeSession } from './session-cookie.ts';
import { SignedOutPage, SignInPage, type Why } from './sign-in.page.tsx';

/** Sessions, and the callers that the secrets of keys stand for. */
export type SessionPorts = {
  readonly signIn: SignIn;
  /** Ends the open pages of a session. */
  readonly endStreams: (token: string) => void;
  /** The caller whose secret has this hash. */
  readonly resolve: (hash: string) => Promise<Caller | undefined>;
  /** How long the browser keeps its cookie. */
  readonly maxMs: number;
  /** Where browsers find the service, if that is known. */
  readonly publicUrl?: string | undefined;
};

type Ports = Shell & SessionPorts & { readonly firstPage: (caller: Caller) => Promise<string> };

/** Signing in with a key or a one-time link, and out again. */
export function sessionRoutes(ports: Ports, failures: FailureLimiter): Hono<ConsoleEnv> {
  const { sessions } = ports.signIn;
  const page = (c: ConsoleContext, why?: Why, status: 200 | 401 | 429 = 200) => {
    const i18n = i18nOf(c, ports.ruleSet());
    const to = safePath(c.req.query('to'));
    const said = why === undefined ? undefined : i18n.t.signIn.why[why];
    const { providers } = ports.signIn;
    return c.html(
      <SignInPage frame={ports.frame(c, i18n)} to={to} providers={providers} why={said} />,
      status,
    );
  };
  return new Hono<ConsoleEnv>()
    .get('/sign-in', (c) => page(c, c.req.query('why') === 'ended' ? 'ended' : undefined))
    .post('/sign-in', async (c) => {
      const address = addressOf(c);
      if ((await failures.blockedMs(address)) > 0) return page(c, 'blocked', 429);
      const { key = '', to } = await formOf(c);
      const begun = await begin(ports, key.trim());
      if ('why' in begun) {
        if (begun.why !== 'program') await failures.failed(address);
        return page(c, begun.why, 401);
      }
      // Whoever was signed in in this browser is so no more.
      const before = sessionOf(c);
      if (before !== undefined) await sessions.end(before, undefined);
      writeSession(c, begun.token, ports.maxMs);
      const path = safePath(to);
      const signedIn = path === '/' ? await sessions.find(begun.token) : undefined;
      return c.redirect(signedIn === undefined ? path : await ports.firstPage(signedIn.caller), 303);
    })
    .post('/sign-out', async (c) => {
      const token = sessionOf(c);
      const back = ports.publicUrl === undefined ? undefined : `${ports.publicUrl}/sign-in`;
      const elsewhere = token === undefined ? undefined : await sessions.end(token, back);
      if (token !== undefined) ports.endStreams(token);
      dropSession(c);
      if (elsewhere === undefined) return c.redirect('/sign-in', 303);
      // A form may not lead elsewhere; a page that goes on by itself may.
      return c.html(<SignedOutPage frame={ports.frame(c, i18nOf(c, ports.ruleSet()))} to={elsewhere} />);
    })
    .get('/session', (c) => {
      const i18n = i18nOf(c, ports.ruleSet());
      const view = { session: c.get('session'), set: ports.ruleSet(), providers: ports.signIn.providers };
      return c.html(<SessionPage frame={ports.frame(c, i18n)} view={view} />);
    })
    .post('/session/end-all', async (c) => {
      const session = c.get('session');
      await sessions.endAll(session);
      await sessions.end(session.token, undefined);
      ports.endStreams(session.token);
      dropSession(c);
      return c.redirect('/sign-in', 303);
    });
}

/** The token of a session that a key or a one-time link has begun, or why it begins none. */
async function begin(
  { signIn, resolve }: Ports,
  secret: string,
): Promise<{ readonly token: string } | { readonly why: 'unknown' | 'program' | 'link' }> {
  if (isLinkShaped(secret)) {
    const token = await signIn.byLink(secret);
    return token === undefined ? { why: 'link' } : { token };
  }
  const caller = isSecretShaped(secret) ? await resolve(hashSecret(secret)) : undefined;
  if (caller === undefined || !('key' in caller.actor)) return { why: 'unknown' };
  if (reach(caller, 'read') !== 'all') return { why: 'program' };
  return { token: await signIn.sessions.begin({ kind: 'key', key: caller.actor.key }) };
}

/**
 * Lets nobody through without a session: pages send to the sign-in, pieces of pages make the browser load it.
 */
export function signedIn(ports: SessionPorts): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const token = sessionOf(c);
    const session = await sessionIn(c, ports);
    if (session !== undefined) {
      leave(c, session);
      await next();
      return;
    }
    if (token === undefined && comesFromElsewhere(c)) return c.html(comeAgain);
    const to = whereOf(c);
    const query = new URLSearchParams({
      ...(to !== '/' && { to }),
      ...(token !== undefined && { why: 'ended' }),
    });
    const address = `/sign-in${query.size === 0 ? '' : `?${query}`}`;
    if (c.req.header('hx-request') === 'true') return c.body(null, 401, { 'HX-Redirect': address });
    return c.redirect(address, 303);
  };
}

/** Leaves with a request whoever has a session, and lets everybody through. */
export function signedInOrNot(ports: SessionPorts): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const session = await sessionIn(c, ports);
    if (session !== undefined) leave(c, session);
    await next();
  };
}

type OpenSession = SignedIn & { readonly token: string };

function leave(c: ConsoleContext, session: OpenSession): void {
  c.set('caller', session.caller);
  c.set('session', session);
}

/**
 * The session of this browser, if its person may read. An open page that asks anew for its stream uses none.
 */
async function sessionIn(c: Context, { signIn }: SessionPorts): Promise<OpenSession | undefined> {
  const token = sessionOf(c);
  if (token === undefined) return undefined;
  const session = await signIn.sessions.find(token, { uses: !c.req.path.startsWith('/live/') });
  return session !== undefined && reach(session.caller, 'read') === 'all' ? { ...session, token } : undefined;
}

/**
 * A link in a mail comes without our cookie, which is strict about where a request begins; so does whoever
 * comes back from a provider. The same address asked for by a page of our own comes with it.
 */
const comeAgain = '<!doctype html><title>filrouge</title><meta http-equiv="refresh" content="0">';

function comesFromElsewhere(c: Context): boolean {
  return c.req.method === 'GET' && c.req.header('sec-fetch-site') === 'cross-site';
}

/** The page that somebody is on the way to, or on where a form or a piece of it asks. */
function whereOf(c: Context): string {
  const isPiece = c.req.header('hx-request') === 'true';
  if (c.req.method === 'GET' && !isPiece) return pathOf(c.req.url);
  const page = c.req.header(isPiece ? 'hx-current-url' : 'referer');
  return page !== undefined && URL.canParse(page) ? safePath(pathOf(page)) : '/';
}

function pathOf(address: string): string {
  const url = new URL(address);
  return url.pathname + url.search;
}

function addressOf(c: Context): string {
  return c.env?.incoming === undefined ? 'inside' : (getConnInfo(c).remote.address ?? 'unknown');
}
