import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { isEvaluating, type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause, until } from '../lib/processes.ts';
import { type Aim, aimOf, type Report } from '../lib/report.ts';
import { median } from '../lib/stats.ts';
import { sizesOf } from './lib/sizes.ts';
import { type Counted, isWhole, type Place, storedIn } from './lib/stored.ts';
import { sendContacts, sendSamples } from './lib/stream.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');
/** From the first that it acknowledged to well into its work. */
const latestMs = 500;

/** What was acknowledged, and what is stored. */
type Outcome = {
  readonly what: string;
  readonly sent: Counted;
  readonly stored: Counted;
  readonly verified: boolean;
  readonly backMs: readonly number[];
};

/** kill -9 while contacts and samples come in, so many times on each engine, and of the evaluator of two processes. */
export async function run(args: string[]): Promise<Report> {
  const { kills } = sizesOf(args, { kills: 200 });
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-kill9-'));
  const postgres = await startPostgres();
  const outcomes: Outcome[] = [];
  try {
    outcomes.push(
      await killAlone('PGlite', { dataDir: join(folder, 'pglite') }, join(folder, 'pglite'), kills),
    );
    outcomes.push(
      await killAlone('PostgreSQL', { url: await postgres.create() }, join(folder, 'alone'), kills),
    );
    outcomes.push(await killEvaluator(await postgres.create(), folder, kills));
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    bench: 'reliability kill9',
    settings: { kills },
    columns: [
      'what',
      'contacts sent',
      'stored',
      'weight',
      'samples sent',
      'stored',
      'back after, ms: median',
      'most',
    ],
    rows: outcomes.map(({ what, sent, stored, backMs }) => [
      what,
      sent.contacts,
      stored.contacts,
      stored.weight,
      sent.samples,
      stored.samples,
      Math.round(median(backMs)),
      Math.round(Math.max(...backMs)),
    ]),
    aims: outcomes.flatMap(aimsOf),
  };
}

function aimsOf({ what, sent, stored, verified }: Outcome): Aim[] {
  const wrong = (['contacts', 'weight', 'samples'] as const).filter((key) => sent[key] !== stored[key]);
  return [
    aimOf(`${what}: counts that differ from what was acknowledged`, wrong.length, { atMost: 0 }),
    aimOf(`${what}: the register is whole`, Number(verified), { atLeast: 1 }),
  ];
}

async function killAlone(what: string, place: Place, dataDir: string, kills: number): Promise<Outcome> {
  const port = await freePort();
  const where = 'url' in place ? { databaseUrl: place.url } : {};
  const launch = () => launchFilrouge({ rulesDir, dataDir, port, env: { FILROUGE_STEP: '1s' }, ...where });
  let server = await launch();
  const streams = startStreams([server.url]);
  const backMs: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await streams.flowing();
    await pause(Math.random() * latestMs);
    await server.stop('SIGKILL');
    const killed = performance.now();
    server = await launch();
    backMs.push(server.readyAt - killed);
    if (kill % 10 === 0) stderr.write(`${what}: ${kill} of ${kills}\n`);
  }
  const sent = await streams.stop();
  const verified = await isWhole(server.url);
  await server.stop();
  return { what, sent, stored: await storedIn(place), verified, backMs };
}

async function killEvaluator(databaseUrl: string, folder: string, kills: number): Promise<Outcome> {
  const what = 'take-over';
  const ports = [await freePort(), await freePort()] as const;
  const launch = (number: 0 | 1) =>
    launchFilrouge({
      rulesDir,
      databaseUrl,
      dataDir: join(folder, `process-${number}`),
      port: ports[number],
      mayStandBy: true,
      env: { FILROUGE_STEP: '1s' },
    });
  const servers: [Launched, Launched] = [await launch(0), await launch(1)];
  const streams = startStreams(servers.map(({ url }) => url));
  const backMs: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await streams.flowing();
    await pause(Math.random() * latestMs);
    const evaluator = (await isEvaluating(servers[0].url)) ? 0 : 1;
    const other = evaluator === 0 ? 1 : 0;
    await servers[evaluator].stop('SIGKILL');
    const killed = performance.now();
    await until(() => isEvaluating(servers[other].url), 'the other process taking over', 60_000, 5);
    backMs.push(performance.now() - killed);
    servers[evaluator] = await launch(evaluator);
    if (kill % 10 === 0) stderr.write(`${what}: ${kill} of ${kills}\n`);
  }
  const sent = await streams.stop();
  const verified = await isWhole(servers[0].url);
  await Promise.all(servers.map((server) => server.stop()));
  return { what, sent, stored: await storedIn({ url: databaseUrl }), verified, backMs };
}

function startStreams(urls: readonly string[]) {
  const [contacts, samples] = [sendContacts(urls), sendSamples(urls)];
  return {
    /** Resolves once more of each has been acknowledged than when it was called. */
    flowing: async (): Promise<void> => {
      const before = [contacts.acknowledged(), samples.acknowledged()] as const;
      const goesOn = () => contacts.acknowledged() > before[0] && samples.acknowledged() > before[1];
      await until(async () => goesOn(), 'contacts and samples being acknowledged', 60_000, 1);
    },
    stop: async (): Promise<Counted> => {
      await Promise.all([contacts.stop(), samples.stop()]);
      const sent = contacts.acknowledged();
      return { contacts: sent, weight: sent, samples: samples.acknowledged() };
    },
  };
}
