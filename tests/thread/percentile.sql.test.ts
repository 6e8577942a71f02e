import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { block, encodeWrite } from '../metrics/intake/write-messages.ts';
import { crashingHouses } from '../support/crashing.ts';
import { eachEngine } from '../support/database.ts';
import type { House } from '../support/house.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 90_000 });

const minute = 60_000;

const slow = `
- id: slow-answers
  when: answer_p95 > 20s over 5m
  clear: answer_p95 < 15s over 5m
  then: suspend
  severity: critical
  playbook: stale-answers
- id: slow-for-hours
  when: answer_p95 > 30s over 2h
  then: observe
- id: error-rate
  when: error_rate > 2% over 5m
  then: observe
`;
const metric = `
  answer_p95:
    unit: seconds
    better: lower
    aggregate: p95
    from_interactions: response_seconds
    label: { fr: Délai de réponse (95 %), en: Response time (95%) }
`;

let rulesDir = '';

eachEngine('a rule on a p95', (open) => {
  const { start } = crashingHouses(open, { rulesDir: () => rulesDir });

  async function begin() {
    rulesDir = await rulesWith(slow);
    await appendFile(join(rulesDir, 'metrics.yaml'), metric);
    return start();
  }

  let sent = 0;
  async function answer(house: House, seconds: readonly number[], at = house.clock.now()): Promise<void> {
    const interactions = seconds.map((responseSeconds) => ({
      ...{ id: `i-${sent++}`, agent: 'margaux', outcome: 'ok', responseSeconds },
      at: new Date(at).toISOString(),
    }));
    const { status } = await house.as('ingest').post('/v1/interactions', { interactions });
    expect(status).toBe(200);
    await house.app.settled();
  }

  /** By remote write: into the cell log, and into the database a second later. */
  async function write(house: House, value: number): Promise<void> {
    const { body } = await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' });
    const series = {
      labels: { __name__: 'answer_p95', agent: 'margaux' },
      samples: [{ value, at: house.clock.now() }],
    };
    const answered = await fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${body.secret}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
      },
      body: new Uint8Array(block(encodeWrite([series]))),
    });
    expect(answered.status).toBe(204);
  }

  const rules = async (house: House) => {
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    const named = (id: string) => body.rules.find(({ rule }: { rule: string }) => rule === id);
    return [named('slow-answers'), named('slow-for-hours')];
  };
  const spread = (count: number) => Array.from({ length: count }, (_, place) => 1 + place / 10);

  test('says nothing of 19 values and something of 20, to the same bit after every crash', async () => {
    const { house, clock, crash } = await begin();
    await answer(house(), spread(19));
    expect((await rules(house()))[0]).toMatchObject({ verdict: 'no_data', weight: 19 });
    await write(house(), 40);
    const [short, long] = await rules(house());
    expect(short).toMatchObject({ verdict: 'ok', weight: 20 });
    // Of 20 values the 19th, 2.8 s, to 1.1 %; the same over the coarse cells of the long window.
    expect(Math.abs(short.value - 2.8) / 2.8).toBeLessThan(0.011);
    expect(long.value).toBe(short.value);
    // In the log alone, then in the database.
    await crash();
    expect(await rules(house())).toEqual([short, long]);
    clock.advance(minute);
    await answer(house(), spread(7), clock.now() - 30_000);
    await house().pass(1_000);
    const later = await rules(house());
    expect(later[0].weight).toBe(27);
    await crash();
    expect(await rules(house())).toEqual(later);
  });

  test('stops the agent, tells the same over HTTP and to Prometheus, and a backtest finds the same', async () => {
    const { house, clock } = await begin();
    await answer(house(), spread(100));
    await house().pass(minute);
    expect((await house().as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    await answer(house(), new Array(10).fill(60));
    expect((await house().as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
    const [{ value, verdict }] = await rules(house());
    expect(verdict).toBe('breach');
    // The largest there is, so it is told exactly.
    expect(value).toBe(60);
    const incident = (await house().as('viewer').get('/v1/incidents/1')).body;
    expect(incident.triggers).toMatchObject([{ rule: 'slow-answers', value }]);
    const span = `from=${new Date(clock.now() - 4 * minute).toISOString()}&to=${new Date(clock.now() + 1_000).toISOString()}&step=10m`;
    const { points } = (await house().as('viewer').get(`/v1/agents/margaux/series?metric=answer_p95&${span}`))
      .body;
    expect(points.map(([, one]: [number, number | null]) => one)).toContain(value);
    const metrics = await (await fetch(`${house().url}/metrics`)).text();
    expect(metrics).toContain(`filrouge_metric_value{agent="margaux",metric="answer_p95"} ${value}`);
    clock.advance(10 * minute);
    await house().pass(minute);
    const { body } = await house().as('ops').post('/v1/rules/backtest', {});
    expect(body.after.firings).toMatchObject([
      { rule: 'slow-answers', start: '2026-06-05T06:01:00.000Z', value },
      { rule: 'slow-for-hours', start: '2026-06-05T06:01:00.000Z', value },
    ]);
  });
});
