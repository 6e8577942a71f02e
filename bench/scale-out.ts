import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Filrouge, startFilrouge } from './lib/filrouge.ts';
import { makeFleetRules } from './lib/fleet-rules.ts';
import { startAlertmanager, startVictoria } from './lib/peers.ts';
import { startPostgres } from './lib/postgres.ts';
import { cpuSeconds, freePort, pause, residentBytes, settled, start, until } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, metricNames } from './lib/rules.ts';
import { quantile, spread } from './lib/stats.ts';
import { followSwitch } from './lib/watch.ts';

const [pushSeconds, restSeconds] = [15, 15];
/** Alarms that come alone, and one time so many at once. */
const [singles, together] = [4, 4];
const longestMs = 60_000;

/**
 * So many agents × 3 metrics live in VictoriaMetrics, vmalert evaluates their rules, Alertmanager tells filrouge:
 * what its process takes at rest, and how much it adds to an alarm. `scale-out 100000`.
 */
export async function run(args: string[]): Promise<Report> {
  const agents = Number(args[0] ?? 100_000);
  build();
  const rules = makeFleetRules(agents);
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-bench-out-'));
  const [postgres, victoria] = [await startPostgres(), await startVictoria(folder, {})];
  const begun = performance.now();
  const server = await startFilrouge({
    rulesDir: rules.dir,
    databaseUrl: await postgres.create(),
    env: { FILROUGE_PROMETHEUS_URL: victoria.url },
  });
  const readyMs = server.readyAt - begun;
  const stops: ((signal: NodeJS.Signals) => unknown)[] = [victoria.stop, server.stop, postgres.stop];
  try {
    said(`ready after ${readyMs.toFixed(0)} ms`);
    const pushes = pushing(victoria.url, agents);
    const door = await startDoor(server);
    const alertmanager = await startAlertmanager(folder, door.url, {});
    const vmalert = await startVmalert(folder, rules.dir, victoria.url, alertmanager.host);
    stops.push(pushes.stop, door.close, alertmanager.server.stop, vmalert.stop);
    await settled([server.pid]);
    await pause(2 * pushSeconds * 1_000);
    const rest = await restOf(server.pid);
    const alone: Alarm[] = [];
    for (let number = 0; number < singles; number++)
      alone.push(...(await alarmsOf(server, door, victoria.url, [agentName(number)])));
    const names = Array.from({ length: together }, (_, place) => agentName(singles + place));
    const atOnce = await alarmsOf(server, door, victoria.url, names);
    const after = await restOf(server.pid);
    const added = (alarms: readonly Alarm[]) => alarms.map(({ addedMs }) => addedMs);
    return {
      bench: 'scale-out',
      settings: { agents, series: agents * metricNames.length, pushSeconds, singles, together },
      columns: ['what', 'value'],
      rows: [
        ['first start until it evaluates, s', readyMs / 1_000],
        ['at rest: resident memory, MB', rest.bytes / 1e6],
        ['at rest: cores', rest.cores],
        ['after the alarms: resident memory, MB', after.bytes / 1e6],
        ['after the alarms: cores', after.cores],
        ['breaching sample → webhook (the peers), ms', spread(alone.map(({ peersMs }) => peersMs))],
        ['webhook → stop at the agent (filrouge), ms', spread(added(alone))],
        [`the same of ${together} at once, ms`, spread(added(atOnce))],
      ],
      aims: [
        aimOf('resident memory at rest, MB', rest.bytes / 1e6, { atMost: 300 }),
        aimOf('cores at rest', rest.cores, { atMost: 0.1 }),
        aimOf('p50 ms that filrouge adds to an alarm', quantile(added(alone), 0.5), { atMost: 20 }),
      ],
    };
  } finally {
    for (const stop of stops.toReversed()) await stop('SIGKILL');
    rules.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function said(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes a good value of every series, again and again. */
function pushing(url: string, agents: number) {
  const body = Array.from({ length: agents }, (_, number) =>
    metricNames.map((name) => `bot_${name}{agent="${agentName(number)}"} 0.004\n`).join(''),
  ).join('');
  let isOver = false;
  const pushOn = async (): Promise<void> => {
    while (!isOver) {
      await push(url, body);
      for (let second = 0; second < pushSeconds && !isOver; second++) await pause(1_000);
    }
  };
  const done = pushOn();
  return {
    stop: async () => {
      isOver = true;
      await done;
    },
  };
}

async function push(url: string, body: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body });
  await answer.text();
}

/** vmalert over the rules as filrouge compiles them. */
async function startVmalert(folder: string, rulesDir: string, victoria: string, alertmanager: string) {
  const main = join(build(), 'main.js');
  const args = [main, 'rules', 'compile', '--rules', rulesDir, '--no-keep-firing-for'];
  const compiled = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (compiled.status !== 0) throw new Error(compiled.stderr);
  writeFileSync(join(folder, 'rules.yml'), compiled.stdout);
  const listen = `127.0.0.1:${await freePort()}`;
  const vmalert = start('vmalert', [
    `-rule=${join(folder, 'rules.yml')}`,
    `-datasource.url=${victoria}`,
    `-remoteWrite.url=${victoria}`,
    '-remoteWrite.maxQueueSize=2000000',
    `-notifier.url=http://${alertmanager}`,
    `-httpListenAddr=${listen}`,
    '-loggerLevel=ERROR',
  ]);
  await until(async () => (await fetch(`http://${listen}/health`)).ok, 'vmalert');
  return vmalert;
}

type Door = Awaited<ReturnType<typeof startDoor>>;

/** Stands before filrouge and notes when Alertmanager came with the alarm of an agent. */
async function startDoor({ url, ingestKey }: Filrouge) {
  const came = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const at = performance.now();
    for (const [, agent = ''] of body.matchAll(/"agent":"([^"]+)"/g))
      if (!came.has(agent)) came.set(agent, at);
    const headers = { Authorization: `Bearer ${ingestKey}`, 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/v1/alerts/alertmanager`, { method: 'POST', headers, body });
    if (!answer.ok) said(`filrouge answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    response.writeHead(answer.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    came,
    close: () => server.close(),
  };
}

type Alarm = { readonly peersMs: number; readonly addedMs: number };

/** Agents that breach at one moment, whenever that is. */
async function alarmsOf(
  server: Filrouge,
  { came }: Door,
  victoria: string,
  names: readonly string[],
): Promise<Alarm[]> {
  const followers = await Promise.all(names.map((name) => followSwitch(server.url, name, server.viewerKey)));
  await pause(Math.random() * 3_000);
  const pushedAt = performance.now();
  await push(victoria, names.map((name) => `bot_error_rate{agent="${name}"} 9\n`).join(''));
  const alarms: Alarm[] = [];
  for (const [place, follower] of followers.entries()) {
    const stopped = await Promise.race([follower.stopped(), pause(longestMs).then(() => Number.NaN)]);
    const webhook = came.get(names[place] ?? '') ?? Number.NaN;
    alarms.push({ peersMs: webhook - pushedAt, addedMs: stopped - webhook });
    said(
      `${names[place]}: webhook after ${(webhook - pushedAt).toFixed(0)} ms, stop ${(stopped - webhook).toFixed(1)} ms later`,
    );
    follower.close();
  }
  return alarms;
}

async function restOf(pid: number): Promise<{ readonly cores: number; readonly bytes: number }> {
  const before = cpuSeconds([pid]);
  await pause(restSeconds * 1_000);
  const cores = (cpuSeconds([pid]) - before) / restSeconds;
  const bytes = residentBytes(pid);
  said(`at rest: ${cores.toFixed(3)} cores, ${(bytes / 1e6).toFixed(0)} MB`);
  return { cores, bytes };
}
