import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { prometheusYaml } from '../../../src/cli/rules-compile.ts';
import { createStoreCells } from '../../../src/connect/pull/store-cells.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { parseRuleFiles } from '../../../src/rules/files/files.ts';
import { readRuleFolder } from '../../../src/rules/files/folder-files.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { compilePrometheus } from '../../../src/workshop/prometheus/compile.ts';
import { manualClock } from '../../support/clock.ts';
import { postgresMaker } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { type House, openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { startAnswering } from '../pull/server.ts';
import { storeRules } from './files.ts';

const missing = ['prometheus', 'prometheus-alertmanager', 'victoria-metrics', 'vmalert']
  .map(missingPeer)
  .find((one) => one !== undefined);
const makeDatabase = postgresMaker();
const stepMs = 1_000;

/** A bot that answers ten times a second, of which a part is wrong. */
async function startBot() {
  const shown = { wrong: 0, faults: 0, at: Date.now(), begun: Date.now() };
  const advance = () => {
    const now = Date.now();
    shown.faults += ((now - shown.at) / 100) * shown.wrong;
    shown.at = now;
  };
  const server = await startAnswering((_, response) => {
    advance();
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    const answers = (shown.at - shown.begun) / 100;
    response.end(
      `bot_answers_total{agent="margaux"} ${answers}\nbot_faults_total{agent="margaux"} ${shown.faults}\nbot_quality{bot="margaux"} 0.9\n`,
    );
  });
  return {
    ...server,
    answersWrong: (share: number) => {
      advance();
      shown.wrong = share;
    },
  };
}

type Peer = 'Prometheus' | 'VictoriaMetrics';

/** The store with what evaluates its rules, and an Alertmanager before the house. */
async function startPeers(peer: Peer, folder: string, bot: string, house: House, set: RuleSet) {
  const key = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'alerts' })).body.secret;
  const children: ChildProcess[] = [];
  const start = (command: string, ...args: string[]) =>
    children.push(spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] }));
  const file = (name: string) => join(folder, name);
  const compiled = compilePrometheus(set, { keepFiringFor: peer === 'Prometheus' });
  await writeFile(file('rules.yml'), prometheusYaml(compiled, set));
  await writeFile(
    file('alertmanager.yml'),
    `route: { receiver: filrouge, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1m }
receivers:
  - name: filrouge
    webhook_configs:
      - url: ${house.url}/v1/alerts/alertmanager
        http_config: { authorization: { credentials: ${key} } }
`,
  );
  const alertmanager = `127.0.0.1:${await freePort()}`;
  const told = [`--config.file=${file('alertmanager.yml')}`, `--storage.path=${file('am')}`];
  start(
    'prometheus-alertmanager',
    ...told,
    `--web.listen-address=${alertmanager}`,
    '--cluster.listen-address=',
  );
  const scrape = `scrape_configs: [{ job_name: bot, scrape_interval: 1s, static_configs: [{ targets: ['${new URL(bot).host}'] }] }]\n`;
  const stop = () => children.map((child) => child.kill('SIGKILL'));
  if (peer === 'Prometheus') {
    const prometheus = await startPrometheus(`${scrape}rule_files: ['${file('rules.yml')}']
alerting: { alertmanagers: [{ static_configs: [{ targets: ['${alertmanager}'] }] }] }
`);
    const stopAll = async () => {
      stop();
      await prometheus.stop();
    };
    return { url: prometheus.url, stop: stopAll };
  }
  await writeFile(file('scrape.yml'), scrape);
  const [store, listen] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const url = `http://${store}`;
  const kept = [`-storageDataPath=${file('data')}`, `-promscrape.config=${file('scrape.yml')}`];
  start('victoria-metrics', ...kept, `-httpListenAddr=${store}`, '-search.latencyOffset=0s');
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).ok).toBe(true), { timeout: 30_000 });
  const between = [
    `-datasource.url=${url}`,
    `-remoteWrite.url=${url}`,
    `-notifier.url=http://${alertmanager}`,
  ];
  start('vmalert', `-rule=${file('rules.yml')}`, ...between, `-httpListenAddr=${listen}`);
  return { url, stop: async () => void stop() };
}

(missing === undefined ? test.concurrent : test.skip).each(['Prometheus', 'VictoriaMetrics'] as const)(
  `a rule that a real store evaluates stops its agent once, and its cells come back (%s)${missing === undefined ? '' : ` (${missing})`}`,
  async (peer) => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-scale-'));
    const rulesDir = await storeRules((text) => text.replaceAll('over 1m', 'over 10s'));
    const parsed = parseRuleFiles((await readRuleFolder(rulesDir)) ?? [], { stepMs });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const clock = manualClock(Date.now());
    const env = { FILROUGE_STEP: '1s' };
    const house = await openHouse(await openDatabase({ url: await makeDatabase() }), {
      clock,
      rulesDir,
      env,
    });
    const bot = await startBot();
    const peers = await startPeers(peer, folder, bot.url, house, parsed.set);
    const standing = async () => {
      clock.set(Date.now());
      const { body } = await house.as('viewer').get('/v1/agents/margaux');
      const rule = body.rules.find((one: { rule: string }) => one.rule === 'wrong-answers');
      return { mayRun: body.switch.mayRun, state: rule.state, value: rule.value };
    };
    const becomes = (wanted: object) =>
      vi.waitFor(async () => expect(await standing()).toMatchObject(wanted), {
        timeout: 60_000,
        interval: 200,
      });
    // As if it were half a minute later: what is recorded now is settled.
    const cells = createStoreCells({
      store: { url: peers.url },
      now: () => Date.now() + 30_000,
      stepMs: () => stepMs,
      countPull: () => {},
    });
    const wrong = parsed.set.metrics.get('wrong_answers');
    if (wrong === undefined) throw new Error('no such metric');
    try {
      const begun = Date.now();
      const recorded = () => cells('margaux', wrong, { from: begun, until: Date.now(), cellMs: 6_000 });
      await vi.waitFor(async () => expect((await recorded())?.length ?? 0).toBeGreaterThanOrEqual(3), {
        timeout: 60_000,
        interval: 1_000,
      });
      expect(await standing()).toMatchObject({ mayRun: true, state: 'inactive' });
      // The bot began somewhere within the first.
      for (const { sum, weight, start } of ((await recorded()) ?? []).slice(1)) {
        expect([sum, start % 6_000]).toEqual([0, 0]);
        // Sixty answers in six seconds, as far as a store can tell from one scrape a second.
        expect(weight).toBeGreaterThan(20);
        expect(weight).toBeLessThan(100);
      }
      bot.answersWrong(0.5);
      await becomes({ mayRun: false, state: 'firing', value: expect.any(Number) });
      expect((await standing()).value).toBeGreaterThan(0.1);
      bot.answersWrong(0);
      await becomes({ mayRun: false, state: 'inactive' });
      expect((await house.as('viewer').get('/v1/incidents')).body.items).toHaveLength(1);
    } finally {
      await peers.stop();
      await bot.stop();
      await house.stop();
      for (const gone of [folder, rulesDir]) await rm(gone, { recursive: true, force: true });
    }
  },
);
