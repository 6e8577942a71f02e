import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { rulesWith, writeRules } from './rules.ts';

const metrics = `metrics:
  error_rate: { unit: ratio, better: lower, aggregate: mean, label: { fr: Erreurs, en: Errors } }
`;
/** More than are written together. */
const many = 130;

eachEngine('a storm', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('stops every agent that breaches in one body, each once, with an incident and a plan of its own', async () => {
    const rules = `
- { id: error-rate, when: error_rate > 2% over 5m, then: suspend }
- { id: far-too-many, when: error_rate > 20% over 5m, then: suspend }
`;
    const rulesDir = await rulesWith(rules);
    // One metric, so that the evidence of so many is read in no time.
    for (const left of ['shared.yaml', 'demo', 'playbooks', 'agents'])
      await rm(join(rulesDir, left), { recursive: true, force: true });
    await mkdir(join(rulesDir, 'agents'));
    await writeFile(join(rulesDir, 'metrics.yaml'), metrics);
    const agents = ['margaux', ...Array.from({ length: many - 1 }, (_, place) => `agent-${place}`)];
    for (const agent of agents) await writeRules(rulesDir, rules, agent);
    house = await openHouse(await open(), { rulesDir });
    const at = new Date(house.clock.now()).toISOString();
    const samples = agents.map((agent) => ({ agent, metric: 'error_rate', value: 0.5, weight: 100, at }));
    await ok(house.as('ingest').post('/v1/samples', { samples }));
    const { get } = house.as('viewer');
    for (const agent of agents)
      expect(await ok(get(`/v1/agents/${agent}/switch`))).toMatchObject({ mayRun: false, epoch: 2 });

    await house.app.settled();
    const incidents = await everyPage('/v1/incidents');
    expect(incidents.map(({ number, plan }) => [number, plan])).toEqual(
      agents.map((_, place) => [many - place, many - place]),
    );
    expect(new Set(incidents.map(({ agent }) => agent)).size).toBe(many);
    for (const { number, triggers } of incidents) {
      expect(triggers.map(({ rule }) => rule)).toEqual(['error-rate', 'far-too-many']);
      expect(await ok(get(`/v1/incidents/${number}`))).toHaveProperty('evidence.at');
    }
    expect(await ok(get('/v1/register/verify'))).toMatchObject({ ok: true });
    expect((await get('/readyz')).status).toBe(200);
  });

  type Item = {
    readonly number: number;
    readonly plan: number;
    readonly agent: string;
    readonly triggers: readonly { readonly rule: string }[];
  };

  async function everyPage(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ; ) {
      const page = await ok(house.as('viewer').get(`${path}?limit=100${cursor}`));
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      cursor = `&cursor=${page.nextCursor}`;
    }
  }
});
