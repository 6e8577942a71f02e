import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { adminKey, startFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pause, residentBytes } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { quantile } from '../lib/stats.ts';
import { readAt, resumeAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');

/** Thousands who send a byte a second, of a head or of a body, and hundreds who follow a switch: agents and people are served as ever. */
export async function run(args: string[]): Promise<Report> {
  const { slow, streams, seconds } = sizesOf(args, { slow: 2_000, streams: 500, seconds: 60 });
  const postgres = await startPostgres();
  const server = await startFilrouge({ rulesDir, databaseUrl: await postgres.create() });
  const { hostname, port } = new URL(server.url);
  const open = new Set<Socket>();
  const [reads, stops]: [number[], number[]] = [[], []];
  let [failed, followed, cut] = [0, 0, 0];
  const socket = (text: string): Socket => {
    const one = connect(Number(port), hostname);
    open.add(one);
    one.on('error', () => {});
    one.on('close', () => open.delete(one));
    one.write(text);
    return one;
  };
  const dripping = Array.from({ length: slow }, (_, number) => {
    const one = socket(
      number % 2 === 0
        ? 'GET /v1/agents HTTP/1.1\r\nHost: x\r\nX-Slow: '
        : `POST /v1/samples HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.ingestKey}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"samples":[`,
    );
    one.on('close', () => {
      cut += 1;
    });
    return one;
  });
  for (let number = 0; number < streams; number++)
    socket(
      `GET /v1/agents/margaux/switch/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${adminKey}\r\n\r\n`,
    ).on('data', (bytes) => {
      if (bytes.includes('event: switch')) followed += 1;
    });
  await pause(2_000);
  const end = performance.now() + seconds * 1_000;
  for (let turn = 0; performance.now() < end; turn++) {
    if (turn % 20 === 0) for (const one of dripping) if (one.writable) one.write(' ');
    const [list, ask] = turn % 20 === 10 ? [stops, turn % 40 === 10 ? suspendAt : resumeAt] : [reads, readAt];
    const began = performance.now();
    const { status } = await ask(server.url, 'margaux');
    list.push(performance.now() - began);
    if (status !== 200) failed += 1;
    await pause(Math.max(0, 50 - (performance.now() - began)));
  }
  const bytes = residentBytes(server.pid);
  for (const one of open) one.destroy();
  await server.stop();
  await postgres.stop();
  return {
    bench: 'reliability slowloris',
    settings: { slow, streams, seconds },
    columns: [
      'reads',
      'p50, ms',
      'p99, ms',
      'orders',
      'p99, ms',
      'frames to followers',
      'slow ones cut off',
      'MiB',
    ],
    rows: [
      [
        reads.length,
        quantile(reads, 0.5),
        quantile(reads, 0.99),
        stops.length,
        quantile(stops, 0.99),
        followed,
        cut,
        bytes / 2 ** 20,
      ],
    ],
    aims: [
      aimOf('reads of the switch, p99, ms', quantile(reads, 0.99), { atMost: 100 }),
      aimOf('requests that failed', failed, { atMost: 0 }),
      aimOf('frames to followers', followed, { atLeast: streams }),
    ],
  };
}
