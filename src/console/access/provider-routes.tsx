import { Hono } from 'hono';
import type { Caller } from '../../access/roles.ts';
import { flowMs, readFlow, writeFlow } from '../../access/sign-in/flow.ts';
import type { SignIn, WhyNot } from '../../access/sign-in/sign-in.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { safePath } from './own-path.ts';
import { dropFlow, flowOf, sessionOf, writeFlowCookie, writeSession } from './session-cookie.ts';
import { SignInPage } from './sign-in.page.tsx';

/** The ways in at a provider. */
export type ProviderPorts = Shell & {
  readonly signIn: SignIn;
  /** How long the browser keeps its cookie. */
  readonly maxMs: number;
  readonly firstPage: (caller: Caller) => Promise<string>;
};

const provider = ':provider{[a-z0-9][a-z0-9-]{0,62}}';

/** Signing in at a provider, coming back from it, and proving there anew who one is. */
export function providerRoutes(ports: ProviderPorts): Hono<ConsoleEnv> {
  const { signIn } = ports;
  return new Hono<ConsoleEnv>()
    .get('/sign-in/again', async (c) => {
      const to = safePath(c.req.query('to'));
      const token = sessionOf(c);
      const signedIn = token === undefined ? undefined : await signIn.sessions.find(token);
      if (signedIn?.of.kind !== 'provider') return c.redirect('/sign-in', 303);
      return start(c, ports, signedIn.of.provider, { to, again: signedIn.id });
    })
    .get(`/sign-in/${provider}`, (c) =>
      start(c, ports, c.req.param('provider'), { to: safePath(c.req.query('to')) }),
    )
    .get(`/sign-in/${provider}/callback`, async (c) => {
      const name = c.req.param('provider');
      const flow = readFlow(flowOf(c), name, c.get('now'));
      dropFlow(c);
      if (flow === undefined) return refuse(c, ports, name, 'start_again');
      const finished = await signIn.finish(flow, new URL(c.req.url).search);
      const to = safePath(flow.to);
      switch (finished.kind) {
        case 'not':
          return refuse(c, ports, name, finished.why, to);
        case 'confirmed':
          return c.redirect(to, 303);
        case 'signed_in': {
          writeSession(c, finished.token, ports.maxMs);
          const signedIn = await signIn.sessions.find(finished.token);
          const isHome = to === '/' && signedIn !== undefined;
          return c.redirect(isHome ? await ports.firstPage(signedIn.caller) : to, 303);
        }
        default:
          return finished satisfies never;
      }
    });
}

async function start(
  c: ConsoleContext,
  ports: ProviderPorts,
  name: string,
  page: { readonly to: string; readonly again?: string },
): Promise<Response> {
  if (!ports.signIn.providers.some((one) => one.name === name)) return c.redirect('/sign-in', 303);
  const started = await ports.signIn.start(name, page);
  if ('why' in started) return refuse(c, ports, name, started.why, page.to);
  writeFlowCookie(c, writeFlow(started.flow), flowMs);
  return c.redirect(started.url, 303);
}

const statusOf = (why: WhyNot) => (why === 'provider_down' ? 503 : 403);

/** The page of the ways in, with why this one came to nothing. */
function refuse(
  c: ConsoleContext,
  ports: ProviderPorts,
  name: string,
  why: WhyNot,
  to = '/',
): Response | Promise<Response> {
  const i18n = i18nOf(c, ports.ruleSet());
  const { providers } = ports.signIn;
  const label = providers.find((one) => one.name === name)?.label ?? name;
  const said = i18n.t.signIn.whyNot[why](label);
  return c.html(
    <SignInPage frame={ports.frame(c, i18n)} to={to} providers={providers} why={said} />,
    statusOf(why),
  );
}
