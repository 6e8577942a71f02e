import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { listNotices } from '../../../src/notices/store.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { sentReminders } from '../../../src/plans/store/reminder-store.ts';
import { addingPlans, getPlan } from '../../../src/plans/store/store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { together } from '../../../src/platform/database/statement.ts';
import { readRegister, verifyRegister } from '../../../src/register/store.ts';
import { hour, start } from '../../plans/criterion-world.ts';
import { keptPlan } from '../../plans/kept-plan.ts';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

const day = 24 * hour;
/** Eight in Paris on 11 June: the first morning 24 hours after action 4-1 and the review were due. */
const morning = Date.UTC(2026, 5, 11, 6, 0);

/** Action 4-1 of Margaux's plan and its review are due a day after `start`, action 4-2 two days after. */
const alone = { ...keptPlan(), actions: keptPlan().actions.slice(0, 1), improvements: [] };

let house: House | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

async function opened(database: Database, plan: Plan = alone, at = start) {
  await database.transaction((tx) => tx.execute(together(addingPlans([plan], start))));
  const opened = await openHouse(database, { start: new Date(at).toISOString() });
  house = opened;
  const { clock, pass } = opened;
  const to = (at: number) => pass(at - clock.now());
  const sent = async () =>
    ((await sentReminders(database.db, [plan.number])).get(plan.number) ?? []).map(
      ({ item, nth, at }) => [item, nth, at] as const,
    );
  const kinds = async () =>
    (await listNotices(database.db, { plan: plan.number, limit: 100 })).map(({ kind }) => kind).toSorted();
  const entries = async () =>
    (await readRegister(database.db, { limit: 1_000 })).filter((one) => one.plan === 4);
  return { ...opened, to, sent, kinds, entries };
}

eachEngine('reminders', (open) => {
  describe('of an overdue action and an overdue review', () => {
    test('go out in the morning after a day, each once, with their trace, whoever looks how often', async () => {
      const database = await open();
      const { to, sent, kinds, entries } = await opened(database);
      await to(morning - 1);
      expect(await sent()).toEqual([]);
      await to(morning);
      await to(morning + 1);
      await to(morning + hour);
      expect(await sent()).toEqual([
        ['4-1', 1, morning],
        ['4-review', 1, morning],
      ]);
      expect(await kinds()).toEqual(['action_reminder', 'review_reminder']);
      expect((await entries()).map(({ kind, actor, data }) => ({ kind, actor, data }))).toEqual(
        [
          { subject: 'action', item: '4-1', people: ['it-ops'] },
          { subject: 'review', item: '4-review', people: ['camille'] },
        ].map((facts) => ({
          ...{ kind: 'reminderSent', actor: 'engine' },
          data: { ...facts, step: 'first', nth: 1, dueAt: start + day },
        })),
      );
      expect(await verifyRegister(database.db)).toMatchObject({ ok: true });
    });

    test('are not noted as sent when the outbox could not take them', async () => {
      const database = await open();
      const { to, pass, sent, kinds, entries } = await opened(database);
      await database.db.execute(
        sql`ALTER TABLE notices ADD CONSTRAINT no_room CHECK (kind <> 'review_reminder')`,
      );
      try {
        await to(morning);
        expect([await sent(), await entries()]).toEqual([[], []]);
      } finally {
        await database.db.execute(sql`ALTER TABLE notices DROP CONSTRAINT no_room`);
      }
      await eventually(async () => {
        await pass(60_000);
        expect(await kinds()).toEqual(['action_reminder', 'review_reminder']);
      });
    });

    test('three that fell due while nobody was there are made up for by one', async () => {
      const { to, sent } = await opened(await open());
      await to(start + 30 * day);
      expect(await sent()).toEqual([
        ['4-1', 1, start + 30 * day],
        ['4-review', 1, start + 30 * day],
      ]);
    });

    test('are not sent again when the clock is set back over the morning', async () => {
      const { to, sent, clock, pass } = await opened(await open());
      await to(morning);
      clock.step(-3 * hour);
      await pass(60_000);
      await pass(4 * hour);
      expect(await sent()).toHaveLength(2);
    });

    test('block the action by the first escalation, on record; who takes it up again is not overruled', async () => {
      const database = await open();
      const { to, sent, entries, as } = await opened(database);
      await to(morning);
      await to(morning + 3 * day);
      const status = async () => (await getPlan(database.db, 4))?.actions[0];
      expect(await status()).toMatchObject({ status: 'todo' });
      await to(start + 12 * day);
      expect(await status()).toMatchObject({
        status: 'blocked',
        blockedWhy: expect.stringMatching(/^2 relances sont restées sans réponse/),
      });
      expect((await entries()).find(({ kind }) => kind === 'actionStatusSet')).toMatchObject({
        actor: 'engine',
        data: { action: '4-1', from: 'todo', to: 'blocked' },
      });
      await ok(as('ops').patch('/v1/actions/4-1', { status: 'in_progress' }));
      await to(start + 25 * day);
      expect((await sent()).filter(([item]) => item === '4-1').map(([, nth]) => nth)).toEqual([1, 2, 3, 4]);
      expect(await status()).toMatchObject({ status: 'in_progress' });
    });

    test('end with the plan; after its closure those of improvements and tasks go on', async () => {
      const improvement = { title: 'Guards', benefit: 'none stale', effort: 'low', impact: 'low' } as const;
      const followUp = { code: 'adjust_supervision', reference: 'ACF-05' } as const;
      const due = { owner: 'lea', dueAt: start + day };
      const closed = keptPlan(4, {
        ...{ state: 'closed', activatedAt: start - 90 * day, closedAt: start - 60 * day, reviews: [] },
        improvements: [
          { id: '4-m-1', status: 'in_progress', ...improvement, ...due },
          { id: '4-m-2', status: 'done', ...improvement, ...due },
        ],
        tasks: [
          { id: '4-t-1', followUp, ...due },
          { id: '4-t-2', followUp, ...due, doneAt: start, doneBy: 'lea' },
        ],
      });
      const { to, sent } = await opened(await open(), closed);
      await to(morning);
      expect((await sent()).filter(([, nth]) => nth > 0).map(([item, nth]) => [item, nth])).toEqual([
        ['4-m-1', 1],
        ['4-t-1', 1],
      ]);
    });
  });

  test('before it is due the owner of an active plan hears of it two days ahead and on the day', async () => {
    const active = { ...alone, state: 'active', activatedAt: start, rootCause: 'x' } as const;
    const later = {
      ...active,
      reviews: [],
      actions: alone.actions.map((one) => ({ ...one, dueAt: start + 5 * day })),
    };
    const { to, sent } = await opened(await open(), later);
    const ahead = Date.UTC(2026, 5, 11, 6);
    const today = Date.UTC(2026, 5, 13, 6);
    for (const at of [ahead - 1, ahead, ahead + hour, today - 1, today, today + hour]) await to(at);
    expect(await sent()).toEqual([
      ['4-1', 0, ahead],
      ['4-1', 0, today],
    ]);
  });
});
