import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../../src/platform/database/open.ts';
import { manualClock } from '../../../support/clock.ts';
import { postgresMaker } from '../../../support/database.ts';
import { openHouse } from '../../../support/house.ts';
import { missingPeer } from '../../../support/peer.ts';
import { startPrometheus } from '../../../support/prometheus.ts';

const missing = missingPeer('prometheus');
const makeDatabase = postgresMaker();

/** A bot as Prometheus sees it: counters that a test moves. */
async function startBot() {
  const counts = { answers: 1_000, wrong: 10 };
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(
      `bot_answers_total{agent="margaux"} ${counts.answers}\nbot_answers_wrong_total{agent="margaux"} ${counts.wrong}\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { counts, port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

test.skipIf(missing !== undefined)(
  `a real Prometheus that writes to us stops an agent by its counters${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const clock = manualClock(Date.now());
    const house = await openHouse(await openDatabase({ url: await makeDatabase() }), { clock });
    const bot = await startBot();
    const key = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' })).body
      .secret;
    const prometheus = await startPrometheus(`
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: bot
    static_configs: [{ targets: ['127.0.0.1:${bot.port}'] }]
remote_write:
  - url: ${house.url}/api/v1/write
    authorization: { credentials: ${key} }
    queue_config: { batch_send_deadline: 200ms }
    write_relabel_configs:
      - { source_labels: [__name__], regex: bot_.*, action: keep }
`);
    try {
      const rule = async () => {
        clock.set(Date.now());
        const { body } = await house.as('viewer').get('/v1/agents/margaux');
        return body.rules.find((one: { rule: string }) => one.rule === 'error-rate');
      };
      let answers = 0;
      await vi.waitFor(
        async () => {
          bot.counts.answers += 30;
          answers = (await rule()).weight;
          expect(answers).toBeGreaterThan(0);
        },
        { timeout: 60_000, interval: 200 },
      );
      bot.counts.wrong += 40;
      bot.counts.answers += 100;
      await vi.waitFor(
        async () => {
          clock.set(Date.now());
          bot.counts.answers += 10;
          const { body } = await house.as('margaux').get('/v1/agents/margaux/switch');
          expect(body).toMatchObject({ mayRun: false, reasons: [{ rule: 'error-rate' }] });
        },
        { timeout: 60_000, interval: 200 },
      );
      const [failed] = await prometheus.query(
        'sum(prometheus_remote_storage_samples_failed_total) or vector(0)',
      );
      expect(failed?.values).toEqual([0]);
    } finally {
      await prometheus.stop();
      bot.stop();
      await house.stop();
    }
  },
);
