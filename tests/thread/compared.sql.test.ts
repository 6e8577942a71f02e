import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
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
});
