import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse, type Who } from '../../support/house.ts';
import { rulesWithDesk } from '../desk.ts';
import { workbook } from './workbook.ts';

const list = [
  'N°;Date;Client;Téléphone;E-mail;Objet;Statut;Canal',
  'A1;02/06/2026 09:00;Mme Aurélie Zeller;06 12 34 56 78;aurelie@example.org;Colis perdu;en cours;appel',
  'A2;02/06/2026 10:00;ZELLER Aurélie;;Aurelie@example.org;Remboursement;clos;mail',
  'A3;03/06/2026 11:00;Paul Zeller;0612345678;;Échange;;appel',
].join('\r\n');

eachEngine('an import', (open) => {
  let database: Database;
  let house: House;
  beforeAll(async () => {
    database = await open();
    house = await openHouse(database, { rules: await rulesWithDesk() });
  });
  afterAll(() => house.stop());

  const send = async (body: string | Uint8Array<ArrayBuffer>, query = '', who: Who = 'lea') => {
    const answer = await house
      .as(who)
      .raw(`/v1/desk/import${query}`, { method: 'POST', body, headers: { 'content-type': 'text/csv' } });
    // biome-ignore lint/suspicious/noExplicitAny: a test reads answers as the JSON they are
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const counted = async () => {
    const { rows } = await database.db.execute<Record<string, number>>(sql`SELECT
      (SELECT count(*)::int FROM requests) AS requests, (SELECT count(*)::int FROM customers) AS customers,
      (SELECT count(*)::int FROM vault_rows) AS words,
      (SELECT count(*)::int FROM register WHERE kind = 'deskImported') AS entries`);
    return rows[0];
  };
  const outcomes = (body: { rows: readonly { outcome: string; customer?: string }[] }) =>
    body.rows.map(({ outcome, customer }) => (customer === undefined ? outcome : `${outcome} ${customer}`));

  test('says row by row what would become of it, and changes nothing', async () => {
    const before = await counted();
    const { status, body } = await send(list, '?preview=true');
    expect([status, body.source, body.holds, body.isTaken]).toEqual([200, 'table', 'requests', false]);
    expect(outcomes(body)).toEqual(['created created', 'created merged', 'created created']);
    expect(body.counts).toEqual({ created: 3, merged: 0, known: 0, refused: 0, newCustomers: 2 });
    expect(await counted()).toEqual(before);
  });

  test('with one row that cannot be taken takes none, unless the others are asked for', async () => {
    const before = await counted();
    const bad = `${list}\r\nA4;31/02/2026;X;;;Y;;`;
    const { status, body } = await send(bad);
    expect([status, body.type]).toEqual([409, 'urn:filrouge:problem:rows_refused']);
    expect(body.errors).toEqual([{ pointer: '/5', detail: 'Line 5: at: time_unreadable' }]);
    expect(await counted()).toEqual(before);
  });

  test('takes all, each as it was elsewhere; the same file once more changes nothing', async () => {
    const before = await counted();
    const { body } = await send(list);
    expect(body).toMatchObject({ isTaken: true, counts: { created: 3, newCustomers: 2 } });
    const after = await counted();
    expect(after).toMatchObject({
      requests: (before?.['requests'] ?? 0) + 3,
      customers: (before?.['customers'] ?? 0) + 2,
      entries: (before?.['entries'] ?? 0) + 1,
    });
    const again = await send(list);
    expect(outcomes(again.body)).toEqual(['known', 'known', 'known']);
    expect(again.body.rows[0].number).toBeGreaterThan(0);
    expect(await counted()).toEqual(after);
    const found = await ok(house.as('ops').get('/v1/requests?q=remboursement'));
    expect(found.items[0]).toMatchObject({
      ...{ state: 'closed', channel: 'mail', customer: { name: 'Mme Aurélie Zeller' } },
      receivedAt: '2026-06-02T08:00:00.000Z',
    });
  });

  test('sent twice at once is taken once', async () => {
    const body = 'Objet;Date;E-mail\nDeux fois;04/06/2026;twice@example.org';
    const before = await counted();
    await Promise.all([send(body), send(body), send(body)]);
    expect(await counted()).toMatchObject({
      requests: (before?.['requests'] ?? 0) + 1,
      customers: (before?.['customers'] ?? 0) + 1,
      entries: (before?.['entries'] ?? 0) + 1,
    });
  });

  test('of customers finds those who are here, adds what is new of them, and says who may be the same', async () => {
    const { body } = await send(
      'Code client;Nom;E-mail;Mobile\nC1;Aurélie Zeller;aurelie@example.org;0698765432\nC2;Marc Zeller;aurelie@example.org;\nC3;Nina Simon;nina@example.org;',
    );
    expect(outcomes(body)).toEqual(['merged merged', 'created created', 'created created']);
    expect(body.rows[1].remarks).toEqual([{ code: 'alike', found: expect.any(String) }]);
    const again = await send(
      'Code client;Nom;E-mail;Mobile\nC1;Aurélie Zeller;aurelie@example.org;0698765432',
    );
    expect(outcomes(again.body)).toEqual(['known known']);
    const found = await ok(house.as('ops').get('/v1/requests?q=0698765432'));
    expect(found.items.length).toBeGreaterThan(0);
  });

  test('of a workbook says which rows are hidden and which sheets were not read', async () => {
    const book = workbook([
      {
        name: 'Demandes',
        rows: [
          ['Objet', 'Date'],
          ['Caché', { serial: 46_177.5 }],
        ],
        hidden: [2],
      },
      { name: 'Notes', rows: [] },
    ]);
    const { body } = await send(book, '?preview=true');
    expect(body).toMatchObject({ sheet: 'Demandes', otherSheets: ['Notes'] });
    expect(body.rows[0].remarks).toEqual([{ code: 'is_hidden' }]);
  });

  test('is for a referent, a lead or an approver', async () => {
    expect((await send(list, '?preview=true', 'ops')).status).toBe(403);
    expect((await send(list, '?preview=true', 'viewer')).status).toBe(403);
    expect((await send(list, '?preview=true', 'camille')).status).toBe(200);
  });

  test('of what is no table, and of columns that say nothing, is refused with what was expected', async () => {
    expect((await send('a;b\n1;2')).body).toMatchObject({
      ...{ status: 422, type: 'urn:filrouge:problem:not_a_table' },
      detail: expect.stringContaining('expected some of'),
    });
    expect((await send(new Uint8Array([0, 1, 2]))).status).toBe(422);
    expect((await send('')).status).toBe(422);
  });

  test('everything is given back, as CSV and as JSON, and who read it is noted', async () => {
    const get = async (query: string, who: Who = 'lea') => house.as(who).raw(`/v1/desk/export?${query}`);
    const csv = await (await get('what=requests&format=csv')).text();
    expect(csv.split('\r\n')[0]).toContain('"filrouge number";"subject"');
    expect(csv).toContain('"Remboursement"');
    const json = (await (await get('what=customers&format=json')).text()).trim().split('\n');
    const people = json.map((line) => JSON.parse(line));
    expect(people.find(({ name }) => name === 'Mme Aurélie Zeller')).toMatchObject({
      ...{ email: 'aurelie@example.org', phone: '+33612345678, +33698765432' },
    });
    expect((await get('what=contacts&format=json', 'ops')).status).toBe(403);
    const { rows } = await database.db.execute<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM vault_reads WHERE why = 'export' AND who = 'person:lea'`,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
  });
});
