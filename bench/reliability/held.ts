import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { adminKey, type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName } from '../lib/rules.ts';
import { makeHeldRules } from './lib/held-rules.ts';
import { sizesOf } from './lib/sizes.ts';
import type { Place } from './lib/stored.ts';

/** The rule's `for`; a look at the process is so coarse, and a busy one so slow. */
const [forMs, coarseMs, slowMs] = [6_000, 2_500, 6_000];

/** One agent whose rule waits while the process goes away: by `performance.now()`. */
type Waiting = { readonly agent: string; readonly beganAt: number };
type Ended = { readonly agent: string; readonly measuredMs: number };

/**
 * The process is killed, or ended, in the middle of the `for` of a rule whose breach goes on: what was measured before counts, the time
 * away does not, so that the rule fires when so much was measured, neither before nor much later. On each engine in turn.
 */
export async function run(args: string[]): Promise<Report> {
  const { restarts } = sizesOf(args, { restarts: 100 });
  const rules = makeHeldRules(restarts, forMs);
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-held-'));
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  const [soon, late, never]: [Ended[], Ended[], string[]] = [[], [], []];
  try {
    const places: readonly (readonly [string, Place])[] = [
      ['PGlite', { dataDir: join(folder, 'pglite') }],
      ['PostgreSQL', { url: await postgres.create() }],
    ];
    for (const [number, [engine, place]] of places.entries()) {
      const from = Math.floor((restarts * number) / 2);
      const to = Math.floor((restarts * (number + 1)) / 2);
      const found = await restartIn(place, rules.dir, folder, from, to);
      soon.push(...found.ended.filter(({ measuredMs }) => measuredMs < forMs - coarseMs));
      late.push(...found.ended.filter(({ measuredMs }) => measuredMs > forMs + coarseMs + slowMs));
      never.push(...found.never);
      const measured = found.ended.map(({ measuredMs }) => measuredMs / 1_000);
      rows.push([engine, to - from, found.ended.length, Math.min(...measured), Math.max(...measured)]);
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
    rules.remove();
  }
  const text = ({ agent, measuredMs }: Ended): string =>
    `${agent}: fired after ${(measuredMs / 1_000).toFixed(1)} s that were measured`;
  return {
    bench: 'reliability held',
    settings: { restarts, forMs },
    columns: ['engine', 'restarts', 'fired', 'after s measured at least', 'at most'],
    rows,
    notes: [...soon.map(text), ...late.map(text), ...never.map((agent) => `${agent}: never fired`)].slice(
      0,
      20,
    ),
    aims: [
      aimOf('rules that fired although too little was measured', soon.length, { atMost: 0 }),
      aimOf('rules that lost what was measured before', late.length + never.length, { atMost: 0 }),
      aimOf(
        'restarts',
        rows.reduce((sum, [, count]) => sum + Number(count), 0),
        { atLeast: restarts },
      ),
    ],
  };
}

async function restartIn(place: Place, rulesDir: string, folder: string, from: number, to: number) {
  const where = 'url' in place ? { databaseUrl: place.url } : {};
  const dataDir = 'dataDir' in place ? place.dataDir : join(folder, 'beside');
  const port = await freePort();
  const launch = (): Promise<Launched> =>
    launchFilrouge({
      ...{ rulesDir, dataDir, port, ...where },
      env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' },
    });
  let server = await launch();
  const [ended, never]: [Ended[], string[]] = [[], []];
  for (let restart = from; restart < to; restart++) {
    const agent = agentName(restart);
    const breach = startBreach(server.url, agent);
    const waiting = await pendingOf(server.url, agent);
    await pause(Math.random() * (forMs - coarseMs));
    const awayAt = performance.now();
    await server.stop(restart % 3 === 0 ? 'SIGTERM' : 'SIGKILL');
    // A gap of five seconds and less counts as watched.
    await pause(6_000 + Math.random() * 6_000);
    server = await launch();
    const awayMs = performance.now() - awayAt;
    const firedAt = await firedOf(server.url, agent);
    await breach.stop();
    if (firedAt === undefined) never.push(agent);
    else ended.push({ agent, measuredMs: firedAt - waiting.beganAt - awayMs });
    stderr.write(`${agent}: ${firedAt === undefined ? 'never' : 'fired'}\n`);
  }
  await server.stop();
  return { ended, never };
}

/** Sends a breach twice a second, whoever answers. */
function startBreach(url: string, agent: string): { readonly stop: () => Promise<void> } {
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      await fetch(`${url}/v1/samples`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ samples: [{ agent, metric: 'error_rate', value: 0.5, weight: 10 }] }),
        signal: AbortSignal.timeout(2_000),
      }).catch(() => {});
      await pause(500);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopped = true;
      return running;
    },
  };
}

async function stateOf(url: string, agent: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/v1/agents/${agent}`, {
    headers: { Authorization: `Bearer ${adminKey}` },
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  const { rules } = (await answer.json()) as { rules: { rule: string; state: string }[] };
  return rules.find(({ rule }) => rule === 'error-rate')?.state;
}

async function pendingOf(url: string, agent: string): Promise<Waiting> {
  for (let look = 0; look < 600; look++) {
    if ((await stateOf(url, agent)) === 'pending') return { agent, beganAt: performance.now() };
    await pause(50);
  }
  throw new Error(`${agent} never began to wait`);
}

async function firedOf(url: string, agent: string): Promise<number | undefined> {
  for (let look = 0; look < 400; look++) {
    if ((await stateOf(url, agent)) === 'firing') return performance.now();
    await pause(50);
  }
  return undefined;
}
