import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { startFilrouge } from './lib/filrouge.ts';
import { createSender, writeBodies } from './lib/load.ts';
import { has, startVictoriaPeer } from './lib/peers.ts';
import { startPostgres } from './lib/postgres.ts';
import { pause, residentBytes } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { metricNames } from './lib/rules.ts';

const [few, many] = [1_000, 20_000];
/** Node gives back what the start needed when nothing has happened for half a minute. */
const [startedMs, restMs] = [10_000, 50_000];

/**
 * Bytes a series, with windows of 5 min in steps of 10 s and three rules an agent: what 20 000 agents need over 1 000, by
 * number of series, in the engine alone and for VictoriaMetrics as a process; and the whole process, idle with the shipped rules.
 */
export async function run(): Promise<Report> {
  const engine = engineBytes();
  const victoria = has('victoria-metrics') ? await victoriaBytes() : undefined;
  const postgres = await startPostgres();
  const server = await startFilrouge({
    rulesDir: resolve(import.meta.dirname, '../rules'),
    databaseUrl: await postgres.create(),
  });
  await pause(startedMs);
  const started = residentBytes(server.pid) / 2 ** 20;
  await pause(restMs);
  const idle = residentBytes(server.pid) / 2 ** 20;
  await server.stop();
  await postgres.stop();
  return {
    bench: 'memory',
    settings: { fewAgents: few, manyAgents: many, metrics: metricNames.length, cells: 30 },
    columns: ['what', 'value'],
    rows: [
      ['filrouge engine, bytes a series', engine],
      ['VictoriaMetrics, bytes a series', victoria ?? 'not on PATH'],
      ['filrouge process on PostgreSQL, ten seconds after its start, MiB', started],
      ['filrouge process on PostgreSQL, after an idle minute, MiB', idle],
    ],
    aims: [
      aimOf(
        'bytes a series, as share of VictoriaMetrics',
        victoria === undefined ? undefined : engine / victoria,
        { atMost: 1 },
      ),
      aimOf('bytes a series', engine, { atMost: 815 }),
      aimOf('process on PostgreSQL, idle with the shipped rules: MiB', idle, { atMost: 120 }),
    ],
  };
}

/** In processes of their own, after a forced collection: heap and typed arrays. */
function engineBytes(): number {
  const measure = (agents: number): number => {
    const child = spawnSync(
      process.execPath,
      [
        '--expose-gc',
        '--import',
        'tsx',
        resolve(import.meta.dirname, 'lib/engine-memory.ts'),
        String(agents),
      ],
      { encoding: 'utf8' },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    return Number(child.stdout.trim().split('\n').at(-1));
  };
  return (measure(many) - measure(few)) / ((many - few) * metricNames.length);
}

async function victoriaBytes(): Promise<number> {
  const measure = async (agents: number): Promise<number> => {
    const peer = await startVictoriaPeer();
    const sender = createSender(peer.url, { connections: 4 });
    const workers = writeBodies({ agents, workers: 4, samplesPerSeries: 1, shuffled: false });
    const now = Date.now();
    for (let cell = 29; cell >= 0; cell--)
      for (const bodies of workers) await sender.send(bodies.next(now - cell * 10_000));
    await pause(2_000);
    const bytes = residentBytes(peer.pids[0] ?? 0);
    sender.close();
    await peer.stop();
    return bytes;
  };
  const [less, more] = [await measure(few), await measure(many)];
  return (more - less) / ((many - few) * metricNames.length);
}
