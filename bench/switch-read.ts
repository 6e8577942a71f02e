import { startFilrouge } from './lib/filrouge.ts';
import { floodApart } from './lib/flood-apart.ts';
import { startPostgres } from './lib/postgres.ts';
import { readColumns, readFor, readRow } from './lib/reads.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';
import { followSwitch } from './lib/watch.ts';

const [agents, clients, readers, seconds] = [1_000, 500, 8, 6];

/** Reads of a switch with 500 followers connected: alone, and while ingest runs at full speed. */
export async function run(): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const server = await startFilrouge({ rulesDir: rules.dir, databaseUrl: await postgres.create() });
  const followers = await Promise.all(
    Array.from({ length: clients }, (_, number) =>
      followSwitch(server.url, agentName(number % agents), server.viewerKey),
    ),
  );
  const read = () =>
    readFor({
      ...{ url: server.url, key: server.viewerKey, readers, seconds },
      ask: (turn) => ({ path: `/v1/agents/${agentName(turn % agents)}/switch` }),
    });
  try {
    const quiet = await read();
    const { url, ingestKey: key } = server;
    const flooding = floodApart({ url, key, agents, seconds: seconds + 2 });
    const flooded = await read();
    const { samples, seconds: took } = await flooding;
    return {
      bench: 'switch-read',
      settings: { agents, clients, readers, seconds, samplesPerSecond: Math.round(samples / took) },
      columns: readColumns,
      rows: [readRow('with 500 followers', quiet), readRow('with 500 followers, under flood', flooded)],
      aims: [aimOf('p99 ms under flood', quantile(flooded.delays, 0.99), { atMost: 10 })],
    };
  } finally {
    for (const follower of followers) follower.close();
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
  }
}
