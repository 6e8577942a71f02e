import { startFilrouge } from './lib/filrouge.ts';
import { floodApart } from './lib/flood-apart.ts';
import { createSender, paced, writeBodies } from './lib/load.ts';
import { startPostgres } from './lib/postgres.ts';
import { type Reads, readColumns, readFor, readRow } from './lib/reads.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';

const [agents, readers, seconds, evenly] = [1_000, 4, 6, 40_000];
const flags = '/ofrep/v1/evaluate/flags';

/** The switch as a flag, one and all of an agent: alone, and while ingest runs at full speed. */
export async function run(): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const server = await startFilrouge({ rulesDir: rules.dir, databaseUrl: await postgres.create() });
  const { url, ingestKey, viewerKey: key } = server;
  const read = (ask: Parameters<typeof readFor>[0]['ask']) => readFor({ url, key, readers, seconds, ask });
  const one = () =>
    read((turn) => ({ path: `${flags}/agent.${agentName(turn % agents)}.may_run`, body: '{}' }));
  const all = () =>
    read((turn) => ({
      path: flags,
      body: JSON.stringify({ context: { targetingKey: agentName(turn % agents) } }),
    }));
  /** Beside a flood that begins before it and ends after it. */
  const flooded = async (reads: () => Promise<Reads>) => {
    const flooding = floodApart({ url, key: ingestKey, agents, seconds: seconds + 2 });
    const seen = await reads();
    const { samples, seconds: took } = await flooding;
    return { seen, perSecond: Math.round(samples / took) };
  };
  try {
    // Code that was never run is slow once.
    await one();
    const quiet = [await one(), await all()] as const;
    const sender = createSender(`${url}/api/v1/write`, { key: ingestKey, connections: 8 });
    const spread = { agents, workers: 15, samplesPerSeries: 1, shuffled: false };
    const load = paced(sender, writeBodies(spread), evenly);
    const busy = [await one(), await all()] as const;
    await load.stop();
    sender.close();
    const full = await flooded(one);
    return {
      bench: 'ofrep',
      settings: { agents, readers, seconds, evenly, floodPerSecond: full.perSecond },
      columns: readColumns,
      rows: [
        readRow('one flag', quiet[0]),
        readRow('all flags of an agent', quiet[1]),
        readRow('one flag, beside 40 000 samples/s', busy[0]),
        readRow('all flags of an agent, beside 40 000 samples/s', busy[1]),
        readRow('one flag, under a flood at full speed', full.seen),
      ],
      aims: [
        aimOf('p99 ms of one flag beside 40 000 samples/s', quantile(busy[0].delays, 0.99), { atMost: 5 }),
        aimOf('p99 ms of one flag under a flood', quantile(full.seen.delays, 0.99), { atMost: 5 }),
      ],
    };
  } finally {
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
  }
}
