import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf, visitorOf } from '../../console/visitor.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A week of Margaux, whose catalogue never came, which opens an incident on Tuesday: stopped on Thursday for forty
 * minutes, with a plan by hand of two actions, one of them proved.
 */
async function playWeek(house: House): Promise<void> {
  const { as, clock } = house;
  const at = () => new Date(clock.now()).toISOString();
  const sample = async (value: number, weight: number) => {
    const samples = [{ agent: 'margaux', metric: 'error_rate', value, weight, at: at() }];
    await ok(as('ingest').post('/v1/samples', { samples }));
    await house.app.settled();
  };
  for (let passed = 0; passed < 3; passed += 1) {
    await sample(0.01, 100);
    await house.pass(day);
  }
  await sample(0.05, 100);
  await ok(as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }));
  await ok(as('lea').post('/v1/incidents/1/acknowledge'));
  await house.pass(40 * minute);
  await ok(as('camille').post('/v1/agents/margaux/resume', { reason: 'feed mended' }));
  await sample(0.01, 100);
  const criteria = ['attested "all is traced"'];
  const plan = { kind: 'operational', title: 'Un registre', agent: 'margaux', objective: 'Tout tracer' };
  const { number } = await ok(as('lea').post('/v1/plans', plan), 201);
  for (const title of ['Tenir le registre', 'Former'])
    await ok(
      as('lea').post(`/v1/plans/${number}/actions`, { title, owner: 'lea', due: '2026-06-05', criteria }),
      201,
    );
  await ok(as('lea').post(`/v1/plans/${number}/sign`, { as: 'owner', for: 'activation' }));
  await ok(as('camille').post(`/v1/plans/${number}/sign`, { as: 'approver', for: 'activation' }));
  await house.pass(hour);
  for (const status of ['done', 'in_progress', 'done'])
    await ok(as('lea').patch(`/v1/actions/${number}-1`, { status }));
  await ok(as('lea').post(`/v1/criteria/${number}-1-1/attest`, {}));
  await house.pass(10_000);
  // Until Monday morning, eight o'clock in Paris.
  await house.pass(Date.parse('2026-06-08T06:00:00Z') - clock.now());
}

