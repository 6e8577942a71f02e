import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { manualClock } from '../../support/clock.ts';
import { postgresMaker } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { type House, openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { alertRules } from './files.ts';

const missing = ['prometheus', 'prometheus-alertmanager', 'vmalert']
  .map(missingPeer)
  .find((one) => one !== undefined);
const makeDatabase = postgresMaker();

/** What a bot shows to Prometheus: whether its catalogue is stale, as a test says. */
async function startBot() {
  const shown = { stale: 0 };
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(`bot_stale{bot="margaux"} ${shown.stale}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { shown, port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

const rules = `groups:
  - name: bot
    interval: 1s
    rules:
      - alert: CatalogueStale
        expr: bot_stale > 0
        labels: { severity: page }
      - alert: DiskFull
        expr: vector(1)
`;

type Door = 'Alertmanager' | 'Prometheus' | 'vmalert';

/** Everything between a rule and the house, by one door. `folder` is for its files. */
async function startPeers(door: Door, folder: string, house: House, botPort: number) {
  const key = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'alerts' })).body.secret;
  const children: ChildProcess[] = [];
  const start = (command: string, ...args: string[]) =>
    children.push(spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] }));
  await writeFile(join(folder, 'rules.yml'), rules);
  const { host } = new URL(house.url);
  const alertmanager = `127.0.0.1:${await freePort()}`;
  if (door === 'Alertmanager') {
    await writeFile(
      join(folder, 'alertmanager.yml'),
      `route: { receiver: filrouge, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1m }
receivers:
  - name: filrouge
    webhook_configs:
      - url: ${house.url}/v1/alerts/alertmanager
        http_config: { authorization: { credentials: ${key} } }
`,
    );
    const files = [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'am')}`,
    ];
    start(
      'prometheus-alertmanager',
      ...files,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
    );
  }
  const to = {
    Alertmanager: `{ static_configs: [{ targets: ['${alertmanager}'] }] }`,
    Prometheus: `{ static_configs: [{ targets: ['${host}'] }], authorization: { credentials: ${key} } }`,
    vmalert: '{ static_configs: [] }',
  }[door];
  const prometheus = await startPrometheus(`
global: { scrape_interval: 1s, evaluation_interval: 1s }
${door === 'vmalert' ? '' : `rule_files: ['${join(folder, 'rules.yml')}']`}
scrape_configs: [{ job_name: bot, static_configs: [{ targets: ['127.0.0.1:${botPort}'] }] }]
alerting: { alertmanagers: [${to}] }
`);
  if (door === 'vmalert') {
    const listen = `-httpListenAddr=127.0.0.1:${await freePort()}`;
    const notifier = [`-notifier.url=${house.url}`, `-notifier.bearerToken=${key}`];
    start(
      'vmalert',
      `-rule=${join(folder, 'rules.yml')}`,
      `-datasource.url=${prometheus.url}`,
      ...notifier,
      listen,
    );
  }
  return async () => {
    for (const child of children) child.kill('SIGKILL');
    await prometheus.stop();
  };
}

(missing === undefined ? test.concurrent : test.skip).each([
  'Alertmanager',
  'Prometheus',
  'vmalert',
] as const)(
  `an alert that a real Prometheus or vmalert fires stops an agent, and its end lets nobody run again (by %s)${missing === undefined ? '' : ` (${missing})`}`,
  async (door) => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-peers-'));
    const rulesDir = await alertRules();
    const clock = manualClock(Date.now());
    const house = await openHouse(await openDatabase({ url: await makeDatabase() }), { clock, rulesDir });
    const bot = await startBot();
    const stopPeers = await startPeers(door, folder, house, bot.port);
    const standing = async () => {
      clock.set(Date.now());
      const { body } = await house.as('viewer').get('/v1/agents/margaux');
      const rule = body.rules.find((one: { rule: string }) => one.rule === 'catalogue-alarm');
      return { mayRun: body.switch.mayRun, state: rule.state };
    };
    const becomes = (wanted: object) =>
      vi.waitFor(async () => expect(await standing()).toEqual(wanted), { timeout: 60_000, interval: 200 });
    try {
      expect(await standing()).toEqual({ mayRun: true, state: 'inactive' });
      bot.shown.stale = 1;
      await becomes({ mayRun: false, state: 'firing' });
      bot.shown.stale = 0;
      await becomes({ mayRun: false, state: 'inactive' });
    } finally {
      await stopPeers();
      bot.stop();
      await house.stop();
      for (const gone of [folder, rulesDir]) await rm(gone, { recursive: true, force: true });
    }
  },
);
