import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { adminKey, type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { pause } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { chanceOf } from './lib/chance.ts';
import { layOutCut } from './lib/cut.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole, storedIn } from './lib/stored.ts';
import { type Stream, sendContacts, sendSamples } from './lib/stream.ts';
import { type Switching, startSwitching } from './lib/switching.ts';
import { canTrace, readCalls, tracing } from './lib/syscalls.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');
const env = { FILROUGE_STEP: '1s', UV_USE_IO_URING: '0' };

/**
 * Power cuts at any moment of a minute and a half of work on the embedded database: what the process wrote and synced is recorded by
 * strace, and each cut is laid out as a disk may have it and started from.
 */
export async function run(args: string[]): Promise<Report> {
  const { cuts, seconds, seed } = sizesOf(args, { cuts: 500, seconds: 90, seed: 1 });
  if (!canTrace()) throw new Error('strace is needed, and the right to trace a process');
  const work = mkdtempSync(join(tmpdir(), 'filrouge-power-'));
  try {
    const recorded = await record(work, seconds);
    const random = chanceOf(seed);
    const found: Found[] = [];
    const { from, to } = recorded;
    for (let cut = 0; cut < cuts; cut++) {
      found.push(await startFrom(work, recorded, from + random() * (to - from), random));
      if (found.length % 10 === 0) stderr.write(`${found.length} of ${cuts} cuts\n`);
    }
    return reportOf({ cuts, seconds, seed }, recorded, found);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Recorded = {
  readonly base: string;
  readonly folder: string;
  readonly calls: ReturnType<typeof readCalls>;
  readonly from: number;
  readonly to: number;
  readonly contacts: Stream;
  readonly samples: Stream;
  readonly switching: Switching;
};

/** Works for so many seconds, with a kill, a stop and a checkpoint of its own between. */
async function record(work: string, seconds: number): Promise<Recorded> {
  const [base, folder] = [join(work, 'base'), join(work, 'data')];
  const first = await launchFilrouge({ rulesDir, dataDir: folder, env });
  const port = Number(new URL(first.url).port);
  await first.stop();
  cpSync(folder, base, { recursive: true });
  const from = Date.now();
  const logs = [0, 1, 2].map((number) => join(work, `calls-${number}`));
  const launch = (log = '') => launchFilrouge({ rulesDir, dataDir: folder, port, env, under: tracing(log) });
  let server = await launch(logs[0]);
  const [contacts, samples] = [sendContacts([server.url]), sendSamples([server.url])];
  const switching = startSwitching(server.url);
  await pause(seconds * 150);
  await server.stop('SIGKILL');
  server = await launch(logs[1]);
  await pause(seconds * 750);
  await server.stop();
  server = await launch(logs[2]);
  await pause(seconds * 100);
  const to = Date.now();
  await server.stop('SIGKILL');
  await Promise.all([contacts.abandon(), samples.abandon(), switching.stop()]);
  const calls = readCalls(logs, folder);
  return { base, folder, calls, from, to, contacts, samples, switching };
}

/** How a process came back from one cut; what is missing of what was acknowledged before it. */
type Found = { readonly at: number; readonly wrong: readonly string[]; readonly backMs: number };

async function startFrom(
  work: string,
  { base, folder, calls, contacts, samples, switching }: Recorded,
  at: number,
  random: () => number,
): Promise<Found> {
  const dataDir = join(work, 'cut');
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir);
  layOutCut({ base, folder, calls }, at, dataDir, random);
  const began = performance.now();
  const wrong: string[] = [];
  let server: Launched | undefined;
  try {
    server = await launchFilrouge({ rulesDir, dataDir, env });
    const { mayRun } = (await (
      await fetch(`${server.url}/v1/agents/margaux/switch`, {
        headers: { Authorization: `Bearer ${adminKey}` },
      })
    ).json()) as { mayRun: boolean };
    if (!switching.mayStandAt(at, mayRun)) wrong.push(`its agent ${mayRun ? 'runs' : 'is stopped'}`);
    if (!(await isWhole(server.url))) wrong.push('the register is broken');
  } catch (error) {
    wrong.push(`it does not start: ${error instanceof Error ? error.message : String(error)}`);
  }
  const backMs = (server?.readyAt ?? Number.NaN) - began;
  await server?.stop();
  if (server === undefined) return { at, wrong, backMs };
  const stored = await storedIn({ dataDir });
  const sent = { contacts: contacts.acknowledgedBefore(at), samples: samples.acknowledgedBefore(at) };
  for (const [what, most] of [
    ['contacts', contacts],
    ['samples', samples],
  ] as const)
    if (stored[what] < sent[what] || stored[what] > most.begun())
      wrong.push(`${stored[what]} ${what} of ${sent[what]}`);
  if (stored.weight !== stored.contacts)
    wrong.push(`${stored.weight} contacts counted of ${stored.contacts}`);
  return { at, wrong, backMs };
}

function reportOf(
  sizes: { cuts: number; seconds: number; seed: number },
  recorded: Recorded,
  found: readonly Found[],
): Report {
  const { calls, from, contacts, samples, switching } = recorded;
  const failed = found.filter(({ wrong }) => wrong.length > 0);
  const count = (kind: string) => calls.filter((call) => call.kind === kind).length;
  return {
    bench: 'reliability power',
    settings: sizes,
    columns: ['cuts', 'writes', 'syncs', 'contacts', 'samples', 'orders', 'slowest start, ms'],
    rows: [
      [
        found.length,
        count('write'),
        count('sync'),
        contacts.acknowledged(),
        samples.acknowledged(),
        switching.orders(),
        Math.round(Math.max(...found.map(({ backMs }) => backMs))),
      ],
    ],
    notes: failed
      .slice(0, 20)
      .map(
        ({ at, wrong }) => `cut ${((at - from) / 1_000).toFixed(2)} s after the start: ${wrong.join('; ')}`,
      ),
    aims: [
      aimOf('cuts after which something acknowledged was missing, or nothing started', failed.length, {
        atMost: 0,
      }),
      aimOf('syncs that were seen', count('sync'), { atLeast: sizes.seconds }),
    ],
  };
}
