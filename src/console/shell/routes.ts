import { Hono, type MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { languageDetector } from 'hono/language';
import { createFailureLimiter } from '../../access/guard.ts';
import { languages } from '../../language/language.ts';
import { agentRoutes } from '../agents/agent-routes.tsx';
import { loadCharts } from '../charts/chart-svg.ts';
import { exportRoutes } from '../exports/export-routes.ts';
import { incidentRoutes } from '../incidents/incident-routes.tsx';
import { createLiveHub } from '../live/live.ts';
import { planCommandRoutes } from '../plans/plan-command-routes.ts';
import { planRoutes } from '../plans/plan-routes.tsx';
import { registerRoutes } from '../register/register-routes.tsx';
import { rulesRoutes } from '../rules/rules-routes.tsx';
import { watchRoutes } from '../watch/watch-routes.tsx';
import { workshopRoutes } from '../workshop/workshop-routes.tsx';
import { accessRoutes } from './access-routes.tsx';
import { loadAssets } from './asset-files.ts';
import type { ConsoleEnv, Desk } from './context.ts';
import type { ConsolePorts } from './ports.ts';
import { createReads } from './reads.ts';
import { sessionRoutes, signedIn } from './session-routes.tsx';

/** The console: its routes, to be mounted at the root, and what ends its open pages. */
export type Console = {
  readonly routes: Hono<ConsoleEnv>;
  readonly close: () => void;
};

/** Addresses that are pages; what is not among them belongs to somebody else. */
const open = ['/sign-in', '/sign-out'];
const closed = [
  '/',
  '/agents/*',
  '/incidents',
  '/incidents/*',
  '/plans',
  '/plans/*',
  '/register',
  '/register/*',
  '/rules',
  '/rules/*',
  '/access',
  '/access/*',
  '/live/*',
];

/** Pages that draw charts on the server, and the streams that renew parts of them. */
const drawing = ['/agents/*', '/incidents/*', '/rules/*', '/live/*'];

/** The console over these ports. */
export function createConsole(ports: ConsolePorts): Console {
  const live = createLiveHub({ now: ports.now, logger: ports.logger });
  const stopListening = ports.onChange(live.poke);
  const assets = loadAssets();
  const desk: Desk = { ports, reads: createReads(ports), live, assets: assets.paths };
  const routes = new Hono<ConsoleEnv>();
  const sameOrigin = csrf({
    origin: (origin, c) => origin === new URL(c.req.url).origin || origin === originOf(ports.publicUrl),
  });
  for (const path of [...open, ...closed]) {
    routes.use(path, strictPolicy, spokenLanguage, rememberLanguage, sameOrigin);
  }
  for (const path of closed) routes.use(path, signedIn(desk));
  for (const path of drawing) routes.use(path, withCharts);
  const rooms = [
    assets.routes,
    sessionRoutes(desk, createFailureLimiter()),
    watchRoutes(desk),
    agentRoutes(desk),
    planRoutes(desk),
    planCommandRoutes(desk),
    exportRoutes(desk),
    incidentRoutes(desk),
    registerRoutes(desk),
    rulesRoutes(desk),
    workshopRoutes(desk),
    accessRoutes(desk),
  ];
  for (const room of rooms) routes.route('/', room);
  return {
    routes,
    close: () => {
      stopListening();
      live.close();
    },
  };
}

const withCharts: MiddlewareHandler<ConsoleEnv> = async (_, next) => {
  await loadCharts();
  return next();
};

/**
 * Nothing but our own files, and no style or script in the page itself. Pages are never kept: they are of the moment. Said
 * before a page is made, because adding to a finished answer makes a stream of it.
 */
const strictPolicy: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  // A referrer of our own is what lets browsers say, on plain http too, that a form is ours.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
  await next();
};

const languageCookie = 'filrouge_language';
const yearSeconds = 31_536_000;

/** By the address, the cookie or the browser, in this order. */
const spokenLanguage = languageDetector({
  supportedLanguages: [...languages],
  fallbackLanguage: 'en',
  lookupCookie: languageCookie,
  caches: false,
});

/** A language that was chosen stays. */
const rememberLanguage: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  const chosen = languages.find((language) => language === c.req.query('lang'));
  if (chosen !== undefined)
    setCookie(c, languageCookie, chosen, { sameSite: 'Lax', path: '/', maxAge: yearSeconds, httpOnly: true });
  await next();
};

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}
