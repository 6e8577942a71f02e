import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { deskFile, rulesWithDesk } from '../desk.ts';

const [minute, hour] = [60_000, 3_600_000];
/** Monday, 09:00 in Paris: the desk opens. */
const start = '2026-06-08T07:00:00Z';

const metrics = `
  first_response:
    { unit: seconds, better: lower, aggregate: mean, label: { fr: Délai de première réponse, en: First response } }
  sla_kept: { unit: ratio, better: higher, aggregate: mean, label: { fr: Délais tenus, en: SLA kept } }
  requests_late: { unit: count, better: lower, aggregate: last, label: { fr: Demandes en retard, en: Late requests } }
`;
const agent = `
agent: support-desk
name: Accueil
scope: { fr: Accueil, en: Desk }
owner: lea
approver: camille
timezone: Europe/Paris
switch: none
rules:
  - { id: slow, when: first_response > 30m over 1h, then: alert, playbook: stale-answers }
`;

eachEngine('the board of the desk', (open) => {
  let house: House;
  beforeEach(async () => {
    const sla = 'agent: support-desk\nsla: [{ answer: 4h, resolve: 8h }]';
    const rules = await rulesWithDesk(`${deskFile}${sla}\n`);
    const file = join(rules, 'metrics.yaml');
    await writeFile(file, `${(await readFile(file, 'utf8')).trimEnd()}\n${metrics}`);
    await writeFile(join(rules, 'agents/support-desk.yaml'), agent);
    house = await openHouse(await open(), { rules, start });
  });
  afterEach(() => house.stop());

  const receive = async (body: object = {}): Promise<number> =>
    (
      await ok(
        house.as('ops').post('/v1/requests', { subject: 'Colis perdu', channel: 'phone', ...body }),
        201,
      )
    ).number;
  const answer = (number: number) =>
    ok(house.as('ops').post(`/v1/requests/${number}/contacts`, { direction: 'out', channel: 'phone' }), 201);
  const patch = (number: number, body: object) => ok(house.as('ops').patch(`/v1/requests/${number}`, body));
  const board = (query = '') => ok(house.as('viewer').get(`/v1/desk/board${query}`));
  test('counts a day of a desk as it happens, and its figures are metrics that rules read', async () => {
    const [first, second] = [await receive(), await receive()];
    expect((await board()).now).toEqual({
      open: 2,
      unanswered: 2,
      waitingForUs: 0,
      waitingForCustomer: 0,
      late: 0,
    });
    await house.pass(hour);
    await answer(first);
    await patch(first, { do: 'resolve' });
    await patch(second, { do: 'merge', into: await receive() }).catch(() => undefined);
    await house.pass(minute);
    const { now, total, periods, late } = await board();
    expect(now).toMatchObject({ unanswered: now.open, late: 0 });
    expect(late).toEqual([]);
    expect(total).toMatchObject({
      answered: 1,
      resolved: 1,
      firstResponseSeconds: 3_600,
      slaKept: 1,
      fcr: 1,
    });
    expect(periods).toHaveLength(14);
    expect(periods.at(-1)).toMatchObject({ from: '2026-06-08', to: '2026-06-08', resolved: 1 });
    // An hour is more than the half of one that the rule allows: an incident with its plan, and nobody is stopped.
    const { items } = await ok(house.as('viewer').get('/v1/incidents?agent=support-desk'));
    expect(items).toMatchObject([{ agent: 'support-desk', plan: 1 }]);
  });

  test('tells of what waits for too long, with the late ones on top, the worst first', async () => {
    const [late, urgent] = [
      await receive({ owner: 'lea' }),
      await receive({ owner: 'lea', priority: 'urgent' }),
    ];
    await house.pass(5 * hour + 11 * minute);
    const { items } = await ok(house.as('viewer').get('/v1/notices?limit=50'));
    const told = items.filter(({ kind }: { kind: string }) => kind.startsWith('request'));
    expect(told.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(
      expect.arrayContaining(['request_late', 'requests_digest']),
    );
    const shown = await board('?by=week');
    expect(shown.now.late).toBe(2);
    expect(shown.late.map(({ number }: { number: number }) => number)).toEqual([late, urgent]);
    expect(shown.periods).toHaveLength(12);
    expect(shown.periods.at(-1)).toMatchObject({ from: '2026-06-08', to: '2026-06-14', received: 2 });
  });

  test('is refused for days that are none, that are too many, and where there is no desk', async () => {
    const of = (query: string) => house.as('viewer').get(`/v1/desk/board${query}`);
    expect((await of('?from=2026-06-31&to=2026-07-01')).status).toBe(400);
    expect((await of('?from=2026-06-08')).body).toMatchObject({ type: 'urn:filrouge:problem:board_span' });
    expect((await of('?from=2026-06-09&to=2026-06-08')).status).toBe(422);
    expect((await of('?from=2024-01-01&to=2026-06-08')).status).toBe(422);
    expect((await of('?from=2024-01-01&to=2026-06-08&by=month')).status).toBe(200);
    expect((await house.as('ingest').get('/v1/desk/board')).status).toBe(403);
    await house.stop();
    house = await openHouse(await open(), { start });
    expect((await of('')).body).toMatchObject({ status: 404, type: 'urn:filrouge:problem:no_desk' });
  });
});
