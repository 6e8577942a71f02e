import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, ok, openHouse, shippedRules } from '../../support/house.ts';
import { startAnswering } from '../pull/server.ts';
import { type Given, langfuse } from './keepers.ts';

const start = '2026-06-05T08:00:00Z';
const minute = 60_000;
const ago = (minutes: number) => new Date(Date.parse(start) - minutes * minute).toISOString();
const files = {
  'metrics.yaml': `
  quality:
    unit: ratio
    better: higher
    aggregate: mean
    own_traffic: true
    label: { fr: Qualité, en: Quality }
`,
  'sources.yaml': `
scores:
  - { metric: quality, from: langfuse, score: quality }
`,
  'agents/margaux.yaml': `
  - id: quality
    when: quality < 50% over 30m
    min_samples: 3
    then: suspend
    severity: critical
    playbook: stale-answers
`,
};

let server: Awaited<ReturnType<typeof startAnswering>>;
let rulesDir: string;
beforeAll(async () => {
  server = await startAnswering(langfuse([]));
  rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-scores-'));
  await cp(shippedRules, rulesDir, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    const path = join(rulesDir, file);
    const before = file === 'sources.yaml' ? '' : await readFile(path, 'utf8');
    await writeFile(path, before + text);
  }
});
afterAll(async () => {
  await server.stop();
  await rm(rulesDir, { recursive: true, force: true });
});

eachEngine('scores of a real keeper', (open) => {
  let house: House;
  afterEach(() => house.stop());
  const look = () =>
    eventually(async () => {
      await house.app.tick();
      const { scores } = await ok(house.as('viewer').get('/v1/setup'));
      expect(scores).toMatchObject([{ from: 'langfuse', metrics: ['quality'], isSet: true }]);
      expect(scores[0].answeredAt).toBe(new Date(house.clock.now()).toISOString());
    });
  const told = async (outcome: string) =>
    (await house.as('viewer').get('/metrics')).body.match(
      new RegExp(`^filrouge_samples_total\\{source="scores",outcome="${outcome}"\\} (\\d+)$`, 'm'),
    )?.[1];

  test('count once, also for the next process, and stop the agent by those within its window', async () => {
    const database = await open();
    const given = (id: string, value: number, minutes: number): Given => ({
      ...{ id, value, agent: 'margaux', at: ago(minutes), scoredAt: ago(minutes - 1) },
    });
    // Three of the last half hour, and two that its window no longer holds.
    const old = [given('x', 0.1, 100), given('y', 0.1, 99)];
    server.answers(langfuse([...old, given('a', 0.2, 20), given('b', 0.3, 10)]));
    const env = { FILROUGE_LANGFUSE_URL: server.url.replace('//', '//pk-1:sk-1@') };
    house = await openHouse({ ...database, close: async () => {} }, { rulesDir, start, env });
    await look();
    const agent = () => ok(house.as('viewer').get('/v1/agents/margaux'));
    expect((await agent()).switch.mayRun).toBe(true);
    const { clock } = house;
    await house.stop();

    clock.advance(minute);
    server.answers(langfuse([...old, given('a', 0.2, 20), given('b', 0.3, 10), given('c', 0.1, 5)]));
    house = await openHouse(database, { rulesDir, clock, env });
    await look();
    expect([await told('accepted'), await told('repeated')]).toEqual(['1', '4']);
    expect((await agent()).switch.mayRun).toBe(false);
    const { body } = await house
      .as('viewer')
      .get(`/v1/agents/margaux/series?metric=quality&from=${ago(120)}&to=${start}&step=10s`);
    const points: [number, number | null][] = body.points;
    expect(
      points.flatMap(([at, value]) => (value === null ? [] : [[new Date(at).toISOString(), value]])),
    ).toEqual(
      [
        [100, 0.1],
        [99, 0.1],
        [20, 0.2],
        [10, 0.3],
        [5, 0.1],
      ].map(([minutes = 0, value]) => [ago(minutes), value]),
    );
  });

  test('are looked for when somebody says so, and nowhere else than where they are set', async () => {
    server.answers(langfuse([]));
    const env = { FILROUGE_LANGFUSE_URL: server.url.replace('//', '//pk-1:sk-1@') };
    house = await openHouse(await open(), { rulesDir, start, env });
    await look();
    house.clock.advance(1_000);
    expect((await house.as('ingest').post('/v1/scores/langfuse', { any: 'thing' })).status).toBe(204);
    await look();
    expect((await house.as('ingest').post('/v1/scores/phoenix', {})).status).toBe(404);
    expect((await house.as('viewer').post('/v1/scores/langfuse', {})).status).toBe(403);
  });
});
