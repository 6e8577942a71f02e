import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';

const audit = readFileSync(join(import.meta.dirname, '../../examples/audits/guichet-papier.md'), 'utf8');
const day = 86_400_000;

/** Brings the text of an audit, as the command line does. */
async function bring(house: House, text: string | Uint8Array<ArrayBuffer>, query = '') {
  const response = await fetch(`${house.url}/v1/plans/import${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer fr_${'a'.repeat(43)}`, 'content-type': 'text/markdown' },
    body: text,
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers as the JSON they are
  return { status: response.status, body: (await response.json()) as any };
}

eachEngine('an audit of a desk on paper notes', (open) => {
  test('is imported, driven, and closed', async ({ onTestFinished }) => {
    const house = await openHouse(await open(), { start: '2026-06-01T08:00:00Z' });
    onTestFinished(() => house.stop());
    const lea = house.as('lea');
    const camille = house.as('camille');

    expect(await bring(house, audit, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { audit: { statedTotal: 259_850 } },
    });
    expect((await lea.get('/v1/plans')).body.items).toEqual([]);
    expect(await bring(house, Uint8Array.from([0x47, 0xe8]))).toMatchObject({ status: 422 });

    const { status, body: draft } = await bring(house, audit);
    expect(status).toBe(201);
    const { number } = draft;
    expect(draft).not.toHaveProperty('agent');
    expect(draft).not.toHaveProperty('incident');
    expect(draft).toMatchObject({ source: 'audit', kind: 'operational', state: 'draft' });
    expect(draft.blocks.activation.map(({ code }: { code: string }) => code)).not.toContain(
      'root_cause_missing',
    );
    expect(draft.priorities.matrix[0]).toMatchObject({ quadrant: 'quick_win', items: ['1-1', '1-2', '1-3'] });

    await lea.patch(`/v1/plans/${number}`, { owner: 'lea', approver: 'camille' });
    for (const { id } of draft.actions)
      expect((await lea.patch(`/v1/actions/${id}`, { owner: 'lea', due: '2026-06-30' })).status).toBe(200);
    for (const [who, as] of [
      [lea, 'owner'],
      [camille, 'approver'],
    ] as const)
      expect((await who.post(`/v1/plans/${number}/sign`, { as, for: 'activation' })).status).toBe(200);
    expect((await lea.get(`/v1/plans/${number}`)).body.state).toBe('active');
    const metrics = await fetch(`${house.url}/metrics`).then((response) => response.text());
    expect(metrics).toContain(`filrouge_plan_info{plan="${number}",agent="",incident="",state="active"} 1`);

    await house.pass(7 * day);
    await lea.patch('/v1/risks/1-r-1', { state: 'occurred' });
    expect(
      (await lea.post(`/v1/plans/${number}/log`, { result: 'Papillons retirés', comment: 'sans heurt' }))
        .status,
    ).toBe(200);
    expect((await lea.post(`/v1/plans/${number}/reviews`, { comment: 'Tout avance.' })).status).toBe(200);
    await drive(house, number);
    await lea.patch(`/v1/plans/${number}`, {
      recommendations: 'Étendre aux agences.',
      closingSummary: 'Zéro papier.',
    });
    for (const [who, as] of [
      [lea, 'owner'],
      [camille, 'approver'],
    ] as const)
      expect((await who.post(`/v1/plans/${number}/sign`, { as, for: 'closure' })).status).toBe(200);
    const closed = await camille.post(`/v1/plans/${number}/close`);
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed' } });
    expect(closed.body.tasks.map(({ code }: { code: string }) => code)).toEqual(['report_to_register']);

    const document = async (format: string) =>
      (
        await fetch(`${house.url}/v1/plans/${number}/document?format=${format}`, {
          headers: { authorization: `Bearer fr_${'a'.repeat(43)}` },
        })
      ).text();
    const markdown = await document('md');
    for (const said of [
      'Papillons retirés',
      'sans heurt',
      'Étendre aux agences',
      'Zéro papier',
      'survenu',
      'Méthode',
    ])
      expect(markdown).toContain(said);
    expect(await document('csv')).toContain('"Phase 1 : poser les bases (mois 1)"');
    expect((await lea.get('/v1/register/verify')).body).toMatchObject({ ok: true });
  });
});

/** Does every action, ticks its list, and vouches for what nothing measures. */
async function drive(house: House, number: number): Promise<void> {
  const lea = house.as('lea');
  const { body } = await lea.get(`/v1/plans/${number}`);
  for (const { id, status, checklists, criteria } of body.actions) {
    for (const { id: list, items } of checklists)
      for (const item of items.keys())
        expect((await lea.post(`/v1/actions/${id}/checklists/${list}/items/${item}`, {})).status).toBe(200);
    if (status !== 'done') await lea.patch(`/v1/actions/${id}`, { status: 'done' });
    for (const { id: criterion, text } of criteria)
      if (text.startsWith('attested'))
        expect((await lea.post(`/v1/criteria/${criterion}/attest`, {})).status).toBe(200);
  }
  await house.pass(day);
  const after = (await lea.get(`/v1/plans/${number}`)).body;
  expect(after.progress).toMatchObject({ completion: 1, verification: 1 });
}
