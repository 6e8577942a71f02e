import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Loaded, load, signIn } from './lib/browser.ts';
import { build, type Filrouge, startFilrouge } from './lib/filrouge.ts';
import { startPostgres } from './lib/postgres.ts';
import { cpuSeconds, pause, residentBytes, settled, until } from './lib/processes.ts';
import { type Aim, aimOf, type Report } from './lib/report.ts';
import { agentName } from './lib/rules.ts';
import { makeShippedRules } from './lib/shipped-rules.ts';
import { quantile } from './lib/stats.ts';
import { followSwitch } from './lib/watch.ts';

/** The first start is measured with so many agents, whatever the size of the rest. */
const startAgents = 1_000;
/** So many streams are held open at most; with more agents every so many-th is followed, and the last. */
const mostFollowers = 1_500;
const [restSeconds, loads, scrapes] = [20, 20, 5];
const longestMs = 120_000;
const monitor = pathToFileURL(join(import.meta.dirname, 'lib/hold-monitor.mjs')).href;

/** What lists and pages are asked for; the pages by their addresses in the console. */
const asked = ['/', '/rules', '/plans', '/v1/agents', '/v1/plans'] as const;
type Asked = (typeof asked)[number];

type Found = {
  readonly agents: number;
  readonly startMs: { readonly postgres: number; readonly pglite: number };
  readonly storm: { readonly p50: number; readonly last: number; readonly notTold: number };
  readonly rest: { readonly cores: number; readonly databaseCores: number; readonly bytes: number };
  readonly scrape: { readonly bytes: number; readonly ms: number; readonly heldMs: number };
  readonly answers: ReadonlyMap<Asked, readonly Loaded[]>;
};

/**
 * What size costs: so many agents of the shipped kind, each tripped once by one body, each with an open plan,
 * all suspended and silent then. `scale 1500`.
 */
export async function run(args: string[]): Promise<Report> {
  const agents = Number(args[0] ?? 1_500);
  build();
  const rules = makeShippedRules(agents);
  const postgres = await startPostgres();
  const heldMs = createHeard();
  try {
    const startMs = {
      postgres: await firstStart(await postgres.create()),
      pglite: await firstStart(undefined),
    };
    const server = await startFilrouge({
      rulesDir: rules.dir,
      databaseUrl: await postgres.create(),
      nodeArgs: ['--import', monitor],
      onLine: heldMs.line,
    });
    try {
      await settled([server.pid, postgres.pid]);
      const storm = await stormOf(server, agents);
      await settledAfter(server, agents, postgres.pid);
      const rest = await restOf(server.pid, postgres.pid);
      const scrape = await scrapeOf(server, heldMs);
      const answers = await answersOf(server);
      return report({ agents, startMs, storm, rest, scrape, answers });
    } finally {
      await server.stop('SIGKILL');
    }
  } finally {
    await postgres.stop();
    rules.remove();
  }
}

/** From the command to the first readiness, on an empty database. */
async function firstStart(databaseUrl: string | undefined): Promise<number> {
  const rules = makeShippedRules(startAgents);
  const begun = performance.now();
  const options = databaseUrl === undefined ? {} : { databaseUrl };
  const server = await startFilrouge({ rulesDir: rules.dir, ...options });
  const ms = server.readyAt - begun;
  await server.stop('SIGKILL');
  rules.remove();
  said(
    `first start of ${startAgents} on ${databaseUrl === undefined ? 'PGlite' : 'PostgreSQL'}: ${ms.toFixed(0)} ms`,
  );
  return ms;
}

/** One body breaches every agent. Answers how long after it those that are followed were told to stop. */
async function stormOf(server: Filrouge, agents: number): Promise<Found['storm']> {
  const names = Array.from({ length: agents }, (_, number) => agentName(number));
  const every = Math.ceil(agents / mostFollowers);
  const followed = names.filter((_, number) => number % every === 0 || number === agents - 1);
  const followers = [];
  for (const name of followed) followers.push(await followSwitch(server.url, name, server.viewerKey));
  const post = (value: number) => {
    const samples = names.map((agent) => ({ agent, metric: 'error_rate', value, weight: 60 }));
    return fetch(`${server.url}/v1/samples`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.ingestKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ samples }),
    }).then((answer) => answer.text());
  };
  await post(0.004);
  await pause(1_500);
  const posted = performance.now();
  void post(0.5);
  const times = await Promise.all(
    followers.map(({ stopped }) => Promise.race([stopped(), pause(longestMs).then(() => Number.NaN)])),
  );
  for (const { close } of followers) close();
  const told = times.filter((at) => !Number.isNaN(at)).map((at) => at - posted);
  const storm = { p50: quantile(told, 0.5), last: quantile(told, 1), notTold: times.length - told.length };
  said(`storm: p50 ${storm.p50.toFixed(0)} ms, last ${storm.last.toFixed(0)} ms, ${storm.notTold} not told`);
  return storm;
}

/** Waits until every plan is there, and what follows a trip is done. */
async function settledAfter(server: Filrouge, agents: number, database: number): Promise<void> {
  const headers = { authorization: `Bearer ${server.viewerKey}` };
  await until(
    async () => (await load(`${server.url}/v1/plans/${agents}`, headers)).status === 200,
    'plans',
    longestMs,
    500,
  );
  await settled([server.pid, database]);
  await pause(restSeconds * 1_000);
}

