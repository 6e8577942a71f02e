import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { enqueueNotices } from '../../../src/notices/outbox.ts';
import { listNotices } from '../../../src/notices/store.ts';
import { sendReminders } from '../../../src/plans/jobs.ts';
import { sentReminders } from '../../../src/plans/store/reminder-store.ts';
import { addingPlans, savePlan } from '../../../src/plans/store/store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { together } from '../../../src/platform/database/statement.ts';
import { appendEntries, readRegister, verifyRegister } from '../../../src/register/store.ts';
import { planEntry } from '../../../src/thread/decide/entries.ts';
import { eachEngine } from '../../support/database.ts';
import { hour, start } from '../criterion-world.ts';
import { keptPlan } from '../kept-plan.ts';

const day = 24 * hour;
const morning = Date.UTC(2026, 5, 11, 6, 0);

/** Action 4-1 of Margaux's plan and its review are due a day after `start`; the first morning after that is the 11th. */
async function overdue(database: Database) {
  await database.transaction((tx) => tx.execute(together(addingPlans([keptPlan()], start))));
  const woken: number[] = [];
  const run = (now: number, enqueue = enqueueNotices) =>
    sendReminders({
      now: () => now,
      agentName: (agent) => agent,
      transaction: database.transaction,
      enqueue,
      record: (tx, events, at) => appendEntries(tx, events.map(planEntry), at),
      onNotices: () => woken.push(now),
      logger: pino({ level: 'silent' }),
    });
  return { run, woken };
}

eachEngine('reminders', (open) => {
  describe('of an overdue action and an overdue review', () => {
    test('go out in the morning after a day, each once, with their trace', async () => {
      const database = await open();
      const { run, woken } = await overdue(database);
      expect(await run(start)).toBe(0);
      expect(await run(morning - 1)).toBe(0);
      expect(await run(morning)).toBe(2);
      expect(await run(morning)).toBe(0);
      expect(await run(morning + hour)).toBe(0);
      expect(woken).toEqual([morning]);
      expect((await sentReminders(database.db, [4])).get(4)).toEqual([
        { item: '4-1', dueAt: start + day, at: morning },
        { item: '4-review', dueAt: start + day, at: morning },
      ]);
      const notices = await listNotices(database.db, { plan: 4, limit: 10 });
      expect(notices.map(({ kind }) => kind).sort()).toEqual(['action_reminder', 'review_reminder']);
    });

    test('stand in the register, one entry each, by ids alone', async () => {
      const database = await open();
      const { run } = await overdue(database);
      await run(morning);
      await run(morning + hour);
      const entries = await readRegister(database.db, { limit: 10 });
      expect(entries.map(({ kind, actor, plan, data }) => ({ kind, actor, plan, data }))).toEqual(
        [
          { subject: 'action', item: '4-1', people: ['it-ops'] },
          { subject: 'review', item: '4-review', people: ['camille'] },
        ].map((facts) => ({
          ...{ kind: 'reminderSent', actor: 'engine', plan: 4 },
          data: { ...facts, nth: 1, dueAt: start + day },
        })),
      );
      expect(await verifyRegister(database.db)).toMatchObject({ ok: true });
    });

    test('are not noted as sent when the outbox could not take them', async () => {
      const database = await open();
      const { run } = await overdue(database);
      const failing = run(morning, () => Promise.reject(new Error('no room')));
      await expect(failing).rejects.toThrow('no room');
      expect((await sentReminders(database.db, [4])).size).toBe(0);
      expect(await readRegister(database.db, { limit: 10 })).toEqual([]);
      expect(await run(morning)).toBe(2);
    });

    test('go on while the plan is open, and those of actions and reviews end with it', async () => {
      const database = await open();
      const { run } = await overdue(database);
      await run(morning);
      const later = morning + 30 * day;
      expect(await run(later)).toBeGreaterThan(0);
      const closed = keptPlan(4, {
        state: 'closed',
        closedAt: later,
        version: 2,
        tasks: [],
        improvements: [],
      });
      await database.transaction((tx) => savePlan(tx, closed, 1, later));
      expect(await run(later + 30 * day)).toBe(0);
    });

    test('go on after the closure for what goes on: improvements and tasks', async () => {
      const database = await open();
      const { run } = await overdue(database);
      const improvement = { title: 'Guards', benefit: 'none stale', effort: 'low', impact: 'low' } as const;
      const followUp = { code: 'adjust_supervision', reference: 'ACF-05' } as const;
      const due = { owner: 'lea', dueAt: start + day };
      const plan = keptPlan(4, {
        ...{ state: 'closed', closedAt: start, reviews: [], version: 2 },
        improvements: [
          { id: '4-m-1', status: 'in_progress', ...improvement, ...due },
          { id: '4-m-2', status: 'done', ...improvement, ...due },
        ],
        tasks: [
          { id: '4-t-1', followUp, ...due },
          { id: '4-t-2', followUp, ...due, doneAt: start, doneBy: 'lea' },
        ],
      });
      await database.transaction((tx) => savePlan(tx, plan, 1, start));
      expect(await run(morning)).toBe(2);
      expect((await sentReminders(database.db, [4])).get(4)?.map(({ item }) => item)).toEqual([
        '4-m-1',
        '4-t-1',
      ]);
    });
  });
});
