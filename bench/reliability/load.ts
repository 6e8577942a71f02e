import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { adminKey, launchFilrouge } from '../lib/filrouge.ts';
import { createSender, oneSample, paced, writeBodies } from '../lib/load.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { quantile } from '../lib/stats.ts';
import { followSwitch } from '../lib/watch.ts';
import { apiOf } from './lib/api.ts';
import { readAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';

/** Agents that are only there, and those that are to be stopped. */
const [crowd, longestMs] = [2_000, 30_000];

/**
 * Stops under load: many samples a second of many agents, pages, scrapes and readers of switches; meanwhile one agent after the other
 * breaches, or is stopped by a person. How long until its client hears it, and until the webhook has it.
 */
export async function run(args: string[]): Promise<Report> {
  const { stops, samples, readers } = sizesOf(args, { stops: 300, samples: 10_000, readers: 100 });
  const rules = makeRules(crowd + stops);
  const postgres = await startPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'filrouge-load-'));
  const hook = await startHook();
  const server = await launchFilrouge({
    rulesDir: rules.dir,
    databaseUrl: await postgres.create(),
    dataDir,
    env: {
      FILROUGE_LOG: 'fatal',
      FILROUGE_WEBHOOK_URL: hook.url,
      FILROUGE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
    },
  });
  const sender = createSender(`${server.url}/api/v1/write`, { key: adminKey, connections: 16 });
  const flood = paced(
    sender,
    writeBodies({ agents: crowd, workers: 8, samplesPerSeries: 1, shuffled: false }),
    samples,
  );
  const others = disturb(server.url, readers);
  const [byMeasure, byOrder, told]: [number[], number[], number[]] = [[], [], []];
  let lost = 0;
  try {
    await pause(3_000);
    for (let stop = 0; stop < stops; stop++) {
      const agent = agentName(crowd + stop);
      const follower = await followSwitch(server.url, agent, adminKey);
      await pause(Math.random() * 50);
      const asked = performance.now();
      const isOrder = stop % 2 === 1;
      if (isOrder) void suspendAt(server.url, agent);
      else void sender.send(oneSample(agent, 0, 1, Date.now()));
      const [stoppedAt, toldAt] = await Promise.all([
        Promise.race([follower.stopped(), pause(longestMs)]),
        Promise.race([hook.heard(agent), pause(longestMs)]),
      ]);
      follower.close();
      if (stoppedAt === undefined || toldAt === undefined) lost += 1;
      (isOrder ? byOrder : byMeasure).push((stoppedAt ?? Number.POSITIVE_INFINITY) - asked);
      told.push((toldAt ?? Number.POSITIVE_INFINITY) - asked);
      if (stop % 50 === 49) stderr.write(`${stop + 1} of ${stops}\n`);
    }
  } finally {
    await others.stop();
    await flood.stop();
    sender.close();
    hook.close();
    await server.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
    rules.remove();
  }
  const row = (name: string, list: readonly number[]) => [
    name,
    list.length,
    quantile(list, 0.5),
    quantile(list, 0.99),
    quantile(list, 1),
  ];
  return {
    bench: 'reliability load',
    settings: { stops, samples, readers },
    columns: ['what', 'how many', 'p50, ms', 'p99, ms', 'most, ms'],
    rows: [
      row('breach to stop', byMeasure),
      row('order to stop', byOrder),
      row('to webhook', told),
      row('pages and lists meanwhile', others.pages),
      row('reads of switches meanwhile', others.reads),
    ],
    aims: [
      aimOf('breach to stop, p99, ms', quantile(byMeasure, 0.99), { atMost: 1_000 }),
      aimOf('order to stop, p99, ms', quantile(byOrder, 0.99), { atMost: 1_000 }),
      aimOf('to webhook, p99, ms', quantile(told, 0.99), { atMost: 5_000 }),
      aimOf('stops of which nobody heard', lost, { atMost: 0 }),
    ],
  };
}

/** Readers of switches, each four times a second, and somebody who opens every list and page, and scrapes. */
function disturb(url: string, readers: number) {
  const [pages, reads]: [number[], number[]] = [[], []];
  let stopped = false;
  const timed = async (list: number[], work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    list.push(performance.now() - began);
  };
  const read = async (reader: number): Promise<void> => {
    await pause(reader * 3);
    for (let turn = reader; !stopped; turn += readers) {
      await timed(reads, () => readAt(url, agentName(turn % crowd)));
      await pause(250);
    }
  };
  const look = async (): Promise<void> => {
    const api = apiOf(url);
    const paths = [
      '/metrics',
      '/v1/agents?limit=200',
      '/v1/incidents',
      '/v1/plans',
      '/v1/register?limit=200',
    ];
    for (let turn = 0; !stopped; turn++) {
      await timed(pages, () => api.get(paths[turn % paths.length] ?? '/'));
      await pause(200);
    }
  };
  const running = Promise.all([...Array.from({ length: readers }, (_, reader) => read(reader)), look()]);
  return {
    pages,
    reads,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** A receiver of our webhooks: when it heard of an agent's stop for the first time. */
async function startHook() {
  const times = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const port = await freePort();
  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      const now = performance.now();
      for (const [agent] of Buffer.concat(chunks)
        .toString()
        .matchAll(/agent-\d+/g)) {
        if (times.has(agent)) continue;
        times.set(agent, now);
        waiting.get(agent)?.(now);
      }
      answer.writeHead(204).end();
    });
  }).listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}/hook`,
    heard: (agent: string) =>
      new Promise<number>((resolve) => {
        const known = times.get(agent);
        if (known === undefined) waiting.set(agent, resolve);
        else resolve(known);
      }),
    close: () => server.close(),
  };
}