/** CPU over a while in which nothing happens, and resident memory. */
async function restOf(pid: number, database: number): Promise<Found['rest']> {
  const before = [cpuSeconds([pid]), cpuSeconds([database])] as const;
  await pause(restSeconds * 1_000);
  const cores = (cpuSeconds([pid]) - before[0]) / restSeconds;
  const databaseCores = (cpuSeconds([database]) - before[1]) / restSeconds;
  const bytes = residentBytes(pid);
  said(
    `at rest: ${cores.toFixed(3)} cores, database ${databaseCores.toFixed(3)}, ${(bytes / 1e6).toFixed(0)} MB`,
  );
  return { cores, databaseCores, bytes };
}

/** A few scrapes in a row: the size of the last, the slowest, and the longest that it held everything else up. */
async function scrapeOf(server: Filrouge, held: Heard): Promise<Found['scrape']> {
  const scrape = () => load(`${server.url}/metrics`, {});
  await scrape();
  let [ms, heldMs, bytes] = [0, 0, 0];
  for (let turn = 0; turn < scrapes; turn++) {
    process.kill(server.pid, 'SIGUSR2');
    await pause(100);
    const answer = await scrape();
    process.kill(server.pid, 'SIGUSR2');
    heldMs = Math.max(heldMs, await held.next());
    ms = Math.max(ms, answer.ms);
    bytes = answer.bytes;
  }
  said(`/metrics: ${bytes} bytes, ${ms.toFixed(0)} ms, held ${heldMs.toFixed(1)} ms`);
  return { bytes, ms, heldMs };
}

/** Each list and page, one load after the other, as a client that asks for no compression gets it. */
async function answersOf(server: Filrouge): Promise<Found['answers']> {
  const cookie = await signIn(server.url, server.viewerKey);
  const authorization = `Bearer ${server.viewerKey}`;
  const answers = new Map<Asked, Loaded[]>();
  for (const path of asked) {
    const headers = path.startsWith('/v1/') ? { authorization } : { cookie };
    const loaded: Loaded[] = [];
    for (let turn = -2; turn < loads; turn++) {
      const answer = await load(server.url + path, headers);
      if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
      if (turn >= 0) loaded.push(answer);
    }
    answers.set(path, loaded);
    said(`${path}: p95 ${p95(loaded).toFixed(0)} ms, ${loaded.at(-1)?.bytes} bytes`);
  }
  return answers;
}

type Heard = { readonly line: (line: string) => void; readonly next: () => Promise<number> };

/** Hears the holds that the service says between two signals. */
function createHeard(): Heard {
  let tell = (_: number): void => {};
  return {
    line: (line) => {
      const found = /^\{"benchHeldMs":([\d.]+)\}/.exec(line)?.[1];
      if (found !== undefined) tell(Number(found));
    },
    next: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
  };
}

function p95(loaded: readonly Loaded[]): number {
  return quantile(
    loaded.map(({ ms }) => ms),
    0.95,
  );
}

function said(line: string): void {
  process.stderr.write(`${line}\n`);
}

function report({ agents, startMs, storm, rest, scrape, answers }: Found): Report {
  const pages = [...answers].map(([path, loaded]) => ({
    path,
    ms: p95(loaded),
    kB: (loaded.at(-1)?.bytes ?? Number.NaN) / 1_000,
  }));
  const aims: Aim[] = [
    aimOf('first start on PostgreSQL, s', startMs.postgres / 1_000, { atMost: 1.5 }),
    aimOf('first start on PGlite, s', startMs.pglite / 1_000, { atMost: 5 }),
    aimOf('storm: last, s', storm.notTold > 0 ? undefined : storm.last / 1_000, { atMost: 1 }),
    aimOf('at rest, cores', rest.cores, { atMost: 0.02 }),
    aimOf('at rest, MB', rest.bytes / 1e6, { atMost: 350 }),
    aimOf('/metrics, MB', scrape.bytes / 1e6, { atMost: 1.5 }),
    aimOf('/metrics, longest hold ms', scrape.heldMs, { atMost: 15 }),
    ...pages.flatMap(({ path, ms, kB }) => [
      aimOf(`${path}: p95 ms`, ms, { atMost: 50 }),
      aimOf(`${path}: kB`, kB, { atMost: 150 }),
    ]),
  ];
  return {
    bench: 'scale',
    settings: { agents, startAgents, restSeconds, loads, scrapes },
    columns: ['what', 'value'],
    rows: [
      [`first start of ${startAgents} on PostgreSQL, ms`, startMs.postgres],
      [`first start of ${startAgents} on PGlite, ms`, startMs.pglite],
      ['storm: p50 ms', storm.p50],
      ['storm: last ms', storm.last],
      ['storm: not told', storm.notTold],
      ['at rest: cores', rest.cores],
      ['at rest: cores of PostgreSQL', rest.databaseCores],
      ['at rest: MB', rest.bytes / 1e6],
      ['/metrics: MB', scrape.bytes / 1e6],
      ['/metrics: ms', scrape.ms],
      ['/metrics: longest hold ms', scrape.heldMs],
      ...pages.flatMap(({ path, ms, kB }): [string, number][] => [
        [`${path}: p95 ms`, ms],
        [`${path}: kB`, kB],
      ]),
    ],
    aims,
  };
}
