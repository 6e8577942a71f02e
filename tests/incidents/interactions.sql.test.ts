import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { visitorOf } from '../console/visitor.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';

eachEngine('the interactions that were wrong while an incident lasted', (open) => {
  let house: House | undefined;
  afterEach(() => house?.stop());

  /** An incident of 60 exchanges, 5 of them wrong, after one that was wrong an hour before. */
  async function broken(): Promise<House> {
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z' });
    const { as, clock, pass, rulesDir } = house;
    const file = join(rulesDir, 'agents/margaux.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace('language: fr\n', 'language: fr\ninteraction_url: https://desk.example/t/{id}\n'),
    );
    await pass(2_000);
    const tell = (id: string, outcome: string, ms = 0) =>
      ok(
        as('margaux').post('/v1/interactions', {
          interactions: [
            {
              ...{ id, agent: 'margaux', outcome, at: new Date(clock.now() - ms).toISOString() },
              ...(id === 'c/1' ? { reason: 'item_unavailable' } : {}),
            },
          ],
        }),
      );
    await tell('long ago', 'error', 3_600_000);
    for (let each = 0; each < 60; each += 1)
      await tell(`c/${each}`, each < 5 ? 'error' : 'ok', 60_000 - each);
    await pass(1_000);
    return house;
  }

  test('are listed page by page, with the helpdesk’s address of each', async () => {
    const { as } = await broken();
    const first = await ok(as('viewer').get('/v1/incidents/1/interactions?limit=3'));
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['c/0', 'c/1', 'c/2']);
    expect(first.items[1]).toMatchObject({ reason: 'item_unavailable' });
    expect(first.items[0]).not.toHaveProperty('reason');
    expect(first.items[0]).toMatchObject({ url: 'https://desk.example/t/c%2F0' });
    const next = await ok(
      as('viewer').get(`/v1/incidents/1/interactions?limit=3&cursor=${encodeURIComponent(first.nextCursor)}`),
    );
    expect(next.items.map(({ id }: { id: string }) => id)).toEqual(['c/3', 'c/4']);
    expect(next).not.toHaveProperty('nextCursor');
    expect(next).not.toHaveProperty('keptFrom');
    expect((await as('viewer').get('/v1/incidents/1/interactions?cursor=soon')).status).toBe(400);
    expect((await as('viewer').get('/v1/incidents/9/interactions')).status).toBe(404);
    expect((await as('ingest').get('/v1/incidents/1/interactions')).status).toBe(403);
  });

  test('stand on its page, and are taken along as rows', async () => {
    const viewer = await visitorOf(await broken(), { role: 'viewer' });
    const { text } = await viewer.get('/incidents/1');
    expect(text).toContain('href="https://desk.example/t/c%2F4"');
    expect(text).not.toContain('long ago');
    const exported = await viewer.get('/incidents/1/interactions.csv');
    expect(exported.headers.get('content-type')).toContain('text/csv');
    const rows = exported.text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatch(/^"c\/0";"2026-06-05T05:59:0\d\.\d+Z";"";"https:\/\/desk\.example\/t\/c%2F0"$/);
    expect((await viewer.get('/incidents/9/interactions.csv')).status).toBe(404);
  });

  test('end the curve of what led to it at the very value at which the rule fired', async () => {
    const { as } = await broken();
    const { evidence, triggers } = await ok(as('viewer').get('/v1/incidents/1'));
    const [last] = evidence.series.points.slice(-1);
    expect(last).toEqual([Date.parse(triggers[0].firedAt), triggers[0].value]);
    expect(evidence.reasons).toMatchObject([{ reason: 'item_unavailable', count: 1 }]);
  });

  test('are read by programs as rows too', async () => {
    const { as, url } = await broken();
    const { secret } = await ok(as('admin').post('/v1/keys', { name: 'sheet', role: 'viewer' }), 201);
    const answer = await fetch(`${url}/v1/incidents/1/interactions?limit=4`, {
      headers: { Authorization: `Bearer ${secret}`, Accept: 'text/csv' },
    });
    const rows = (await answer.text()).trimEnd().split('\r\n');
    expect([rows.length, rows[0]]).toEqual([5, '"id","at","reason","url"']);
    const next = /<(.*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    const second = await fetch(new URL(next ?? '', answer.url), {
      headers: { Authorization: `Bearer ${secret}`, Accept: 'text/csv' },
    });
    expect((await second.text()).trimEnd().split('\r\n')[1]).toMatch(/^"c\/4"/);
  });
});
