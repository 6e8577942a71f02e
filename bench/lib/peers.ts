import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Running, start, until } from './processes.ts';
import type { Program } from './programs.ts';

/** A peer that takes remote write. */
export type Peer = {
  readonly name: string;
  readonly url: string;
  readonly pids: readonly number[];
  readonly stop: () => Promise<void>;
};

/** The version of a program, or `undefined` when it is not on PATH. */
export function programVersion(program: Program): string | undefined {
  const asked = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (asked.error !== undefined) return undefined;
  const said = `${asked.stdout}${asked.stderr}`;
  return (
    debianVersion(program) ??
    /version[ =]?\s*([\w.+~-]*\d[\w.+~-]*)/.exec(said)?.[1] ??
    said.split('\n')[0]?.slice(0, 60) ??
    'unknown'
  );
}

/** Debian's builds of VictoriaMetrics do not know their own version; vmalert comes in its package. */
export function debianVersion(program: string): string | undefined {
  const name = program === 'vmalert' ? 'victoria-metrics' : program;
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', ['$', '{Version}'].join(''), name], {
    encoding: 'utf8',
  });
  return status === 0 && stdout !== '' ? stdout : undefined;
}

/** Whether a program is on PATH. */
export function has(program: Program): boolean {
  return programVersion(program) !== undefined;
}

type Options = { readonly core?: number; readonly rules?: string; readonly webhook?: string };

/** Prometheus that takes remote write; with `rules` it evaluates them every second and tells an Alertmanager, which calls `webhook`. */
export async function startPrometheusPeer({ core, rules, webhook }: Options = {}): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-bench-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const pinned = core === undefined ? {} : { core };
  const alerting = webhook === undefined ? undefined : await startAlertmanager(folder, webhook, pinned);
  if (rules !== undefined) writeFileSync(join(folder, 'rules.yml'), rules);
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
${rules === undefined ? '' : 'rule_files: [rules.yml]'}
${alerting === undefined ? '' : `alerting: { alertmanagers: [{ static_configs: [{ targets: ['${alerting.host}'] }] }] }`}
`,
  );
  const server = start(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--web.enable-remote-write-receiver',
      '--log.level=error',
    ],
    pinned,
  );
  await until(async () => (await fetch(`${url}/-/ready`)).ok, 'prometheus');
  return {
    name: alerting === undefined ? 'prometheus' : 'prometheus + alertmanager',
    url: `${url}/api/v1/write`,
    pids: alerting === undefined ? [server.pid] : [server.pid, alerting.server.pid],
    stop: async () => {
      await server.stop('SIGKILL');
      await alerting?.server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Alertmanager that calls a webhook for each alert. */
export async function startAlertmanager(
  folder: string,
  webhook: string,
  pinned: { core?: number },
): Promise<{ host: string; server: Running }> {
  const host = `127.0.0.1:${await freePort()}`;
  writeFileSync(
    join(folder, 'alertmanager.yml'),
    `route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: '${webhook}', send_resolved: false }] }]
`,
  );
  const server = start(
    'prometheus-alertmanager',
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'am')}`,
      `--web.listen-address=${host}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    pinned,
  );
  await until(async () => (await fetch(`http://${host}/-/ready`)).ok, 'alertmanager');
  return { host, server };
}

/** VictoriaMetrics alone, with its data in a folder. */
export async function startVictoria(
  folder: string,
  pinned: { core?: number },
): Promise<Running & { readonly url: string }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = start(
    'victoria-metrics',
    [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${new URL(url).host}`,
      '-loggerLevel=ERROR',
      '-search.latencyOffset=0s',
      '-search.maxUniqueTimeseries=1000000',
    ],
    pinned,
  );
  await until(async () => (await fetch(`${url}/health`)).ok, 'victoria-metrics');
  return { ...server, url };
}

/** VictoriaMetrics that takes remote write; with `rules`, vmalert evaluates them every second. */
export async function startVictoriaPeer({
  core,
  rules,
}: Options = {}): Promise<Peer & { readonly vmalertUrl: string | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-bench-'));
  const pinned = core === undefined ? {} : { core };
  const { url, ...server } = await startVictoria(folder, pinned);
  let vmalert: Running | undefined;
  let vmalertUrl: string | undefined;
  if (rules !== undefined) {
    writeFileSync(join(folder, 'rules.yml'), rules);
    vmalertUrl = `http://127.0.0.1:${await freePort()}`;
    vmalert = start(
      'vmalert',
      [
        `-rule=${join(folder, 'rules.yml')}`,
        `-datasource.url=${url}`,
        `-httpListenAddr=${new URL(vmalertUrl).host}`,
        '-evaluationInterval=1s',
        '-notifier.url=http://127.0.0.1:9',
        '-loggerLevel=ERROR',
      ],
      pinned,
    );
    const asked = vmalertUrl;
    await until(async () => (await fetch(`${asked}/health`)).ok, 'vmalert');
  }
  return {
    name: 'victoria-metrics',
    url: `${url}/api/v1/write`,
    pids: vmalert === undefined ? [server.pid] : [server.pid, vmalert.pid],
    vmalertUrl,
    stop: async () => {
      await vmalert?.stop('SIGKILL');
      await server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
