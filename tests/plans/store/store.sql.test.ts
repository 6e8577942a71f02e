import { describe, expect, test } from 'vitest';
import { addingIncidents } from '../../../src/incidents/store.ts';
import type { CriterionChange } from '../../../src/plans/criteria/follow.ts';
import { allCriteria, type Criterion, type CriterionState, type Plan } from '../../../src/plans/plan.ts';
import {
  addingPlans,
  findPlanByPart,
  getPlan,
  lastPlanNumber,
  listPlans,
  openPlans,
  plansInSight,
  plansToRemindOf,
  recordCriterionStates,
  savePlan,
  verdictHistory,
} from '../../../src/plans/store/store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { together } from '../../../src/platform/database/statement.ts';
import { anIncident, aTrigger } from '../../builders/incidents.ts';
import { eachEngine } from '../../support/database.ts';
import { start, stepMs } from '../criterion-world.ts';
import { keptPlan } from '../kept-plan.ts';

function draft(database: Database, overrides: Partial<Plan> = {}): Promise<Plan> {
  return database.transaction(async (tx) => {
    const number = (await lastPlanNumber(tx)) + 1;
    const plan = keptPlan(number, { incident: number, ...overrides });
    await tx.execute(together(addingPlans([plan], start)));
    return plan;
  });
}

function moved(plan: Plan, id: string, state: CriterionState, at: number): CriterionChange {
  const before = allCriteria(plan).find((criterion) => criterion.id === id);
  if (before === undefined) throw new Error(`no criterion ${id}`);
  const after: Criterion = { ...before, state, value: 30, assessedAt: at };
  return {
    before,
    after,
    history: [{ criterion: id, at, verdict: state.verdict, value: 30, heldMs: 0 }],
  };
}

