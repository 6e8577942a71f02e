import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { App } from '../../src/app/life.ts';
import { createApp } from '../../src/app/start.ts';
import { prometheusYaml } from '../../src/cli/rules-compile.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { readSettings } from '../../src/settings.ts';
import { compilePrometheus } from '../../src/workshop/prometheus/compile.ts';
import { setOf, shippedFiles, withFile } from '../rules/folder.ts';
import { missingPeer } from '../support/peer.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { contract, scrapeLabels } from './contract.ts';
import { everyQuery, titled } from './queries.ts';

const missing = missingPeer('prometheus');
const note = missing === undefined ? '' : ` (${missing})`;

/** Ranges that a test of some seconds can fill: the service is scraped once a second. */
const steps = { $__rate_interval: '10s', $__interval: '1s', $__range: '1m' };

/** What has no answer in a story of some seconds: nothing is closed in it, and no channel is set up to tell anybody. */
const emptyHere = [
  'Median time to close (A)',
  ': Time to close (A)',
  'Notices (B)',
  'annotation Rule changes',
];

describe.skipIf(missing !== undefined)(`the running service under Prometheus${note}`, () => {
  const adminKey = `fr_${'0123456789'.repeat(4)}`;
  const started = Date.now();
  let app: App;
  let url = '';
  let prometheus: Prometheus;
  let rulesFolder = '';

  beforeAll(async () => {
    app = await createApp(settings(adminKey), {
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      database: await openDatabase({}),
    });
    ({ url } = await app.start());
    rulesFolder = await mkdtemp(join(tmpdir(), 'filrouge-compiled-'));
    await writeFile(join(rulesFolder, 'compiled.yml'), await compiledRules());
    prometheus = await startPrometheus(`
global: { scrape_interval: 1s }
rule_files: ['${rulesFolder}/compiled.yml']
scrape_configs:
  - job_name: filrouge
    static_configs: [{ targets: ['${new URL(url).host}'] }]
`);
    // Two scrapes of the quiet before it, so that what the breach changes is a change to Prometheus too.
    await until('count_over_time(filrouge_agent_suspended{agent="margaux"}[1m]) >= 2');
    await post('/v1/samples', {
      samples: [
        { agent: 'margaux', metric: 'csat', value: 4.4, weight: 120 },
        { agent: 'margaux', metric: 'catalogue_freshness', value: 1 },
        { agent: 'margaux', metric: 'error_rate', value: 0.023, weight: 120 },
      ],
    });
    await until(
      'filrouge_agent_suspended == 1 and on (agent) sum by (agent) (increase(filrouge_incidents_total[30s])) > 0',
    );
    await until('sum(increase(filrouge_detection_seconds_count[30s])) > 0');
  });

  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
    await rm(rulesFolder, { recursive: true, force: true });
  });

  test('exposes every metric of the contract, of its type and with its labels', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const types = Object.fromEntries(
      [...text.matchAll(/^# TYPE (filrouge_\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]),
    );
    expect(types).toMatchObject(
      Object.fromEntries(Object.entries(contract).map(([name, { type }]) => [name, type])),
    );
    for (const [name, { labels }] of Object.entries(contract)) {
      for (const series of await prometheus.query(name)) {
        const own = Object.keys(series.labels).filter(
          (label) => label !== '__name__' && !scrapeLabels.includes(label),
        );
        // A label that is empty, such as the action of a plan's own indicator, is no label to Prometheus.
        expect(labels, name).toEqual(expect.arrayContaining(own));
      }
    }
  });

  test('loads the compiled rules and runs them, those that compare with the past among them', async () => {
    const { data } = await (await fetch(`${prometheus.url}/api/v1/rules`)).json();
    type Loaded = { readonly name: string; readonly query: string; readonly lastError?: string };
    const loaded: Loaded[] = data.groups.flatMap(({ rules }: { rules: Loaded[] }) => rules);
    expect(loaded.map(({ name }) => name)).toContain('FilrougeDoubled');
    expect(loaded.flatMap(({ lastError = '' }) => lastError)).not.toContainEqual(expect.stringMatching(/./));
    const compared = loaded.filter(({ query }) => /offset|ending/.test(query));
    expect(compared.length).toBeGreaterThanOrEqual(3);
    for (const { query } of loaded) await expect(prometheus.query(query)).resolves.toBeInstanceOf(Array);
  });

  const asked = everyQuery(steps);
  const isEmptyHere = (where: string) => emptyHere.some((part) => where.endsWith(part));

  test.each(titled(asked.filter(({ where }) => !isEmptyHere(where))))('%s has an answer', async (_, expr) => {
    const answer = () => prometheus.queryRange(expr, started, Date.now(), 1);
    await expect.poll(answer, { timeout: 10_000 }).not.toEqual([]);
  });

  test.each(titled(asked.filter(({ where }) => isEmptyHere(where))))('%s can be asked', async (_, expr) => {
    await expect(prometheus.query(expr)).resolves.toBeInstanceOf(Array);
  });

  async function until(expr: string): Promise<void> {
    await vi.waitFor(
      async () => {
        if ((await prometheus.query(expr)).length === 0) throw new Error(`no answer yet: ${expr}`);
      },
      { timeout: 30_000, interval: 200 },
    );
  }

  async function post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(await answer.json()).toMatchObject({ rejected: [] });
  }
});

/** The shipped rules as Prometheus has them, and one that compares with the past. */
async function compiledRules(): Promise<string> {
  const doubled = `rules:
  - id: doubled
    agents: [margaux]
    when: error_rate over 5m > 2 × error_rate over 7d ending 1h ago
    clear: error_rate over 5m < 1.3 × error_rate over 7d ending 1h ago
    min_samples: 20
    then: alert
`;
  const set = setOf(withFile(await shippedFiles(), 'compare.yaml', doubled));
  return prometheusYaml(compilePrometheus(set, { keepFiringFor: true }), set);
}

function settings(adminKey: string) {
  const result = readSettings({
    FILROUGE_PORT: '0',
    FILROUGE_RULES: resolve(import.meta.dirname, '../../rules'),
    FILROUGE_TICK: '100ms',
    FILROUGE_ADMIN_KEY: adminKey,
    FILROUGE_LOG: 'silent',
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.settings;
}
