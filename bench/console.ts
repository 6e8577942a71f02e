import { type ClientRequest, request } from 'node:http';
import { load, signIn } from './lib/browser.ts';
import { startFilrouge } from './lib/filrouge.ts';
import { startPostgres } from './lib/postgres.ts';
import { cpuSeconds, pause } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules, metricNames } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';

/** Well below the thresholds of the rules. */
const usual = [0.004, 2, 0.1];
const [agents, pages, coldLoads, loads, watchSeconds] = [200, 50, 10, 100, 20];

/** The console's home page over 200 agents: how fast it is made, how heavy it is, and what 50 open pages cost. */
export async function run(): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const server = await startFilrouge({ rulesDir: rules.dir, databaseUrl: await postgres.create() });
  let turn = 0;
  try {
    for (let minute = 60; minute > 0; minute -= 1) await send(server, turn++, Date.now() - minute * 60_000);
    const cookie = await signIn(server.url, server.viewerKey);
    const feeding = setInterval(() => void send(server, turn++, Date.now()).catch(() => {}), 1_000);
    await pause(3_000);
    const times: number[] = [];
    for (let load = -coldLoads; load < loads; load += 1) {
      const begin = performance.now();
      await (await fetch(`${server.url}/?q=`, { headers: { cookie, 'accept-encoding': 'identity' } })).text();
      if (load >= 0) times.push(performance.now() - begin);
      await pause(200);
    }
    const weight = await weigh(server.url, cookie);
    const alone = await costOf(server.pid);
    const opened = Array.from({ length: pages }, (_, number) =>
      watch(server.url, cookie, number % 2 === 0 ? 'fr' : 'en'),
    );
    await pause(3_000);
    const watched = await costOf(server.pid);
    const heard = opened.reduce((sum, page) => sum + page.bytes(), 0);
    for (const page of opened) page.close();
    clearInterval(feeding);
    return report(times, weight, { alone, watched, heard });
  } finally {
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
  }
}

type Server = { readonly url: string; readonly ingestKey: string };

/** One sample of every series, each a little different from the last. */
async function send({ url, ingestKey }: Server, turn: number, at: number): Promise<void> {
  const samples = Array.from({ length: agents }, (_, number) =>
    metricNames.map((metric, place) => ({
      agent: agentName(number),
      metric,
      value: (usual[place] ?? 0) * (1 + Math.sin(turn + number) / 10),
      weight: 20,
      at: new Date(at).toISOString(),
    })),
  ).flat();
  await fetch(`${url}/v1/samples`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ samples }),
  });
}

/** What a browser loads for the first sight of the home page, in bytes over the wire. */
async function weigh(url: string, cookie: string): Promise<number> {
  const headers = { cookie, 'accept-encoding': 'gzip, br' };
  const page = await load(`${url}/`, headers);
  const files = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const weights = await Promise.all(files.map((file) => load(url + file, headers)));
  return weights.reduce((sum, { bytes }) => sum + bytes, page.bytes);
}

/** CPU that the service uses, in cores. */
async function costOf(pid: number): Promise<number> {
  const before = cpuSeconds([pid]);
  await pause(watchSeconds * 1_000);
  return (cpuSeconds([pid]) - before) / watchSeconds;
}

type Page = { readonly bytes: () => number; readonly close: () => void };

/** An open home page: it listens, as a browser would. */
function watch(url: string, cookie: string, language: string): Page {
  let bytes = 0;
  let sent: ClientRequest | undefined;
  const headers = { cookie, 'accept-language': language };
  void fetch(`${url}/`, { headers })
    .then((answer) => answer.text())
    .then((html) => {
      const stream = /sse-connect="([^"]+)"/.exec(html)?.[1] ?? '';
      sent = request(url + stream.replaceAll('&amp;', '&'), { headers }, (answer) => {
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.on('error', () => {});
      });
      sent.on('error', () => {});
      sent.end();
    });
  return { bytes: () => bytes, close: () => sent?.destroy() };
}

function report(
  times: readonly number[],
  weight: number,
  live: { readonly alone: number; readonly watched: number; readonly heard: number },
): Report {
  const share = (live.watched - live.alone) * 100;
  return {
    bench: 'console',
    settings: { agents, pages, coldLoads, loads, watchSeconds },
    columns: ['what', 'value'],
    rows: [
      ['home page, p50 ms', quantile(times, 0.5)],
      ['home page, p95 ms', quantile(times, 0.95)],
      ['first sight, kB compressed', weight / 1_000],
      ['no page open, % of a core', live.alone * 100],
      [`${pages} pages open, % of a core`, live.watched * 100],
      ['sent to each page, kB/s', live.heard / pages / watchSeconds / 1_000],
    ],
    aims: [
      aimOf('home page p95 ms', quantile(times, 0.95), { atMost: 50 }),
      aimOf('first sight kB', weight / 1_000, { atMost: 150 }),
      aimOf(`% of a core for ${pages} open pages`, share, { atMost: 10 }),
    ],
  };
}
