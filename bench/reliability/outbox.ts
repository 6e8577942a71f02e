import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { sql } from 'drizzle-orm';
import type { NewNotice } from '../../src/notices/notice.ts';
import { enqueueNotices } from '../../src/notices/outbox.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause, residentBytes } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { sizesOf } from './lib/sizes.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');

/** An outbox full of notices, a receiver that fails now and then, and a process that is killed meanwhile: every notice arrives. */
export async function run(args: string[]): Promise<Report> {
  const { notices, kills, minutes } = sizesOf(args, { notices: 100_000, kills: 5, minutes: 60 });
  const postgres = await startPostgres();
  const url = await postgres.create();
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-outbox-'));
  const receiver = await startReceiver();
  const launch = () =>
    launchFilrouge({
      rulesDir,
      databaseUrl: url,
      dataDir: folder,
      env: {
        FILROUGE_LOG: 'fatal',
        FILROUGE_WEBHOOK_URL: receiver.url,
        FILROUGE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
      },
    });
  let server: Launched = await launch();
  await fill(url, notices);
  const [began, beganAt] = [performance.now(), residentBytes(server.pid)];
  let most = beganAt;
  for (let killed = 0; receiver.arrived.size < notices && performance.now() - began < minutes * 60_000; ) {
    await pause(1_000);
    most = Math.max(most, residentBytes(server.pid));
    if (killed >= kills || receiver.arrived.size < ((killed + 1) * notices) / (kills + 1)) continue;
    killed += 1;
    stderr.write(`${receiver.arrived.size} of ${notices}\n`);
    await server.stop('SIGKILL');
    server = await launch();
  }
  const seconds = (performance.now() - began) / 1_000;
  await pause(2_000);
  await server.stop();
  const left = await waitingIn(url);
  receiver.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    bench: 'reliability outbox',
    settings: { notices, kills },
    columns: [
      'notices',
      'arrived',
      'requests',
      'refused by the receiver',
      'seconds',
      'notices/s',
      'MiB at the most',
      'not delivered in the outbox',
    ],
    rows: [
      [
        notices,
        receiver.arrived.size,
        receiver.counts.asked,
        receiver.counts.refused,
        Math.round(seconds),
        receiver.arrived.size / seconds,
        most / 2 ** 20,
        left,
      ],
    ],
    aims: [
      aimOf('notices that did not arrive', notices - receiver.arrived.size, { atMost: 0 }),
      aimOf('MiB that they cost at the most', (most - beganAt) / 2 ** 20, { atMost: 200 }),
    ],
  };
}

/** Notices of many small incidents, ten thousand in a transaction. */
async function fill(url: string, count: number): Promise<void> {
  const database = await openDatabase({ url });
  const now = Date.now();
  for (let from = 0; from < count; from += 10_000) {
    const some = Array.from({ length: Math.min(10_000, count - from) }, (_, place): NewNotice => {
      const number = from + place;
      return {
        key: `outbox:${number}`,
        kind: 'agent_suspended',
        severity: 'warning',
        agent: 'margaux',
        people: [],
        data: {
          agentName: 'Margaux',
          languages: ['en'],
          zone: 'UTC',
          by: 'key:outbox',
          reason: `number ${number}`,
        },
      } as unknown as NewNotice;
    });
    await database.transaction((tx) => enqueueNotices(tx, some, now));
  }
  await database.close();
}

async function waitingIn(url: string): Promise<number> {
  const database = await openDatabase({ url });
  const { rows } = await database.db.execute<{ left: number }>(
    sql`SELECT count(*)::int AS left FROM notice_deliveries WHERE channel = 'webhook' AND state <> 'delivered'`,
  );
  await database.close();
  return rows[0]?.left ?? 0;
}

/** Refuses one of fifty. A notice has arrived when it was answered 200. */
async function startReceiver() {
  const arrived = new Set<string>();
  const counts = { asked: 0, refused: 0 };
  const port = await freePort();
  const server = createServer((asked, answer) => {
    const id = String(asked.headers['webhook-id']);
    asked.resume().on('end', () => {
      counts.asked += 1;
      if (Math.random() < 0.02) {
        counts.refused += 1;
        answer.writeHead(503, { 'Retry-After': '1' }).end();
        return;
      }
      arrived.add(id);
      answer.writeHead(204).end();
    });
  }).listen(port, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}/hook`, arrived, counts, close: () => server.close() };
}