eachEngine('the weekly report', (open) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(await open(), { start: '2026-06-01T05:00:00Z' });
    await playWeek(house);
  });
  afterAll(() => house.stop());

  const asked = async (query = '') => ok(house.as('viewer').get(`/v1/reports/weekly${query}`));
  const get = (query: string, headers: Record<string, string> = {}) =>
    visitorOf(house, { role: 'viewer' }).then(({ secret }) =>
      fetch(`${house.url}/v1/reports/weekly${query}`, {
        headers: { Authorization: `Bearer ${secret}`, ...headers },
      }),
    );

  test('says of the week what happened in it, and of Monday what stands', async () => {
    const report = await asked('?agent=margaux&week=2026-W23');
    expect(report).toMatchObject({
      week: { id: '2026-W23', from: '2026-05-31T22:00:00.000Z', until: '2026-06-07T22:00:00.000Z' },
      writtenAt: '2026-06-08T06:00:00.000Z',
      isOver: true,
      recorded: { now: true, before: false },
      incidents: {
        opened: { now: 1, before: 0 },
        // It was opened by the catalogue, and became critical with the stop.
        bySeverity: { critical: 0, warning: 1 },
        contained: { count: { now: 1 }, totalMs: { now: 2 * day } },
        suspendedMs: { now: 40 * minute, before: 0 },
        degradedMs: { now: 0, before: 0 },
        unresolved: 1,
        list: [{ number: 1, suspended: false }],
      },
      answers: { now: 500 },
      plans: {
        ...{ drafts: 1, active: 1, overdue: 6, verified: { now: 1, before: 0 } },
        ...{ firstAttempt: { now: 0 }, toVerified: { count: { now: 1 } } },
      },
    });
    expect(report.answers).not.toHaveProperty('before');
    expect(report.thresholds).toMatchObject({ kept: 0, missed: { now: 2 }, unmeasured: 1 });
    expect(report.promises).toMatchObject([
      { kind: 'obedience', kept: 1, missed: 0 },
      { kind: 'take_up', kept: 0, missed: 1 },
      { kind: 'actions', kept: 1, missed: 6 },
      { kind: 'reviews' },
    ]);
    expect(report.volumes.rows).toMatchObject([
      { metric: 'error_rate', value: 0.018, weight: { now: 500, before: 0 }, daysMeasured: 4 },
    ]);
  });

  test('counts as the metrics do: incidents, stops, plans and what came of them', async () => {
    const { incidents, plans } = await asked('?week=2026-W23');
    const text = await (await fetch(`${house.url}/metrics`)).text();
    const shown = (name: string) => {
      const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    const { contained, suspendedMs, degradedMs, opened, unresolved } = incidents;
    const figures = {
      filrouge_incidents_total: opened.now,
      filrouge_incidents_open: unresolved,
      filrouge_agent_suspended_seconds_total: suspendedMs.now / 1_000,
      filrouge_agent_degraded_seconds_total: degradedMs.now / 1_000,
      filrouge_incidents_contained_total: contained.count.now,
      filrouge_incident_containment_seconds_total: contained.totalMs.now / 1_000,
      filrouge_plan_overdue_actions: plans.overdue,
      filrouge_actions_verified_total: plans.verified.now,
      filrouge_actions_verified_at_first_attempt_total: plans.firstAttempt.now,
      filrouge_action_verification_seconds_total: plans.toVerified.totalMs.now / 1_000,
      filrouge_action_regressions_total: plans.regressions.now,
      filrouge_plan_reopenings_total: plans.reopenings.now,
    };
    expect(Object.fromEntries(Object.keys(figures).map((name) => [name, shown(name)]))).toEqual(figures);
    // By plan: those without a settled action have no ratio there.
    const ratios = text.matchAll(/^filrouge_plan_completion_ratio\{plan="(\d+)",agent="margaux"\} (.+)$/gm);
    const settled = plans.rows.filter((row: { settled: number }) => row.settled > 0);
    expect([...ratios].map(([, plan, ratio]) => [Number(plan), Number(ratio)])).toEqual(
      settled.map((row: { number: number; settled: number; actions: number }) => [
        row.number,
        row.settled / row.actions,
      ]),
    );
    expect(settled).toHaveLength(1);
  });

  test('is JSON, Markdown or PDF, as the request accepts it', async () => {
    const markdown = await get('?week=2026-W23&lang=en', { Accept: 'text/markdown' });
    expect(markdown.headers.get('content-type')).toContain('text/markdown');
    const text = await markdown.text();
    expect(text).toContain('# Weekly report, week 23 of 2026 – all agents');
    expect(text).toContain('1\u00a0incident opened (nothing recorded the week before), 1 waiting.');
    const pdf = await get('?week=2026-W23&agent=margaux', { Accept: 'application/pdf' });
    expect(pdf.headers.get('content-disposition')).toContain('weekly-2026-W23-margaux.pdf');
    expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
    const any = await get('?week=2026-W23', { Accept: '*/*' });
    expect(any.headers.get('content-type')).toContain('application/json');
  });

  test('of the week under way has the days so far, and of the one before the house has nothing', async () => {
    expect(await asked('?week=2026-W24')).toMatchObject({
      isOver: false,
      incidents: { opened: { now: 0, before: 1 } },
    });
    const before = await asked('?week=2026-W22');
    expect(before.recorded).toEqual({ now: false, before: false });
    expect(before).toMatchObject({ incidents: { opened: { now: 0, before: 0 }, unresolved: 0 } });
    expect(before.volumes.rows).toEqual([]);
    expect(before.thresholds).toMatchObject({ kept: 0, missed: { now: 0 }, unmeasured: 3 });
  });

  test('is the last full week of all where nothing is asked for', async () => {
    const report = await asked();
    expect(report.week.id).toBe('2026-W23');
    expect(report).not.toHaveProperty('agent');
    expect(report.agents).toMatchObject([
      { agent: 'margaux', answers: { now: 500 }, missed: 2, unmeasured: 1 },
    ]);
  });

  describe('refuses with what it expected', () => {
    test.each([
      ['?week=2025-W53', 400, 'week_malformed', 'such as 2026-W23'],
      ['?week=2026-W54', 400, 'week_malformed', 'W53 in a year that has one'],
      ['?week=last', 400, 'week_malformed', 'the last full week is 2026-W23'],
      ['?week=2026-W25', 400, 'week_in_the_future', 'the one under way 2026-W24'],
      ['?agent=nobody', 404, 'unknown_agent', 'expected one of margaux'],
      ['?lang=de', 400, 'invalid_request', ''],
    ])('%s', async (query, status, code, said) => {
      const answer = await house.as('viewer').get(`/v1/reports/weekly${query}`);
      expect(answer).toMatchObject({ status, body: { type: `urn:filrouge:problem:${code}` } });
      expect(answer.body.detail).toContain(said);
    });

    test('whoever may not read', async () => {
      expect((await house.as('margaux').get('/v1/reports/weekly')).status).toBe(403);
      expect((await house.as('ingest').get('/v1/reports/weekly')).status).toBe(403);
    });
  });

  test('is a page, with its files, and says there what is wrong with a week', async () => {
    const visitor = await visitorOf(house, { role: 'viewer' });
    const page = await visitor.get('/reports/weekly?week=2026-W23&agent=margaux');
    expect(page.status).toBe(200);
    expect(page.text.includes('Rapport hebdomadaire, semaine 23 de 2026 – Margaux')).toBe(true);
    expect(page.text.includes('/reports/weekly.pdf?week=2026-W23&amp;agent=margaux')).toBe(true);
    expect((await visitor.get('/reports/weekly.md?week=2026-W23')).text).toContain('tous les agents');
    const wrong = await visitor.get('/reports/weekly?week=2026-W60');
    expect(wrong.status).toBe(400);
    expect(wrong.text.includes('une semaine s’écrit 2026-W23')).toBe(true);
    expect((await visitor.get('/reports/weekly?agent=nobody')).status).toBe(404);
    expect((await pageOf(house, 'GET', '/reports/weekly')).status).toBe(303);
  });

  test('goes out on Monday by itself, and is what one reads from then on', async () => {
    await house.pass(5 * minute);
    await house.calendar.run();
    const sent = (await ok(house.as('admin').get('/v1/notices'))).items.filter(
      ({ kind }: { kind: string }) => kind === 'weekly_report',
    );
    expect(sent).toMatchObject([{ agent: 'margaux' }]);
    await house.pass(day);
    expect(await asked('?week=2026-W23')).toMatchObject({ writtenAt: '2026-06-08T06:05:00.000Z' });
  });
});
