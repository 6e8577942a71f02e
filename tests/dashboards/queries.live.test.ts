import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { missingPeer } from '../support/peer.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { alertRules, dashboard, dashboardFiles } from './files.ts';
import { everyQuery, titled } from './queries.ts';
import { evaluatorPage, standbyPage } from './story-exposition.ts';

const missing = missingPeer('prometheus');
const note = missing === undefined ? '' : ` (${missing})`;

/** Ranges that a test of some seconds can fill: the story is scraped once a second. */
const steps = { $__rate_interval: '10s', $__interval: '1s', $__range: '1m' };

describe.skipIf(missing !== undefined)(`queries against a story that Prometheus scrapes${note}`, () => {
  const started = Date.now();
  let servers: Server[] = [];
  let prometheus: Prometheus;
  let scrapes = 0;

  beforeAll(async () => {
    const begin = Math.floor(started / 1000);
    servers = [
      await page(() => evaluatorPage({ begin, scrape: scrapes++ })),
      await page(() => standbyPage({ begin, scrape: scrapes })),
    ];
    prometheus = await startPrometheus(`
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: filrouge
    static_configs: [{ targets: [${servers.map(addressOf).join(', ')}] }]
`);
    await vi.waitFor(
      async () => {
        const [risen] = await prometheus.query('sum(increase(filrouge_incidents_total[30s])) > 0');
        if (risen === undefined) throw new Error(`the incident is not scraped yet, after ${scrapes} scrapes`);
      },
      { timeout: 30_000, interval: 200 },
    );
  });

  afterAll(async () => {
    await prometheus?.stop();
    for (const server of servers) server.close();
  });

  const [marks, others] = split(everyQuery(steps), ({ kind }) => kind === 'annotation');

  test.each(titled(others))('%s has an answer', async (_, expr) => {
    expect(await prometheus.query(expr)).not.toEqual([]);
  });

  test.each(titled(marks))('%s marks the change once', async (_, expr) => {
    // The change shows at the first step after the scrape that saw it.
    const marked = async () => {
      const series = await prometheus.queryRange(expr, started, Date.now(), 1);
      return series.map(({ values }) => values.length);
    };
    await expect.poll(marked, { timeout: 10_000 }).toEqual([1]);
  });

  test.each(dashboardFiles)('%s counts nothing twice because a second process is scraped', async (file) => {
    const stats = dashboard(file).panels.filter(({ type }) => type === 'stat');
    const seen: Record<string, number | undefined> = {};
    for (const { title } of stats) seen[title] = await figure(title);
    expect(seen).toMatchObject(expected[file]);
  });

  test('the alert compares each rule with its own threshold, and only the broken one speaks', async () => {
    const [rule] = alertRules().groups.flatMap(({ rules }) => rules);
    const ask = async (ref: string) => {
      const expr = rule?.data.find(({ refId }) => refId === ref)?.model.expr ?? '';
      const series = await prometheus.query(expr);
      return new Map(
        series.map(({ labels, values }) => [`${labels['agent']}/${labels['rule']}`, values[0] ?? NaN]),
      );
    };
    const [values, thresholds] = [await ask('A'), await ask('B')];
    expect([...values.keys()].sort()).toEqual([
      'leo/error-rate',
      'margaux/error-rate',
      'margaux/error-rate-day',
    ]);
    expect([...values].filter(([key, value]) => value > (thresholds.get(key) ?? Infinity))).toEqual([
      ['margaux/error-rate', 0.023],
    ]);
  });

  async function figure(title: string): Promise<number | undefined> {
    const asked = others.find(({ where }) => where.endsWith(`: ${title} (A)`));
    return (await prometheus.query(asked?.expr ?? ''))[0]?.values[0];
  }
});

const expected: Record<(typeof dashboardFiles)[number], Record<string, number>> = {
  'plan-kpis.json': {
    'Open plans': 1,
    Completion: 0.4,
    'Overdue actions': 1,
    'Blocked actions': 1,
    'Criteria failing': 1,
    'Median time to close': 5 * 86_400,
  },
  'agents-live.json': {
    'Suspended agents': 1,
    'Longest unobeyed': 4,
    'Open incidents': 1,
    'Rules firing': 1,
    'Rule files': 1,
    Evaluators: 1,
  },
};

async function page(text: () => string): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `'127.0.0.1:${address.port}'`;
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
