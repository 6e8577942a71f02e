import { Hono, type MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { languageDetector } from 'hono/language';
import { createFailureLimiter } from '../access/guard.ts';
import { listKeys } from '../access/store.ts';
import { type Language, languages } from '../language/language.ts';
import { lastCellBefore } from '../metrics/storage/coarse-store.ts';
import { listNotices } from '../notices/store.ts';
import { calendarOf } from '../plans/calendar/store.ts';
import { readRegister, verifyRegister } from '../register/store.ts';
import { readFirings } from '../rules/engine/alert-store.ts';
import { languagesOf } from '../rules/ruleset.ts';
import { ruleSetHistory } from '../rules/sets/store.ts';
import { silencedRules } from '../rules/silences/coverage.ts';
import { noSilences } from '../rules/silences/silence.ts';
import { mayRun } from '../switches/switch.ts';
import { accessRoutes } from './access/access-routes.tsx';
import { createProving } from './access/confirm.ts';
import { providerRoutes } from './access/provider-routes.tsx';
import { type SessionPorts, sessionRoutes, signedIn, signedInOrNot } from './access/session-routes.tsx';
import { agentRoutes } from './agents/agent-routes.tsx';
import { beginRoutes } from './begin/begin-routes.tsx';
import { loadCharts } from './charts/chart-svg.ts';
import { deskRoutes } from './desk/desk-routes.tsx';
import { dossierRoutes } from './dossier/dossier-routes.tsx';
import { inWordsOfPages } from './dossier/too-large.tsx';
import { exportRoutes } from './exports/export-routes.tsx';
import { fleetRoutes } from './fleet/fleet-routes.tsx';
import { resumeRoutes } from './fleet/resume-routes.tsx';
import { incidentRoutes } from './incidents/incident-routes.tsx';
import { createLiveHub, type LiveHub } from './live/live.ts';
import { noticesRoutes } from './notices/notices-routes.tsx';
import { lessonRoutes } from './plans/after/playbook-routes.tsx';
import { caseRoutes } from './plans/cases/case-routes.tsx';
import { planCommandRoutes } from './plans/plan-command-routes.ts';
import { planRoutes } from './plans/plan-routes.tsx';
import type { ConsolePorts } from './ports.ts';
import { registerRoutes } from './register/register-routes.tsx';
import { reportRoutes } from './reports/report-routes.tsx';
import { reviewRoutes } from './review/review-routes.tsx';
import { type createProofReads, proofRoutes } from './rules/proof-routes.tsx';
import { rulesRoutes } from './rules/rules-routes.tsx';
import { readsOf } from './shared-reads.ts';
import { loadAssets } from './shell/asset-files.ts';
import { type ConsoleContext, type ConsoleEnv, createShell, type Shell } from './shell/context.ts';
import { glossaryPage } from './shell/glossary.page.tsx';
import { missingPage } from './shell/missing.page.tsx';
import { pagePolicy } from './shell/page-policy.ts';
import { silencesRoutes } from './silences/silence-routes.tsx';
import { watchRoutes } from './watch/watch-routes.tsx';
import { workRoutes } from './work/work-routes.tsx';
import { workshopRoutes } from './workshop/workshop-routes.tsx';

/** The console: its routes, to be mounted at the root, and what ends its open pages. */
export type Console = {
  readonly routes: Hono<ConsoleEnv>;
  /** Stands in front: says in a page what was refused before any page was asked. */
  readonly inWords: MiddlewareHandler<ConsoleEnv>;
  readonly close: () => void;
};

/** Addresses that are pages; what is not among them belongs to somebody else. */
const open = ['/sign-in', '/sign-in/*', '/sign-out'];
const closed = [
  '/',
  '/work',
  '/work/*',
  '/requests',
  '/requests/*',
  '/agents/*',
  '/incidents',
  '/incidents/*',
  '/plans',
  '/plans/*',
  '/reports/*',
  '/notices',
  '/notices/*',
  '/register',
  '/register/*',
  '/rules',
  '/rules/*',
  '/silences',
  '/silences/*',
  '/stop',
  '/resume',
  '/glossary',
  '/session',
  '/session/*',
  '/access',
  '/access/*',
  '/dossier/*',
  '/live/*',
];

/** Pages that draw charts on the server, and the streams that renew parts of them. */
const drawing = ['/agents/*', '/incidents/*', '/rules/*', '/live/*'];

/** The console over these ports. */
export function createConsole(ports: ConsolePorts): Console {
  const live = createLiveHub({ now: ports.now, logger: ports.logger });
  const stopListening = ports.onChange(live.poke);
  const assets = loadAssets();
  const shell = createShell(ports, assets.paths);
  const sessions = { ...ports.signIn, publicUrl: ports.publicUrl, resolve: ports.keys.resolve };
  const routes = new Hono<ConsoleEnv>();
  const sameOrigin = csrf({
    origin: (origin, c) => origin === new URL(c.req.url).origin || origin === originOf(ports.publicUrl),
  });
  const ofTheMoment: MiddlewareHandler<ConsoleEnv> = (c, next) => {
    c.set('now', ports.now());
    return next();
  };
  const spokenLanguage = inHouse(() => languagesOf(ports.ruleSet()));
  for (const path of [...open, ...closed]) {
    routes.use(path, strictPolicy, ofTheMoment, spokenLanguage, rememberLanguage, sameOrigin);
  }
  for (const path of closed) routes.use(path, signedIn(sessions));
  for (const path of ['/agents/:agent/suspend', '/stop']) routes.post(path, ports.handOn);
  for (const path of drawing) routes.use(path, withCharts);
  for (const room of [assets.routes, ...pagesOf(ports, shell, live, sessions)]) routes.route('/', room);
  const unknown: MiddlewareHandler<ConsoleEnv>[] = [
    ...[strictPolicy, ofTheMoment, spokenLanguage, rememberLanguage, signedInOrNot(sessions)],
    async (c) => missingPage(c, shell),
  ];
  for (const step of unknown) routes.use('*', (c, next) => (wantsPage(c) ? step(c, next) : next()));
  return {
    routes,
    inWords: inWordsOfPages(shell, unknown.slice(0, -1)),
    close: () => {
      stopListening();
      live.close();
    },
  };
}

/**
 * Whether somebody with a browser asks, for what may be a page. Programs are told of an unknown address as
 * ever.
 */
function wantsPage({ req }: ConsoleContext): boolean {
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  const isPage = !/^\/(?:v1|api|live|assets)\//.test(req.path) && req.header('hx-request') === undefined;
  return isRead && isPage && (req.header('accept') ?? '').includes('text/html');
}

type Reads = ReturnType<typeof readsOf>;

/** Hands each page the reads and commands that it asks for, and nothing else. */
function pagesOf(
  ports: ConsolePorts,
  shell: Shell,
  live: LiveHub,
  sessions: SessionPorts,
): Hono<ConsoleEnv>[] {
  const { now, commands, keys, publicUrl } = ports;
  const { db } = ports.database;
  const { watch, plans, charts, incidents, work, proofs } = readsOf(ports);
  const proving = createProving(keys.resolve, sessions.signIn.sessions);
  const plansOf = async (agent: string) => (await plans.plans({ agent, limit: 20 })).items;
  return [
    // Before the ways in by their names.
    sessionRoutes({ ...shell, ...sessions, firstPage: work.firstPage }, createFailureLimiter()),
    providerRoutes({ ...shell, ...sessions, firstPage: work.firstPage }),
    workRoutes({
      ...{ ...shell, ...ports.calendars, publicUrl, now, workOf: work.workOf },
      calendarOf: (person) => calendarOf(db, person),
    }),
    watchRoutes({ ...shell, ...watch, live, publicUrl }),
    agentRoutes({
      ...{ ...shell, ...proving, ...watch, ...charts, live, now, toSwitch: commands.toSwitch },
      ...{ readersOf: ports.readersOf, readiness: ports.readiness, attemptOf: ports.attemptOf },
      ...{ outOfReach: ports.outOfReach, isKept: ports.isKept, notTaken: ports.notTaken },
      ...{ incidentsOf: incidents.incidentsOf, plansOf, proofs },
    }),
    deskRoutes({ ...shell, live, now, desk: ports.desk }),
    fleetRoutes({ ...shell, toFleet: commands.toFleet }),
    silencesRoutes({ ...shell, db, now, silences: ports.silences }),
    resumeRoutes({
      ...{ ...shell, ...proving, resumeFleet: commands.resumeFleet, previewResume: ports.previewResume },
      isSuspended: async (agent) => !mayRun(await watch.agentSwitch(agent)),
    }),
    beginRoutes({ ...shell, toNewPlan: commands.toNewPlan }),
    ...planPages(ports, { ...shell, ...proving, ...plans, live, now }, incidents),
    dossierRoutes({ ...shell, ...ports.dossiers, db }),
    incidentRoutes({
      ...shell,
      ...incidents,
      live,
      now,
      toIncident: commands.toIncident,
      maxBytes: ports.dossiers.maxBytes,
    }),
    noticesRoutes({ ...shell, desk: ports.notices, list: (filter) => listNotices(db, filter) }),
    registerRoutes({
      ...shell,
      readRegister: (query) => readRegister(db, query),
      verifyRegister: () => verifyRegister(db),
    }),
    ...rulesPages(ports, shell, proofs),
    new Hono<ConsoleEnv>().get('/glossary', (c) => glossaryPage(c, shell)),
    accessRoutes({ ...shell, ...keys, keys: () => listKeys(db) }),
  ];
}

/** Plans: as they are worked on, reviewed, printed, reported on and learnt from. */
function planPages(
  { commands, issues, cases, weekly, printer, learn }: ConsolePorts,
  shown: Shell & ReturnType<typeof createProving> & Reads['plans'] & { live: LiveHub; now: () => number },
  incidents: Reads['incidents'],
): Hono<ConsoleEnv>[] {
  const { toPlan, toReplay } = commands;
  const plans = { ...shown, toPlan, toReplay, openIssue: issues.open };
  return [
    planRoutes(plans),
    planCommandRoutes(plans),
    reviewRoutes(plans),
    caseRoutes({ ...plans, ...cases }),
    exportRoutes({ ...shown, ...incidents }, printer),
    reportRoutes({ ...shown, report: weekly.report, printer }),
    lessonRoutes({ ...shown, learn }),
  ];
}

/** The rules as they are, the proof that they work, and the workshop where they are tried. */
function rulesPages(
  { now, rules, prove, backtest, proposals, read, database: { db } }: ConsolePorts,
  shell: Shell,
  proofs: ReturnType<typeof createProofReads>,
): Hono<ConsoleEnv>[] {
  return [
    rulesRoutes({
      ...{ ...shell, now, rules, proofs, proposals },
      ruleSets: (page) => ruleSetHistory(db, page),
      silenced: async () => {
        const { set, silences = noSilences } = (await read()).engine;
        return [...silencedRules({ set, silences }, now())];
      },
    }),
    proofRoutes({ ...shell, prove }),
    workshopRoutes({
      ...{ ...shell, now, backtest, proposals },
      lastMeasuredAt: async (series, before) => (await lastCellBefore(db, series, before))?.lastAt,
      firings: (query) => readFirings(db, query),
    }),
  ];
}

const withCharts: MiddlewareHandler<ConsoleEnv> = async (_, next) => {
  await loadCharts();
  return next();
};

/**
 * Nothing but our own files, and no style or script in the page itself. Pages are never kept: they are of the
 * moment. Said before a page is made, because adding to a finished answer makes a stream of it.
 */
const strictPolicy: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  c.header('Content-Security-Policy', pagePolicy);
  // A referrer of our own is what lets browsers say, on plain http too, that a form is ours.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
  await next();
};

const languageCookie = 'filrouge_language';
const yearSeconds = 31_536_000;

/** By the address, the cookie or the browser, in this order. */
const wantedLanguage = languageDetector({
  supportedLanguages: [...languages],
  fallbackLanguage: 'en',
  lookupCookie: languageCookie,
  caches: false,
});

/** The same, or the language of the house where it has not the one that is wanted. */
function inHouse(house: () => readonly Language[]): MiddlewareHandler<ConsoleEnv> {
  return (c, next) =>
    wantedLanguage(c, async () => {
      const [first, ...others] = house();
      if (first !== undefined && !others.includes(c.get('language'))) c.set('language', first);
      await next();
    });
}

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