eachEngine('plans in the database', (open) => {
  describe('a plan', () => {
    test('comes back as it was written', async () => {
      const database = await open();
      const plan = await draft(database, { contextEdited: true, rootCause: 'flux "coupé" 😶 \\ é' });
      expect(await getPlan(database.db, plan.number)).toEqual(plan);
      expect(await getPlan(database.db, 99)).toBeUndefined();
    });

    test('of the whole organisation comes back without an agent, and is listed', async () => {
      const database = await open();
      const { agent: _agent, ...plan } = await draft(database, { agent: undefined });
      expect(await getPlan(database.db, plan.number)).toEqual(plan);
      expect((await listPlans(database.db, { limit: 10 })).items).toHaveLength(1);
    });

    test('takes the next number, and a draft that was rolled back leaves no gap', async () => {
      const database = await open();
      await draft(database);
      const failed = database.transaction(async (tx) => {
        await tx.execute(together(addingPlans([keptPlan((await lastPlanNumber(tx)) + 1)], start)));
        throw new Error('crash');
      });
      await expect(failed).rejects.toThrow('crash');
      expect((await draft(database)).number).toBe(2);
    });

    test('stands alone for its incident', async () => {
      const database = await open();
      await draft(database, { incident: 7 });
      await expect(draft(database, { incident: 7 })).rejects.toThrow();
    });

    test('is found by the ids of its parts, and only by those it has', async () => {
      const database = await open();
      const { number } = await draft(database);
      for (const id of ['1-1', '1-m-1', '1-2-2', '1-i-1']) {
        expect((await findPlanByPart(database.db, id))?.number).toBe(number);
      }
      for (const id of ['1-3', '1', '2-1', '1-1-2', 'x-1', '99999999999-1', '']) {
        expect(await findPlanByPart(database.db, id)).toBeUndefined();
      }
    });
  });

  describe('a change', () => {
    test('is written over the version it was made on, and over no other', async () => {
      const database = await open();
      const plan = await draft(database);
      const edited: Plan = { ...plan, version: 2, rootCause: 'le flux', state: 'active', activatedAt: start };
      const save = () => database.transaction((tx) => savePlan(tx, edited, 1, start));
      expect(await save()).toBe('saved');
      expect(await save()).toBe('conflict');
      expect(await getPlan(database.db, plan.number)).toEqual(edited);
    });

    test('of a plan that is not there is a conflict', async () => {
      const database = await open();
      expect(await database.transaction((tx) => savePlan(tx, keptPlan(9), 1, start))).toBe('conflict');
    });

    test('forgets what was measured of a criterion that fell away', async () => {
      const database = await open();
      const plan = await draft(database);
      const state: CriterionState = { verdict: 'holding', heldMs: 5, countedUntil: start };
      await database.transaction((tx) =>
        recordCriterionStates(
          tx,
          [{ plan: plan.number, changes: [moved(plan, '1-1-1', state, start)] }],
          start,
        ),
      );
      const without = { ...plan, version: 2, actions: plan.actions.slice(1) };
      await database.transaction((tx) => savePlan(tx, without, 1, start));
      await database.transaction((tx) => savePlan(tx, { ...plan, version: 3, indicators: [] }, 2, start));
      const [first] = (await getPlan(database.db, plan.number))?.actions ?? [];
      expect(first?.criteria[0]?.state).toEqual({ verdict: 'pending', why: 'waiting' });
      expect((await getPlan(database.db, plan.number))?.indicators).toEqual([]);
    });
  });

  describe('what is measured', () => {
    test('is kept beside the plan: its version stays', async () => {
      const database = await open();
      const plan = await draft(database);
      const state: CriterionState = { verdict: 'holding', heldMs: stepMs, countedUntil: start + stepMs };
      const change = moved(plan, '1-1-1', state, start + stepMs);
      await database.transaction((tx) =>
        recordCriterionStates(tx, [{ plan: 1, changes: [change] }], start + stepMs),
      );
      const kept = await getPlan(database.db, 1);
      expect(kept?.version).toBe(1);
      expect(kept?.actions[0]?.criteria[0]).toEqual(change.after);
      expect(kept?.actions[1]?.criteria[0]).toEqual(plan.actions[1]?.criteria[0]);
    });

    test('has a history that replays do not double', async () => {
      const database = await open();
      const plan = await draft(database);
      const first = moved(plan, '1-1-1', { verdict: 'holding', heldMs: 0, countedUntil: start }, start);
      const then = moved(plan, '1-1-1', { verdict: 'failed', at: start + stepMs, value: 30 }, start + stepMs);
      const record = (changes: CriterionChange[]) =>
        database.transaction((tx) => recordCriterionStates(tx, [{ plan: 1, changes }], start));
      await record([first]);
      await record([first]);
      await record([then]);
      const history = (span: { from?: number; to?: number; limit?: number } = {}) =>
        verdictHistory(database.db, '1-1-1', { limit: 100, ...span });
      expect(await history()).toEqual([...first.history, ...then.history]);
      expect(await history({ from: start + 1 })).toEqual(then.history);
      expect(await history({ to: start })).toEqual(first.history);
      expect(await history({ limit: 1 })).toEqual(first.history);
      expect(await verdictHistory(database.db, '1-2-1', { limit: 1 })).toEqual([]);
    });

    test('is history too when an edit takes a verdict back', async () => {
      const database = await open();
      const plan = await draft(database);
      const met = moved(plan, '1-1-1', { verdict: 'met', at: start, attributed: true }, start);
      await database.transaction((tx) => recordCriterionStates(tx, [{ plan: 1, changes: [met] }], start));
      await database.transaction((tx) => savePlan(tx, { ...plan, version: 2 }, 1, start + 5));
      expect(await verdictHistory(database.db, '1-1-1', { limit: 9 })).toEqual([
        ...met.history,
        { criterion: '1-1-1', at: start + 5, verdict: 'pending', heldMs: 0 },
      ]);
    });

    test('can be a history of thousands at once, after a long replay', async () => {
      const database = await open();
      const plan = await draft(database);
      const change = moved(plan, '1-1-1', { verdict: 'failed', at: start }, start);
      const history = Array.from({ length: 12_000 }, (_, i) => ({
        criterion: '1-1-1',
        at: start + i,
        verdict: 'failed' as const,
        heldMs: 0,
      }));
      await database.transaction((tx) =>
        recordCriterionStates(tx, [{ plan: 1, changes: [{ ...change, history }] }], start),
      );
      expect(await verdictHistory(database.db, '1-1-1', { limit: 20_000 })).toHaveLength(12_000);
    });
  });

  describe('lists', () => {
    test('give the newest first, a page at a time', async () => {
      const database = await open();
      for (let i = 0; i < 3; i++) await draft(database);
      const first = await listPlans(database.db, { limit: 2 });
      expect(first.items.map(({ number }) => number)).toEqual([3, 2]);
      expect(first.nextBefore).toBe(2);
      const second = await listPlans(database.db, { limit: 2, before: 2 });
      expect(second.items.map(({ number }) => number)).toEqual([1]);
      expect(second.nextBefore).toBeUndefined();
      expect((await listPlans(database.db, { limit: 3 })).nextBefore).toBeUndefined();
    });

    test('can be narrowed to a state and an agent', async () => {
      const database = await open();
      await draft(database);
      await draft(database, { agent: 'leo', state: 'active' });
      const numbers = async (query: Partial<Parameters<typeof listPlans>[1]>) =>
        (await listPlans(database.db, { limit: 10, ...query })).items.map(({ number }) => number);
      expect(await numbers({ agent: 'leo' })).toEqual([2]);
      expect(await numbers({ state: 'draft' })).toEqual([1]);
      expect(await numbers({ state: 'draft', agent: 'leo' })).toEqual([]);
      expect(await numbers({ among: { agents: ['leo'] } })).toEqual([2]);
      expect(await numbers({ among: { agents: ['leo'], number: 1 } })).toEqual([2, 1]);
      expect(await numbers({ among: { agents: [] } })).toEqual([]);
    });

    test('of what is reminded of hold open plans and closed ones that go on; monitoring sees what closed lately', async () => {
      const database = await open();
      await draft(database);
      await draft(database, { state: 'active', activatedAt: start });
      await draft(database, { state: 'closed', closedAt: start, improvements: [] });
      await draft(database, { state: 'closed', closedAt: start - 1, tasks: [] });
      await draft(database, { state: 'closed', closedAt: start - 1 });
      expect((await plansToRemindOf(database.db)).map(({ number }) => number)).toEqual([1, 2, 4]);
      expect((await plansInSight(database.db, start)).map(({ number }) => number)).toEqual([1, 2, 3]);
    });

    test('in sight hold what is not over: a task that is left, an incident that was never resolved', async () => {
      const database = await open();
      const task = {
        owner: 'lea',
        dueAt: start,
        followUp: { code: 'adjust_supervision', reference: 'ACF-05' },
      } as const;
      const old = { state: 'closed', closedAt: start - 1, activatedAt: start - 1 } as const;
      await draft(database, { ...old, tasks: [{ ...task, id: '1-t-1', doneAt: start, doneBy: 'lea' }] });
      await draft(database, { ...old, tasks: [{ ...task, id: '2-t-1' }] });
      await draft(database, old);
      const unresolved = [anIncident({ number: 3, plan: 3 })];
      const resolved = [anIncident({ number: 1, plan: 1, agent: 'leo', state: 'resolved' })];
      await database.db.execute(addingIncidents([...unresolved, ...resolved]));
      expect((await plansInSight(database.db, start)).map(({ number }) => number)).toEqual([2, 3]);
      expect((await openPlans(database.db)).map(({ number }) => number)).toEqual([]);
    });

    test('of before say by their incidents which rules asked for them', async () => {
      const database = await open();
      await draft(database);
      const known = await draft(database, { agent: 'leo', watched: [] });
      const triggers = [aTrigger({ rule: 'csat', suspended: false, metric: 'csat' }), aTrigger()];
      await database.db.execute(addingIncidents([anIncident({ number: 1, plan: 1, triggers })]));
      expect((await plansInSight(database.db, start)).map(({ watched }) => watched)).toEqual([
        [{ rule: 'error-rate', cause: 'fired', metric: 'error_rate' }],
        known.watched,
      ]);
    });
  });
});
