import { readFile, writeFile } from 'node:fs/promises';
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
const compared = `
- id: doubled
  when: error_rate over 5m > 2 × error_rate over 2h ending 10m ago
  min_samples: 20
  then: alert
- id: canary
  when: error_rate > 1.5 × error_rate over 10m vs control at level 1%
  min_samples: 20
  then: alert
- id: error-rate
  when: error_rate > 90% over 5m
  then: observe
`;

const sources = `sources:
  - { metric: error_rate, ratio: { part: bot_wrong_total, whole: bot_answers_total }, variant_label: prompt }
otlp:
  - { metric: error_rate, ratio: { part: bot.errors, whole: bot.answers }, agent: margaux }
`;

let rulesDir = '';

eachEngine('a rule that compares', (open) => {
  const { start } = crashingHouses(open, { rulesDir: () => rulesDir });

  async function begin() {
    rulesDir = await rulesWith(compared);
    const file = join(rulesDir, 'agents/margaux.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('\nrules:', '\nvariants: [control, candidate]\nrules:'));
    return start();
  }

  async function send(house: House, value: number, weight: number, variant?: string): Promise<void> {
    const sample = { agent: 'margaux', metric: 'error_rate', value, weight };
    const { status } = await house.as('ingest').post('/v1/samples', {
      samples: [variant === undefined ? sample : { ...sample, variant }],
    });
    expect(status).toBe(200);
    await house.app.settled();
  }

  const rules = async (house: House) => {
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    const named = (id: string) => body.rules.find(({ rule }: { rule: string }) => rule === id);
    return [named('doubled'), named('canary')];
  };

  test('has its threshold of the moment on all sides, to the same bit after every crash and in a backtest', async () => {
    const { house, clock, crash } = await begin();
    for (let step = 0; step < 30; step++) {
      await send(house(), 0.01 + (step % 3) / 700, 60);
      await house().pass(minute);
    }
    const [before] = await rules(house());
    expect(before).toMatchObject({ verdict: 'ok', state: 'inactive' });
    // 2 × about 1.1 %.
    expect(before.threshold).toBeGreaterThan(0.022);
    expect(before.threshold).toBeLessThan(0.024);
    await crash();
    expect((await rules(house()))[0]).toEqual(before);
    const metrics = await (await fetch(`${house().url}/metrics`)).text();
    expect(metrics).toContain(
      `filrouge_rule_threshold{agent="margaux",rule="doubled",metric="error_rate"} ${before.threshold}`,
    );
    await send(house(), 0.2, 200);
    const [firing] = await rules(house());
    expect(firing).toMatchObject({ verdict: 'breach', state: 'firing' });
    const incident = (await house().as('viewer').get('/v1/incidents/1')).body;
    expect(incident.triggers).toMatchObject([
      { rule: 'doubled', value: firing.value, threshold: firing.threshold },
    ]);
    clock.advance(10 * minute);
    await house().pass(minute);
    const { body } = await house().as('ops').post('/v1/rules/backtest', {});
    expect(body.after.firings).toMatchObject([
      { rule: 'doubled', value: firing.value, threshold: firing.threshold },
    ]);
  });

  test('says nothing before there is anything to compare with', async () => {
    const { house } = await begin();
    await send(house(), 0.5, 100);
    const [doubled] = await rules(house());
    expect(doubled).toMatchObject({ verdict: 'no_data', state: 'inactive', threshold: null, value: 0.5 });
  });

  test('measures declared variants apart, the agent by all of them once, after a crash as before', async () => {
    const { house, crash } = await begin();
    await send(house(), 0.01, 400, 'control');
    await send(house(), 0.06, 50, 'candidate');
    await send(house(), 0.02, 50, 'unheard-of');
    const interactions = Array.from({ length: 50 }, (_, place) => ({
      ...{ id: `c-${place}`, agent: 'margaux', variant: 'candidate' },
      outcome: place < 4 ? 'error' : 'ok',
    }));
    await house().as('ingest').post('/v1/interactions', { interactions });
    await house().as('ingest').post('/v1/interactions', { interactions });
    await house().app.settled();
    const stands = async () => {
      const [doubled, canary] = await rules(house());
      // 4 + 3 + 1 + 4 of 550, of which 7 of 100 are the candidate's.
      expect(doubled).toMatchObject({ weight: 550 });
      expect(doubled.value).toBeCloseTo(12 / 550, 12);
      expect(canary).toMatchObject({ weight: 100, verdict: 'breach', state: 'firing' });
      expect(canary.value).toBeCloseTo(0.07, 12);
      expect(canary.threshold).toBeCloseTo(0.015, 12);
    };
    await stands();
    await crash();
    await stands();
    const bad = { agent: 'margaux', metric: 'error_rate', value: 0.1, variant: 'Not a word' };
    const refused = await house()
      .as('ingest')
      .post('/v1/samples', { samples: [bad] });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('variant: expected a word');
  });

  test('knows variants by labels and attributes, and tells whoever sends one that nobody declares', async () => {
    const { house, crash } = await begin();
    await writeFile(join(rulesDir, 'sources.yaml'), sources);
    await crash();
    const secret = (await house().as('admin').post('/v1/keys', { role: 'ingest', name: 'metrics' })).body
      .secret;
    const send = (path: string, body: BodyInit, type: string, encoding: string) =>
      fetch(`${house().url}${path}`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${secret}`, 'Content-Type': type, 'Content-Encoding': encoding },
      });
    const counters = (prompt: string, wrong: number, all: number) =>
      Object.entries({ bot_wrong_total: wrong, bot_answers_total: all }).map(([name, value]) => ({
        labels: { __name__: name, agent: 'margaux', prompt },
        samples: [{ value, at: house().clock.now() }],
      }));
    const write = async (...series: ReturnType<typeof counters>) => {
      const body = new Uint8Array(block(encodeWrite(series)));
      const answer = await send('/api/v1/write', body, 'application/x-protobuf', 'snappy');
      expect(answer.status).toBe(204);
      return answer.headers.get('x-filrouge-undeclared');
    };
    await write(
      ...counters('control', 0, 0),
      ...counters('candidate', 0, 0),
      ...counters('\u00c0 part', 0, 0),
    );
    house().clock.advance(10_000);
    const told = await write(
      ...counters('control', 1, 100),
      ...counters('candidate', 20, 100),
      ...counters('\u00c0 part', 0, 100),
    );
    expect(told).toContain('variant "? part" is not declared by margaux (it declares control, candidate)');
    const points = (variant: string, wrong: number, all: number) => {
      const at = house().clock.now();
      const point = (asInt: number) => ({
        asInt,
        startTimeUnixNano: `${at - 1_000}000000`,
        timeUnixNano: `${at}000000`,
        attributes: [{ key: 'variant', value: { stringValue: variant } }],
      });
      return Object.entries({ 'bot.errors': wrong, 'bot.answers': all }).map(([name, count]) => ({
        name,
        sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point(count)] },
      }));
    };
    const request = {
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [...points('candidate', 10, 100), ...points('beta', 0, 100)] }] },
      ],
    };
    const answer = await send('/v1/metrics', JSON.stringify(request), 'application/json', 'identity');
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedDataPoints: '0', errorMessage: expect.stringContaining('variant "beta"') },
    });
    const sample = { agent: 'margaux', metric: 'error_rate', value: 0, weight: 1 };
    const asked = await house()
      .as('ingest')
      .post('/v1/samples', {
        samples: [
          { ...sample, variant: 'control' },
          { ...sample, variant: 'gamma' },
        ],
      });
    expect(asked.body).toMatchObject({
      accepted: 2,
      undeclared: [{ reason: expect.stringContaining('variant "gamma" is not declared'), count: 1 }],
    });
    await house().app.settled();
    const stands = async () => {
      const [doubled, canary] = await rules(house());
      // All of it once for the agent; of the candidate 20 + 10 of 200, of the control 1 of 101.
      expect(doubled).toMatchObject({ weight: 502 });
      expect(doubled.value).toBeCloseTo(31 / 502, 12);
      expect(canary).toMatchObject({ weight: 200, verdict: 'breach' });
      expect(canary.value).toBeCloseTo(0.15, 12);
      expect(canary.threshold).toBeCloseTo(1.5 / 101, 12);
    };
    await stands();
    const metrics = await (await fetch(`${house().url}/metrics`)).text();
    for (const source of ['remote_write', 'otlp', 'samples'])
      expect(metrics).toMatch(
        new RegExp(
          `filrouge_samples_doubtful_total\\{source="${source}",reason="undeclared_variant"\\} [1-9]`,
        ),
      );
    const seen = (await house().as('viewer').get('/v1/agents/margaux')).body.refused;
    expect(JSON.stringify(seen)).toContain('variant \\"gamma\\" is not declared by margaux');
    await crash();
    await stands();
  });
});
