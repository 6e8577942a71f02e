import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { rulesWithDesk } from '../desk.ts';

const hour = 3_600_000;

eachEngine('an anomaly of data', (open) => {
  let database: Database;
  let house: House;
  beforeAll(async () => {
    database = await open();
    const patterns = { 'desk-checks': '* * * * *' };
    house = await openHouse(database, { rules: await rulesWithDesk(), patterns });
  });
  afterAll(() => house.stop());

  const receive = async (
    name: string,
    email: string,
    phone?: string,
  ): Promise<{ number: number; customer: string }> => {
    const { number } = await ok(
      house
        .as('ops')
        .post('/v1/requests', { subject: 'Colis', channel: 'phone', customer: { name, email, phone } }),
      201,
    );
    const { customer } = await ok(house.as('ops').get(`/v1/requests/${number}`));
    return { number, customer: customer.id };
  };
  const report = (body: object) => house.as('ops').post('/v1/anomalies', body);
  const answer = (number: number, body: object, who: 'ops' | 'lea' = 'lea') =>
    house.as(who).patch(`/v1/anomalies/${number}`, body);

  test('is answered with a date, corrected, and its reporter hears of it; nothing of it is in the register', async () => {
    const { number: request } = await receive('Anne Petit', 'anne@example.org');
    const about = { request };
    const told = { kind: 'wrong', about, field: 'phone', note: 'Le numéro de Zaïre est faux' };
    const { number, expectedAt } = await ok(report(told), 201);
    expect(Date.parse(expectedAt) - house.clock.now()).toBe(48 * hour);
    // Two clicks are one report.
    expect((await ok(report(told), 201)).number).toBe(number);
    expect((await answer(number, { do: 'correct' }, 'ops')).status).toBe(403);
    const taken = await ok(answer(number, { do: 'acknowledge', version: 1 }));
    expect(taken).toMatchObject({ state: 'acknowledged', version: 2, expectedAt });
    expect((await answer(number, { do: 'correct', version: 1 })).status).toBe(409);
    const ended = await ok(answer(number, { do: 'correct', answer: 'Corrigé' }));
    expect(ended).toMatchObject({ state: 'corrected', toldAt: expect.any(String) });
    expect(await ok(house.as('ops').get(`/v1/anomalies/${number}`))).toMatchObject({
      ...{ note: 'Le numéro de Zaïre est faux', answer: 'Corrigé' },
    });
    expect((await answer(number, { do: 'decline', answer: 'Non' })).body.type).toBe(
      'urn:filrouge:problem:anomaly_over',
    );
    const { rows } = await database.db.execute<{ text: string }>(
      sql`SELECT string_agg(t::text, '') AS text FROM (SELECT * FROM register) t`,
    );
    expect(rows[0]?.text).toContain('anomalyCorrected');
    expect(rows[0]?.text).not.toContain('Zaïre');
    const outbox = await database.db.execute<{ data: string }>(
      sql`SELECT t::text AS data FROM notices t WHERE kind = 'anomaly_answered'`,
    );
    expect(outbox.rows).toHaveLength(1);
    expect(outbox.rows[0]?.data).not.toContain('Corrigé');
  });

  test('about nothing is refused, and so is a date of the past', async () => {
    expect((await report({ kind: 'wrong', about: { request: 2_000_000_000 } })).status).toBe(404);
    expect((await report({ kind: 'odd', about: {} })).status).toBe(422);
    const { number: request } = await receive('Zoé', 'zoe@example.org');
    const { number } = await ok(report({ kind: 'missing', about: { request } }), 201);
    const past = new Date(house.clock.now()).toISOString();
    expect((await answer(number, { do: 'acknowledge', expectedAt: past })).body.type).toBe(
      'urn:filrouge:problem:anomaly_time',
    );
    const soon = new Date(house.clock.now() + 1).toISOString();
    expect((await answer(number, { do: 'acknowledge', expectedAt: soon })).status).toBe(200);
  });

  test('two customers who are one keep both histories', async () => {
    const one = await receive('Jean Dupont', 'jean@example.org');
    const other = await receive('J. Dupont', 'jd@example.org', '06 98 76 54 32');
    const merged = await ok(
      house.as('lea').post(`/v1/customers/${other.customer}/merge`, { into: one.customer }),
    );
    expect(merged).toEqual({ customer: one.customer, requests: 1 });
    const file = await ok(house.as('ops').get(`/v1/requests/${other.number}`));
    expect(file.customer).toMatchObject({
      ...{ id: one.customer, name: 'Jean Dupont', emails: ['jean@example.org', 'jd@example.org'] },
    });
    const all = await ok(house.as('ops').get(`/v1/requests?customer=${one.customer}`));
    expect(all.items.map(({ number }: { number: number }) => number)).toEqual([other.number, one.number]);
    // Whoever calls with the number of the one who is gone is the one who stays.
    const third = await receive('J. Dupont', 'jd@example.org');
    expect(third.customer).toBe(one.customer);
    const again = await house.as('lea').post(`/v1/customers/${other.customer}/merge`, { into: one.customer });
    expect([again.status, again.body.type]).toEqual([409, 'urn:filrouge:problem:customer_merged']);
    expect((await house.as('ops').post(`/v1/customers/${one.customer}/merge`, { into: 'x' })).status).toBe(
      403,
    );
  });

  test('who may be the same is said while somebody types, with a score and why', async () => {
    const { customer } = await receive('Élodie Lefèvre', 'elodie@example.org', '06 11 22 33 44');
    const check = (body: object) => ok(house.as('ops').post('/v1/customers/check', body));
    expect(await check({ name: 'Lefebvre Elodie' })).toMatchObject({
      alike: [{ id: customer, name: 'Élodie Lefèvre', score: 0.35, reasons: ['alike_name'] }],
    });
    expect(await check({ name: 'Elodie Lefevre', phone: '0611223344' })).toMatchObject({
      alike: [{ id: customer, score: 1, reasons: ['same_phone', 'same_name'] }],
    });
    expect(await check({ name: 'Nobody Else', email: 'pas un mail', phone: '12' })).toEqual({
      alike: [],
      faults: [
        { field: 'email', code: 'email_malformed' },
        { field: 'phone', code: 'phone_unreadable' },
      ],
    });
  });

  test('is looked for each evening, and weekly a sample is drawn; each check is made once', async () => {
    await receive('Paul', 'shared@example.org');
    await receive('Marie', 'shared@example.org');
    const checks = async (kind: string) =>
      (await ok(house.as('ops').get(`/v1/desk/checks?kind=${kind}`))).items;
    house.clock.advance(24 * hour);
    await house.calendar.run();
    house.clock.advance(hour);
    await house.calendar.run();
    const [weekly, ...more] = await checks('weekly');
    expect([weekly.period, more]).toEqual(['2026-W22', []]);
    house.clock.advance(7 * 24 * hour);
    await house.calendar.run();
    const [latest] = await checks('weekly');
    expect(latest.report.sample.count).toBe(latest.report.received);
    expect(latest.report.sample.first.length).toBeGreaterThan(0);
    house.clock.advance(30 * 24 * hour);
    await house.calendar.run();
    const [quarter] = await checks('quarterly');
    expect(quarter).toMatchObject({ period: '2026-Q2', report: { duplicates: { count: 1 } } });
    expect(quarter.report.forgotten.count).toBeGreaterThan(0);
    const metrics = await (await house.as('admin').raw('/metrics')).text();
    expect(metrics).toContain('filrouge_desk_anomalies_standing{kind="missing"} 1');
    expect(metrics).toContain('filrouge_desk_anomalies_overdue{kind="missing"} 1');
  });
});
