import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { FailureLimiter } from '../../access/guard.ts';
import { hashSecret } from '../../access/keys.ts';
import { type Caller, reach } from '../../access/roles.ts';
import { isSecretShaped } from '../../platform/secret.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { type Sessions, sessionMs } from './session-store.ts';
import { SignInPage, type Why } from './sign-in.page.tsx';

const cookieName = 'filrouge_session';

/** Sessions, and the callers that the secrets of keys stand for. */
export type SessionPorts = {
  readonly sessions: Sessions;
  /** The caller whose secret has this hash. */
  readonly resolve: (hash: string) => Promise<Caller | undefined>;
};

/** Signing in with a key, and out again. */
export function sessionRoutes(
  ports: Shell & SessionPorts & { readonly firstPage: (caller: Caller) => Promise<string> },
  failures: FailureLimiter,
): Hono<ConsoleEnv> {
  const page = (c: ConsoleContext, why?: Why, status: 200 | 401 | 429 = 200) => {
    const i18n = i18nOf(c, ports.ruleSet());
    const to = safePath(c.req.query('to'));
    return c.html(<SignInPage frame={ports.frame(c, i18n)} to={to} why={why} />, status);
  };
  return new Hono<ConsoleEnv>()
    .get('/sign-in', (c) => page(c))
    .post('/sign-in', async (c) => {
      const address = addressOf(c);
      if ((await failures.blockedMs(address)) > 0) return page(c, 'blocked', 429);
      const { key = '', to } = await formOf(c);
      const secret = key.trim();
      const caller = isSecretShaped(secret) ? await ports.resolve(hashSecret(secret)) : undefined;
      if (caller === undefined || !('key' in caller.actor)) {
        await failures.failed(address);
        return page(c, 'unknown', 401);
      }
      if (reach(caller, 'read') !== 'all') return page(c, 'program', 401);
      const token = await ports.sessions.begin(caller.actor.key);
      setCookie(c, cookieName, token, {
        httpOnly: true,
        sameSite: 'Strict',
        secure: isHttps(c),
        path: '/',
        maxAge: sessionMs / 1000,
      });
      const path = safePath(to);
      return c.redirect(path === '/' ? await ports.firstPage(caller) : path, 303);
    })
    .post('/sign-out', async (c) => {
      const token = getCookie(c, cookieName);
      if (token !== undefined) await ports.sessions.end(token);
      deleteCookie(c, cookieName, { path: '/' });
      return c.redirect('/sign-in', 303);
    });
}

/** The token of this browser's session, never to be kept or shown. */
export function sessionOf(c: Context): string {
  return getCookie(c, cookieName) ?? '';
}

/**
 * Lets nobody through without a session: pages send to the sign-in, pieces of pages make the browser load it.
 */
export function signedIn(ports: SessionPorts): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const token = getCookie(c, cookieName);
    const caller = await callerIn(c, ports);
    if (caller !== undefined) {
      c.set('caller', caller);
      await next();
      return;
    }
    if (token === undefined && comesFromElsewhere(c)) return c.html(comeAgain);
    const to = whereOf(c);
    const address = `/sign-in${to === '/' ? '' : `?to=${encodeURIComponent(to)}`}`;
    if (c.req.header('hx-request') === 'true') return c.body(null, 401, { 'HX-Redirect': address });
    return c.redirect(address, 303);
  };
}

/** Leaves with a request whoever has a session, and lets everybody through. */
export function signedInOrNot(ports: SessionPorts): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const caller = await callerIn(c, ports);
    if (caller !== undefined) c.set('caller', caller);
    await next();
  };
}

/** The person of this browser's session, if they may read. */
async function callerIn(c: Context, { sessions, resolve }: SessionPorts): Promise<Caller | undefined> {
  const token = getCookie(c, cookieName);
  const hash = token === undefined ? undefined : await sessions.keyHashOf(token);
  const caller = hash === undefined ? undefined : await resolve(hash);
  return caller !== undefined && reach(caller, 'read') === 'all' ? caller : undefined;
}

/**
 * A link in a mail comes without our cookie, which is strict about where a request begins. The same address
 * asked for by a page of our own comes with it.
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

/** A page of ours to go to next, whatever was asked for: read as a browser would, and written anew. */
function safePath(path: string | undefined): string {
  const nowhere = 'http://nowhere.invalid';
  if (path === undefined || !path.startsWith('/') || !URL.canParse(path, nowhere)) return '/';
  const { origin, pathname, search } = new URL(path, nowhere);
  const isOurs = origin === nowhere && pages.test(pathname);
  return isOurs ? pathname + search : '/';
}

/** The pages that somebody may have been on the way to. */
const pages = /^\/(?:work|agents|incidents|plans|dossier|notices|register|rules|access)(?:\/[^/\\]+)*$/;

/** Behind a proxy that ends TLS, the browser's own connection is what counts. */
function isHttps(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
}

function addressOf(c: Context): string {
  return c.env?.incoming === undefined ? 'inside' : (getConnInfo(c).remote.address ?? 'unknown');
}
