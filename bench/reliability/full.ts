import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import pg from 'pg';
import { adminKey, type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { oneSample } from '../lib/load.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause, until } from '../lib/processes.ts';
import { type Aim, aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { readAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';
import { mountSmallDisk, type SmallDisk } from './lib/small-disk.ts';
import { isWhole, type Place, samplesOf } from './lib/stored.ts';
import { sendSamples } from './lib/stream.ts';

const env = { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' };
/** How long an order, or what is measured, may take to stop an agent before nobody may be told that it can be. */
const soonMs = 4_000;

/** A service whose disk, or whose database's disk, is full at times. */
type Scene = {
  readonly what: string;
  readonly disk: SmallDisk;
  readonly place: Place;
  readonly dataDir: string;
  /** Uses up what the database has set aside for itself. */
  readonly exhaust: () => Promise<void>;
  readonly revive: () => Promise<void>;
};
type Outcome = {
  readonly what: string;
  readonly counts: {
    turns: number;
    stopped: number;
    refused: number;
    unready: number;
    restarts: number;
    sent: number;
    stored: number;
  };
  readonly faults: readonly string[];
};

/**
 * Fills the disk of the embedded database, of PostgreSQL, and of the log beside PostgreSQL, and frees it again: while it is full no
 * agent is promised that it may run that could not be stopped, a stop that was answered stands, and afterwards all goes on whole.
 */
export async function run(args: string[]): Promise<Report> {
  const { turns, seconds, megabytes } = sizesOf(args, { turns: 20, seconds: 10, megabytes: 300 });
  const rules = makeRules(turns * 2 + 1);
  const outcomes: Outcome[] = [];
  try {
    for (const open of [onPglite, onPostgres, besidePostgres]) {
      const { scene, close } = await open(megabytes);
      try {
        outcomes.push(await fillAndFree(scene, rules.dir, turns, seconds));
      } finally {
        await close();
      }
    }
  } finally {
    rules.remove();
  }
  return {
    bench: 'reliability full',
    settings: { turns, seconds, megabytes },
    columns: [
      'full is the disk of',
      'turns',
      'stopped while full',
      'not stopped, and not promised',
      'turns without readiness',
      'started again',
      'samples acknowledged',
      'stored',
    ],
    rows: outcomes.map(({ what, counts }) => [what, ...Object.values(counts)]),
    notes: outcomes.flatMap(({ what, faults }) => faults.slice(0, 10).map((fault) => `${what}: ${fault}`)),
    aims: outcomes.flatMap(aimsOf),
  };
}

function aimsOf({ what, faults, counts }: Outcome): Aim[] {
  return [
    aimOf(`${what}: promises broken`, faults.length, { atMost: 0 }),
    aimOf(`${what}: samples lost`, Math.max(0, counts.sent - counts.stored), { atMost: 0 }),
    aimOf(`${what}: agents tried`, counts.stopped + counts.refused, { atLeast: counts.turns * 2 }),
  ];
}

async function onPglite(megabytes: number) {
  const disk = mountSmallDisk(megabytes);
  const dataDir = join(disk.folder, 'data');
  const nothing = async (): Promise<void> => {};
  const scene = { what: 'PGlite', disk, dataDir, place: { dataDir }, exhaust: nothing, revive: nothing };
  return { scene, close: async () => disk.remove() };
}

async function onPostgres(megabytes: number) {
  const disk = mountSmallDisk(megabytes);
  const postgres = await startPostgres(disk.folder);
  const url = await postgres.create();
  const dataDir = mkdtempSync(join(tmpdir(), 'filrouge-full-'));
  const exhaust = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      for (let piece = 0; piece < 200; piece++)
        await client.query("SELECT pg_logical_emit_message(false, 'full', repeat('x', 1000000))");
    } catch {
      // Nothing more fits.
    }
    await client.end().catch(() => {});
  };
  const close = async (): Promise<void> => {
    await postgres.stop();
    disk.remove();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const scene = { what: 'PostgreSQL', disk, dataDir, place: { url }, exhaust, revive: postgres.revive };
  return { scene, close };
}

async function besidePostgres(megabytes: number) {
  const disk = mountSmallDisk(Math.min(megabytes, 64));
  const postgres = await startPostgres();
  const [dataDir, nothing] = [join(disk.folder, 'data'), async (): Promise<void> => {}];
  const place = { url: await postgres.create() };
  const close = async (): Promise<void> => {
    await postgres.stop();
    disk.remove();
  };
  const scene = { what: 'the log', disk, dataDir, place, exhaust: nothing, revive: nothing };
  return { scene, close };
}

async function fillAndFree(
  { what, disk, place, dataDir, exhaust, revive }: Scene,
  rulesDir: string,
  turns: number,
  seconds: number,
): Promise<Outcome> {
  const port = await freePort();
  const where = 'url' in place ? { databaseUrl: place.url } : {};
  let isGone = false;
  const launch = async (): Promise<Launched> => {
    const server = await launchFilrouge({ rulesDir, dataDir, port, env, ...where });
    isGone = false;
    return server;
  };
  let server = await launch();
  const samples = sendSamples([server.url], agentName(turns * 2));
  const counts = { turns, stopped: 0, refused: 0, unready: 0, restarts: 0, sent: 0, stored: 0 };
  const faults: string[] = [];
  const stood: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    disk.fill();
    await exhaust();
    const end = performance.now() + seconds * 1_000;
    const found = await Promise.all([
      tryStop(server.url, agentName(turn * 2), byOrder),
      tryStop(server.url, agentName(turn * 2 + 1), byMeasure),
    ]);
    await pause(Math.max(0, end - performance.now()));
    if (!(await isReady(server.url))) counts.unready += 1;
    disk.free();
    await revive();
    isGone = !(await isAlive(server.pid));
    if (isGone) {
      counts.restarts += 1;
      server = await launch();
    }
    for (const [place, { outcome, fault }] of found.entries()) {
      if (fault !== undefined) faults.push(`turn ${turn}: ${fault}`);
      if (outcome === 'stopped') stood.push(agentName(turn * 2 + place));
      counts[outcome] += 1;
    }
    const before = samples.acknowledged();
    const goesOn = async () => (await isReady(server.url)) && samples.acknowledged() > before;
    await until(goesOn, 'being ready, and samples acknowledged, with room on the disk', 60_000, 100).catch(
      (error: unknown) => faults.push(`turn ${turn}: ${String(error)}`),
    );
    for (const agent of stood)
      if ((await readAt(server.url, agent)).mayRun !== false)
        faults.push(`${agent} was stopped, and is not any more`);
    stderr.write(`${what}: ${turn + 1} of ${turns}\n`);
  }
  await samples.stop();
  if (!(await isWhole(server.url))) faults.push('the register is broken');
  counts.sent = samples.acknowledged();
  await server.stop();
  counts.stored = await samplesOf(place, agentName(turns * 2));
  return { what, counts, faults };
}

type Tried = { readonly outcome: 'stopped' | 'refused'; readonly fault?: string };

/** An agent that is to be stopped: either it is, soon, or nobody may say that it may run. */
async function tryStop(
  url: string,
  agent: string,
  stop: (url: string, agent: string) => Promise<string>,
): Promise<Tried> {
  const end = performance.now() + soonMs;
  let answer = '';
  while (performance.now() < end) {
    answer = await stop(url, agent);
    if ((await readAt(url, agent)).mayRun === false) return { outcome: 'stopped' };
    await pause(200);
  }
  const seen = await readAt(url, agent);
  if (seen.mayRun === false) return { outcome: 'stopped' };
  if (seen.mayRun !== true) return { outcome: 'refused' };
  return {
    outcome: 'refused',
    fault: `${agent} is told that it may run, but could not be stopped: ${answer}`,
  };
}

const byOrder = async (url: string, agent: string): Promise<string> => {
  const { status } = await suspendAt(url, agent);
  return `the order was answered ${status}`;
};

const byMeasure = async (url: string, agent: string): Promise<string> => {
  const status = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
      Authorization: `Bearer ${adminKey}`,
    },
    body: new Uint8Array(oneSample(agent, 0, 1, Date.now())),
    signal: AbortSignal.timeout(2_000),
  }).then(
    (one) => one.status,
    () => 0,
  );
  return `the breach was answered ${status}`;
};

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function isAlive(pid: number): Promise<boolean> {
  await pause(300);
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
