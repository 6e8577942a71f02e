import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Counter, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { manualClock } from '../../support/clock.ts';
import { postgresMaker } from '../../support/database.ts';
import { freePort } from '../../support/free-port.ts';
import { openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { pullRules } from './files.ts';
import { json, startAnswering } from './server.ts';

const missing = ['prometheus', 'victoria-metrics'].map(missingPeer).find((one) => one !== undefined);
const makeDatabase = postgresMaker();

/** A bot whose page prom-client writes, in the form that it is asked for. */
async function startBot() {
  const labels = ['agent', 'bot'];
  const born = () => {
    const text = new Registry();
    const open = new Registry<OpenMetricsContentType>();
    open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const registers = [text, open];
    const quality = new Gauge({ name: 'bot_quality', help: 'q', labelNames: labels, registers });
    const answers = new Counter({ name: 'bot_answers_total', help: 'a', labelNames: labels, registers });
    const faults = new Counter({ name: 'bot_faults_total', help: 'f', labelNames: labels, registers });
    answers.inc({ bot: 'margaux' }, 0);
    faults.inc({ bot: 'margaux' }, 0);
    return { text, open, quality, answers, faults };
  };
  const shown = { bot: born(), isOpen: true };
  const server = await startAnswering(async (_, response) => {
    const registry = shown.isOpen ? shown.bot.open : shown.bot.text;
    response.setHeader('Content-Type', registry.contentType);
    response.end(await registry.metrics());
  });
  return {
    ...server,
    says: (value: number) => shown.bot.quality.set({ agent: 'margaux' }, value),
    answered: (answers: number, faults: number) => {
      shown.bot.answers.inc({ bot: 'margaux' }, answers);
      shown.bot.faults.inc({ bot: 'margaux' }, faults);
    },
    /** Its counters begin anew; from now on it writes the other form. */
    restart: () => {
      [shown.bot, shown.isOpen] = [born(), false];
    },
  };
}

type Peer = 'Prometheus' | 'VictoriaMetrics';

/** A store that scrapes the bot every second, with its usual settings otherwise. */
async function startStore(peer: Peer, folder: string, target: string) {
  const scrapes = `scrape_configs: [{ job_name: bot, scrape_interval: 1s, static_configs: [{ targets: ['${target}'] }] }]\n`;
  if (peer === 'Prometheus') return startPrometheus(scrapes);
  await writeFile(join(folder, 'scrape.yml'), scrapes);
  const url = `http://127.0.0.1:${await freePort()}`;
  const child: ChildProcess = spawn(
    'victoria-metrics',
    [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${new URL(url).host}`,
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
    ],
    { stdio: 'ignore' },
  );
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).ok).toBe(true), { timeout: 30_000 });
  return { url, stop: async () => void child.kill('SIGKILL') };
}

(missing === undefined ? test.concurrent : test.skip).each(['Prometheus', 'VictoriaMetrics'] as const)(
  `what a real store and a real page say stops an agent, through a gap and a reset (%s)${missing === undefined ? '' : ` (${missing})`}`,
  async (peer) => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-store-'));
    const bot = await startBot();
    bot.says(0.9);
    const store = await startStore(peer, folder, new URL(bot.url).host);
    const door = { isShut: false };
    const proxy = await startAnswering(async (asked, response) => {
      if (door.isShut) return json({}, 502)(asked, response);
      const body = new URLSearchParams(asked.parameters);
      const answer = await fetch(store.url + asked.path, { method: 'POST', body });
      response.end(await answer.text());
    });
    const rulesDir = await pullRules(`${bot.url}/metrics`);
    const clock = manualClock(Date.now());
    const env = { FILROUGE_PROMETHEUS_URL: proxy.url, FILROUGE_STEP: '1s' };
    const house = await openHouse(await openDatabase({ url: await makeDatabase() }), {
      clock,
      rulesDir,
      env,
    });
    const goOn = async () => {
      clock.set(Date.now());
      await house.pass(0);
    };
    const until = (held: () => Promise<boolean>) =>
      vi.waitFor(
        async () => {
          await goOn();
          expect(await held()).toBe(true);
        },
        { timeout: 40_000, interval: 200 },
      );
    const begun = Date.now();
    const points = async (metric: string): Promise<(readonly [number, number])[]> => {
      const span = `from=${new Date(begun).toISOString()}&to=${new Date(Date.now() + 1_000).toISOString()}`;
      const path = `/v1/agents/margaux/series?metric=${metric}&${span}&step=1s`;
      const { body } = await house.as('viewer').get(path);
      return body.points.filter(([, value]: [number, number | null]) => value !== null);
    };
    const sumOf = async (metric: string) => (await points(metric)).reduce((sum, [, value]) => sum + value, 0);
    try {
      await until(async () => (await points('answer_quality')).length >= 3);
      door.isShut = true;
      const shutAt = Date.now();
      await until(async () => Date.now() > shutAt + 4_000);
      door.isShut = false;
      await until(async () => ((await points('answer_quality')).at(-1)?.[0] ?? 0) > shutAt + 4_000);
      const times = (await points('answer_quality')).map(([at]) => at);
      expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 1_000));

      // Three pages were read at least: what rises now was not there before.
      for (const [answers, faults] of [
        [20, 1],
        [10, 2],
      ] as const) {
        const before = await sumOf('bot_answers');
        bot.answered(answers, faults);
        await until(async () => (await sumOf('bot_answers')) === before + answers);
      }
      bot.restart();
      bot.says(0.9);
      bot.answered(8, 2);
      await until(async () => (await sumOf('bot_answers')) === 38);
      expect((await points('bot_faults')).map(([, value]) => value).filter((value) => value > 0)).toEqual([
        0.05, 0.2, 0.25,
      ]);

      expect((await house.as('viewer').get('/v1/agents/margaux')).body.switch.mayRun).toBe(true);
      bot.says(0.1);
      const badAt = Date.now();
      await until(async () => !(await house.as('viewer').get('/v1/agents/margaux')).body.switch.mayRun);
      // The window of a minute has to sink first; 30 s more would be the offset of VictoriaMetrics.
      expect(Date.now() - badAt).toBeLessThan(20_000);
    } finally {
      await house.stop();
      for (const one of [proxy, store, bot]) await one.stop();
      for (const gone of [folder, rulesDir]) await rm(gone, { recursive: true, force: true });
    }
  },
);
