import { resolve } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { compressSync } from 'snappy';
import { adminKey, startFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pause, residentBytes } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { sizesOf } from './lib/sizes.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');
const json = 'application/json';
const protobuf = 'application/x-protobuf';

/** A body that is small on the wire and large once it is read. */
type Bomb = {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly encoding?: string;
  readonly body: Buffer;
};

/** Small bodies that become large ones, or deep ones: each is refused soon, and in little memory. */
export async function run(args: string[]): Promise<Report> {
  const { megabytes } = sizesOf(args, { megabytes: 256 });
  // Packing them takes longer than a connection is kept open.
  const bombs = bombsOf(megabytes);
  const postgres = await startPostgres();
  const server = await startFilrouge({ rulesDir, databaseUrl: await postgres.create() });
  const rows: (string | number)[][] = [];
  try {
    // The first requests load code.
    for (const path of ['/v1/samples', '/api/v1/write', '/v1/metrics'])
      await post(server.url, { name: '', path, type: json, body: Buffer.from('{}') });
    for (const bomb of bombs) {
      const before = residentBytes(server.pid);
      let most = before;
      const watching = setInterval(() => {
        most = Math.max(most, residentBytes(server.pid));
      }, 5);
      const began = performance.now();
      const [status, healthMs] = await Promise.all([post(server.url, bomb), healthOf(server.url)]);
      const ms = performance.now() - began;
      clearInterval(watching);
      rows.push([bomb.name, bomb.path, bomb.body.length, status, ms, (most - before) / 2 ** 20, healthMs]);
      await pause(300);
    }
  } finally {
    await server.stop();
    await postgres.stop();
  }
  const most = (place: number) => Math.max(...rows.map((row) => Number(row[place])));
  return {
    bench: 'reliability bombs',
    settings: { megabytes },
    columns: ['bomb', 'at', 'bytes', 'answer', 'ms', 'MiB more', '/healthz meanwhile, ms'],
    rows,
    aims: [
      // Fields that nobody knows are a message without any; who is busy says so by 503.
      aimOf(
        'bombs without an answer, or with an internal error',
        rows.filter((row) => row[3] === 0 || row[3] === 500).length,
        { atMost: 0 },
      ),
      aimOf('the slowest answer, ms', most(4), { atMost: 200 }),
      aimOf('the most memory, MiB', most(5), { atMost: 64 }),
      aimOf('the longest that others waited, ms', most(6), { atMost: 200 }),
    ],
  };
}

function bombsOf(megabytes: number): Bomb[] {
  const blanks = Buffer.alloc(megabytes * 2 ** 20, ' ');
  const zeros = Buffer.alloc(megabytes * 2 ** 20);
  const deep = (open: string, depth: number) => Buffer.from(open.repeat(depth));
  const packed = [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes)],
  ] as const;
  const paths = ['/v1/samples', '/v1/interactions', '/v1/metrics', '/v1/logs', '/v1/alerts/alertmanager'];
  const snappy = compressSync(zeros);
  // It says that it holds two gigabytes, and holds nothing.
  const liar = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x00]);
  return [
    ...packed.flatMap(([encoding, pack]) => {
      const body = pack(blanks);
      return paths.map((path) => ({
        name: `${encoding} of ${megabytes} MB`,
        path,
        type: json,
        encoding,
        body,
      }));
    }),
    {
      name: 'gzip in gzip',
      path: '/v1/metrics',
      type: json,
      encoding: 'gzip',
      body: gzipSync(gzipSync(blanks)),
    },
    {
      name: `gzip of ${megabytes} MB`,
      path: '/v1/metrics',
      type: protobuf,
      encoding: 'gzip',
      body: gzipSync(zeros),
    },
    {
      name: `snappy of ${megabytes} MB`,
      path: '/api/v1/write',
      type: protobuf,
      encoding: 'snappy',
      body: snappy,
    },
    { name: 'snappy that says 2 GB', path: '/api/v1/write', type: protobuf, encoding: 'snappy', body: liar },
    ...['/v1/samples', '/v1/metrics', '/v1/alerts/alertmanager'].flatMap((path) => [
      { name: 'a million lists in each other', path, type: json, body: deep('[', 1_000_000) },
      { name: 'objects in each other', path, type: json, body: deep('{"a":', 200_000) },
    ]),
    {
      name: 'a protobuf of groups',
      path: '/v1/metrics',
      type: protobuf,
      body: Buffer.alloc(1_000_000, 0x0b),
    },
    {
      name: 'a protobuf of messages in each other',
      path: '/v1/logs',
      type: protobuf,
      body: nestedMessages(20_000),
    },
  ];
}

/** Field 1 within field 1, so deep. */
function nestedMessages(depth: number): Buffer {
  let body = Buffer.alloc(0);
  for (let level = 0; level < depth; level++) {
    const length: number[] = [];
    for (let rest = body.length; ; rest >>>= 7) {
      length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      if (rest <= 0x7f) break;
    }
    body = Buffer.concat([Buffer.from([0x0a, ...length]), body]);
    if (body.length > 200_000) break;
  }
  return body;
}

/** The status of the answer; 0 without one. */
async function post(url: string, { path, type, encoding, body }: Bomb): Promise<number> {
  try {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${adminKey}`,
        'Content-Type': type,
        'X-Prometheus-Remote-Write-Version': '0.1.0',
        ...(encoding !== undefined && { 'Content-Encoding': encoding }),
      },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

async function healthOf(url: string): Promise<number> {
  await pause(20);
  const began = performance.now();
  await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(30_000) }).catch(() => {});
  return performance.now() - began;
}
