import { Agent, request } from 'node:http';
import { startFilrouge } from './lib/filrouge.ts';
import { floodApart } from './lib/flood-apart.ts';
import { startPostgres } from './lib/postgres.ts';
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
  try {
    const quiet = await read(server.url, server.viewerKey);
    const { url, ingestKey: key } = server;
    const flooding = floodApart({ url, key, agents, seconds: seconds + 2 });
    const flooded = await read(server.url, server.viewerKey);
    const { samples, seconds: took } = await flooding;
    return report(quiet, flooded, samples / took);
  } finally {
    for (const follower of followers) follower.close();
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
  }
}

type Reads = { readonly delays: number[]; readonly perSecond: number };

async function read(url: string, key: string): Promise<Reads> {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const headers = { Authorization: `Bearer ${key}` };
  const delays: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const one = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      request(url + path, { agent, headers }, (answer) => {
        answer.resume();
        answer.once('end', resolve);
      })
        .once('error', reject)
        .end();
    });
  const work = async (reader: number): Promise<void> => {
    for (let turn = reader; performance.now() < end; turn += readers) {
      const asked = performance.now();
      await one(`/v1/agents/${agentName(turn % agents)}/switch`);
      delays.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, reader) => work(reader)));
  agent.destroy();
  return { delays, perSecond: delays.length / ((performance.now() - begin) / 1_000) };
}

function report(quiet: Reads, flooded: Reads, ingested: number): Report {
  const row = (name: string, { delays, perSecond }: Reads) => [
    name,
    Math.round(perSecond),
    quantile(delays, 0.5),
    quantile(delays, 0.99),
    quantile(delays, 1),
  ];
  return {
    bench: 'switch-read',
    settings: { agents, clients, readers, seconds, samplesPerSecond: Math.round(ingested) },
    columns: ['reads', 'per second', 'p50 ms', 'p99 ms', 'most ms'],
    rows: [row('with 500 followers', quiet), row('with 500 followers, under flood', flooded)],
    aims: [aimOf('p99 ms under flood', quantile(flooded.delays, 0.99), { atMost: 10 })],
  };
}
