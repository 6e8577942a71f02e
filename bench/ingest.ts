import { startFilrouge } from './lib/filrouge.ts';
import { createSender, flood, type WriteBodies, writeBodies } from './lib/load.ts';
import { has, startPrometheusPeer, startVictoriaPeer } from './lib/peers.ts';
import { type BenchPostgres, startPostgres } from './lib/postgres.ts';
import { cpuSeconds, settled } from './lib/processes.ts';
import type { Program } from './lib/programs.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules, metricNames } from './lib/rules.ts';
import { median, spread } from './lib/stats.ts';

const [agents, workers, samplesPerSeries, seconds, rounds] = [10_000, 24, 8, 4, 1];
const serverCore = 0;

type Receiver = {
  readonly name: string;
  readonly url: string;
  readonly key?: string;
  readonly pids: readonly number[];
  readonly stop: () => Promise<void>;
};

type Measured = { readonly rate: number; readonly cpuPerMillion: number };

/**
 * How many samples a second each takes with its server on one core: remote write in order and shuffled, side by side with
 * Prometheus and VictoriaMetrics, and JSON. filrouge answers once they are durable in PostgreSQL (fsync), and evaluates.
 */
export async function run(only: readonly string[]): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const results = new Map<string, Measured[]>();
  const note = (key: string, measured: Measured) => results.set(key, [...(results.get(key) ?? []), measured]);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const start of receivers(rules.dir, postgres, only)) {
        const receiver = await start();
        try {
          for (const shuffled of [false, true])
            note(
              `${receiver.name}, ${shuffled ? 'shuffled' : 'in order'}`,
              await measure(receiver, writeBodies({ agents, workers, samplesPerSeries, shuffled })),
            );
          if (receiver.name === 'filrouge')
            note('filrouge, JSON', await measure(receiver, jsonBodies(), true));
        } finally {
          await receiver.stop();
        }
      }
    }
  } finally {
    await postgres.stop();
    rules.remove();
  }
  return report(results);
}

function receivers(
  rulesDir: string,
  postgres: BenchPostgres,
  only: readonly string[],
): (() => Promise<Receiver>)[] {
  const wanted = (name: Program) => has(name) && (only.length === 0 || only.includes(name));
  const filrouge = async (): Promise<Receiver> => {
    const server = await startFilrouge({ rulesDir, databaseUrl: await postgres.create(), core: serverCore });
    await settled([server.pid]);
    return {
      name: 'filrouge',
      url: `${server.url}/api/v1/write`,
      key: server.ingestKey,
      pids: [server.pid, postgres.pid],
      stop: () => server.stop(only.includes('profile') ? 'SIGTERM' : 'SIGKILL'),
    };
  };
  return [
    filrouge,
    ...(wanted('victoria-metrics') ? [() => startVictoriaPeer({ core: serverCore })] : []),
    ...(wanted('prometheus') ? [() => startPrometheusPeer({ core: serverCore })] : []),
  ];
}

async function measure(receiver: Receiver, bodies: readonly WriteBodies[], json = false): Promise<Measured> {
  const sender = createSender(json ? receiver.url.replace('/api/v1/write', '/v1/samples') : receiver.url, {
    connections: workers,
    json,
    ...(receiver.key === undefined ? {} : { key: receiver.key }),
  });
  try {
    await flood(sender, bodies, 1);
    const before = cpuSeconds(receiver.pids);
    const { samples, seconds: took, refused } = await flood(sender, bodies, seconds);
    if (refused > samples / 100) process.stderr.write(`${receiver.name} refused ${refused} samples\n`);
    return { rate: samples / took, cpuPerMillion: ((cpuSeconds(receiver.pids) - before) / samples) * 1e6 };
  } finally {
    sender.close();
  }
}

/** The same samples as JSON, without times: the receiver's now. */
function jsonBodies(): WriteBodies[] {
  const each = Math.ceil((agents * metricNames.length) / workers);
  return Array.from({ length: workers }, (_, worker) => {
    const samples = Array.from({ length: each }, (_, place) => {
      const number = worker * each + place;
      return {
        agent: agentName(Math.floor(number / metricNames.length) % agents),
        metric: metricNames[number % metricNames.length],
        value: 0.004,
      };
    });
    const body = Buffer.from(JSON.stringify({ samples }));
    return { samplesEach: each, next: () => body };
  });
}

function report(results: ReadonlyMap<string, readonly Measured[]>): Report {
  const rate = (key: string) => median((results.get(key) ?? []).map((one) => one.rate));
  const ratio = (peer: string, order: string) => rate(`filrouge, ${order}`) / rate(`${peer}, ${order}`);
  return {
    bench: 'ingest',
    settings: {
      agents,
      series: agents * metricNames.length,
      workers,
      samplesPerSeries,
      seconds,
      rounds,
      serverCore,
    },
    columns: ['receiver', 'samples/s: median (least … most)', 'CPU-s per million samples'],
    rows: [...results].map(([key, all]) => [
      key,
      spread(all.map((one) => Math.round(one.rate))),
      spread(
        all.map((one) => one.cpuPerMillion),
        3,
      ),
    ]),
    aims: ['in order', 'shuffled'].flatMap((order) => [
      aimOf(`remote write, ${order}: times VictoriaMetrics`, ratio('victoria-metrics', order), {
        atLeast: 1.2,
      }),
      aimOf(`remote write, ${order}: times Prometheus`, ratio('prometheus', order), { atLeast: 4 }),
    ]),
  };
}
