import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { day, hour } from '../../builders/time.ts';
import { type Visitor, visitorOf, wordsOf } from '../../console/visitor.ts';
import { breakable } from '../../support/breakable.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { expireLease } from '../../support/lease.ts';

const secret = 'Madame Durand, 12 rue des Lilas';

eachEngine('an incident that must be reported', (open) => {
  let database: Database;
  let wire: ReturnType<typeof breakable>;
  let crashed: House | undefined;
  let house: House;
  let lea: Visitor;
  let camille: Visitor;
  const aware = Date.parse('2026-06-05T06:00:00Z');
  const due = aware + 72 * hour;
  const to = async (at: number) => house.pass(at - house.clock.now());
  const incident = async () => ok(house.as('viewer').get('/v1/incidents/1'));
  const clock = async (place = 0) => (await incident()).classes[place].clocks[0];
  const metrics = async () =>
    String((await house.as('viewer').get('/metrics')).body)
      .split('\n')
      .filter((line) => line.startsWith('filrouge_statutory_clock'));
  const classify = (body: object, who: 'lea' | 'viewer' | 'camille' = 'lea') =>
    house.as(who).post('/v1/incidents/1/classify', body);
  const report = (body: object) => house.as('lea').post('/v1/incidents/1/reports', body);
  /** The stages of which people were told, by now. */
  const told = async () => {
    const { items } = await ok(house.as('admin').get('/v1/notices?limit=200'));
    const about = items.filter(({ kind }: { kind: string }) => kind === 'report_due');
    const keys = about.map(({ key }: { key: string }) => key.split(':').at(-1));
    return [...new Set(keys.toReversed())];
  };
  const page = async (visitor: Visitor, path = '/incidents/1') => wordsOf((await visitor.get(path)).text);

  beforeAll(async () => {
    database = await open();
    wire = breakable(database);
    house = await openHouse(wire, { start: '2026-06-05T06:00:00Z' });
    lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    camille = await visitorOf(house, { role: 'approver', person: 'camille' });
    const seen = { source: 'manual', agent: 'margaux', title: 'Orders of others shown' };
    await ok(house.as('lea').post('/v1/incidents', { ...seen, description: secret }), 201);
  });
  afterAll(async () => {
    await crashed?.stop();
    await house.stop();
  });

  describe('on the first day', () => {
    test('says nothing of reports before it has a class', async () => {
      expect((await incident()).classes).toBeUndefined();
      expect(await metrics()).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/^filrouge_statutory_clock[a-z_]*\{/)]),
      );
      expect(await ok(house.as('viewer').get('/v1/clocks'))).toEqual({ items: [] });
    });

    test('is given one by an operator, not by a reader', async () => {
      expect((await classify({ class: 'gdpr_breach' }, 'viewer')).status).toBe(403);
      const given = await ok(classify({ class: 'gdpr_breach' }));
      expect(given.classes).toMatchObject([
        {
          class: 'gdpr_breach',
          awareAt: '2026-06-05T06:00:00.000Z',
          timezone: 'Europe/Paris',
          clocks: [{ id: 'authority', within: '72h', state: 'running', dueAt: '2026-06-08T06:00:00.000Z' }],
        },
      ]);
    });

    test('a field that says nothing, a class that is none and a time to come are refused', async () => {
      expect((await classify({ class: 'gdpr_breach', facets: [] })).status).toBe(422);
      expect((await classify({ klass: 'gdpr_breach' })).status).toBe(422);
      const none = await classify({ class: 'gdpr' });
      expect(none).toMatchObject({ status: 422, body: { type: expect.stringContaining('unknown_class') } });
      const ahead = await classify({ class: 'gdpr_breach', awareAt: '2026-06-05T06:00:01Z' });
      expect(ahead.status).toBe(422);
      expect((await house.as('lea').post('/v1/incidents/99/classify', { class: 'gdpr_breach' })).status).toBe(
        404,
      );
    });

    test('is listed, measured, and stands on the pages of whoever answers for it', async () => {
      const { items } = await ok(house.as('viewer').get('/v1/clocks'));
      expect(items).toMatchObject([{ incident: 1, agent: 'margaux', class: 'gdpr_breach' }]);
      const labels = 'incident="1",agent="margaux",class="gdpr_breach",clock="authority"';
      expect(await metrics()).toEqual(
        expect.arrayContaining([
          `filrouge_statutory_clock_due_timestamp_seconds{${labels}} ${due / 1_000}`,
          `filrouge_statutory_clock_state{${labels},state="running"} 1`,
          `filrouge_statutory_clock_state{${labels},state="late"} 0`,
        ]),
      );
      for (const path of ['/incidents/1', '/work'])
        expect(await page(lea, path)).toContain('Notification à l’autorité de contrôle');
      expect(await page(camille, '/work')).toContain('Notification à l’autorité de contrôle');
      expect(await page(lea, '/incidents')).toContain('Signalement dû');
    });

    test('the owner and the approver are told that the time runs', async () => {
      expect(await told()).toEqual(['begun']);
    });
  });

  describe('until the time is over', () => {
    test('its clock goes on when the incident is resolved', async () => {
      await ok(house.as('lea').post('/v1/incidents/1/resolve'));
      expect(await clock()).toMatchObject({ state: 'running' });
      expect(await page(lea)).toContain('Un signalement reste dû');
    });

    test('people are told half-way and on the last day, each once, though nobody looked in between', async () => {
      await to(due - 36 * hour - 60_000);
      expect(await told()).toEqual(['begun']);
      await to(due - 36 * hour);
      expect(await told()).toEqual(['begun', 'half']);
      await to(due - 12 * hour);
      await to(due - 11 * hour);
      expect(await told()).toEqual(['begun', 'half', 'last_day']);
    });

    test('a restart forgets no time that runs, also of an incident that is resolved', async () => {
      const { clock: moved } = house;
      crashed = house;
      wire.cut();
      await expireLease(database);
      house = await openHouse(breakable(database), { clock: moved });
      lea = await visitorOf(house, { role: 'operator', person: 'lea' });
      camille = await visitorOf(house, { role: 'approver', person: 'camille' });
      await house.pass(60_000);
      expect(await told()).toEqual(['begun', 'half', 'last_day']);
    });

    test('at 72 hours it is in time, a millisecond later it is late', async () => {
      await to(due);
      expect(await clock()).toMatchObject({ state: 'running' });
      await to(due + 1);
      expect(await clock()).toMatchObject({ state: 'late', since: '2026-06-08T06:00:00.000Z' });
      expect(await metrics()).toContainEqual(expect.stringMatching(/state="late"\} 1$/));
      expect(await page(lea, '/incidents')).toContain('Signalement en retard');
      await to(due + 60_000);
      expect(await told()).toEqual(['begun', 'half', 'last_day', 'late']);
    });

    test('a report that is late says why, and stays late', async () => {
      await to(due + hour);
      const bare = await report({ class: 'gdpr_breach', report: 'complete' });
      expect(bare).toMatchObject({
        status: 422,
        body: { type: expect.stringContaining('late_reason_missing') },
      });
      const told = { reference: 'CNIL-17', link: 'https://desk.example/17', reason: `${secret} called late` };
      await ok(report({ class: 'gdpr_breach', report: 'complete', ...told }));
      expect(await clock()).toMatchObject({ state: 'done', timely: 'late', by: 'person:lea' });
      expect((await report({ class: 'gdpr_breach', report: 'complete' })).status).toBe(409);
      expect(await page(lea)).toContain('référence CNIL-17');
    });
  });

  describe('as a serious incident of an AI system', () => {
    test('runs beside the other class, from an awareness of its own', async () => {
      const at = house.clock.now();
      const given = { class: 'ai_act_serious', facets: ['serious'], awareAt: '2026-06-05T06:00:00Z' };
      await ok(classify(given));
      expect(at).toBeGreaterThan(due);
      expect(await clock(1)).toMatchObject({ state: 'running', dueAt: '2026-06-20T21:59:59.999Z' });
    });

    test('a circumstance is withdrawn in the name of an approver alone', async () => {
      await ok(classify({ class: 'ai_act_serious', facets: ['death'] }));
      const order = { class: 'ai_act_serious', facets: ['death'], reason: 'Nobody died' };
      expect((await house.as('lea').post('/v1/incidents/1/declassify', order)).status).toBe(403);
      expect((await house.as('admin').post('/v1/incidents/1/declassify', order)).status).toBe(403);
      await ok(house.as('camille').post('/v1/incidents/1/declassify', order));
      expect((await incident()).classes[1].clocks).toMatchObject([
        { id: 'report_15d', state: 'running' },
        { id: 'report_10d', state: 'withdrawn', by: 'person:camille', wasLate: false },
      ]);
    });

    test('a first report keeps the time; the complete one may follow on the 16th day', async () => {
      await to(aware + 14 * day);
      await ok(report({ class: 'ai_act_serious', report: 'incomplete', reference: 'MSA-3' }));
      await to(aware + 16 * day);
      expect(await clock(1)).toMatchObject({ state: 'incomplete', timely: 'on_time' });
      await ok(report({ class: 'ai_act_serious', report: 'complete' }));
      expect(await clock(1)).toMatchObject({ state: 'done', timely: 'on_time' });
      expect(await ok(house.as('viewer').get('/v1/clocks'))).toEqual({ items: [] });
      // The sign-in of the first day is over.
      camille = await visitorOf(house, { role: 'approver', person: 'camille' });
      const work = await camille.get('/work');
      expect(work.status).toBe(200);
      expect(wordsOf(work.text)).not.toContain('Signalements dus');
    });
  });

  test('the register has every step by ids and times, and nothing that people wrote', async () => {
    const { items } = await ok(house.as('viewer').get('/v1/register?limit=500'));
    const kinds = items.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => /lassified|reportRecorded/.test(kind))).toEqual([
      'incidentClassified',
      'reportRecorded',
      'incidentClassified',
      'incidentClassified',
      'incidentDeclassified',
      'reportRecorded',
      'reportRecorded',
    ]);
    for (const text of [secret, 'CNIL-17', 'Nobody died', 'desk.example'])
      expect(JSON.stringify(items)).not.toContain(text);
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
  });

  test.each(['md', 'pdf', 'docx'])('the incident and its plan can be taken along as %s', async (format) => {
    for (const path of [`/incidents/1.${format}`, `/plans/1.${format}`]) {
      const answer = await camille.get(path);
      expect(answer.status, path).toBe(200);
      if (format === 'md') expect(answer.text).toContain('Notification à l’autorité de contrôle');
    }
  });
});
