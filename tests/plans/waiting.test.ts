import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plans/plan.ts';
import { incidentsWaitingFor, waitingFor } from '../../src/plans/waiting.ts';
import { aClosedPlan, anAction, anActivePlan, aPlan, aPlanToClose } from '../builders/plans.ts';
import { day, tripAt } from '../builders/time.ts';
import { incidentOf } from '../console/plan-world.ts';

const later: Partial<Plan> = { reviews: [{ dueAt: tripAt + 30 * day }] };
const of = (person: string, plan: Plan, now = tripAt) =>
  waitingFor(person, [plan], now).map(({ subject, overdue }) => (overdue ? `late ${subject}` : subject));
const improvement = { title: 'Watch', benefit: 'Less noise', effort: 'low', impact: 'low' } as const;

describe('what waits for somebody', () => {
  test('is their own open work of an active plan, late once its day has passed', () => {
    const plan = anActivePlan(later);
    const { dueAt = 0 } = plan.actions[0] ?? {};
    expect([of('lea', plan, dueAt), of('lea', plan, dueAt + 1)]).toEqual([['action'], ['late action']]);
    expect(of('it-ops', plan)).toEqual([]);
    const done = anActivePlan({ ...later, actions: [anAction({ status: 'done' })] });
    const risk = { action: '4-1', by: 'camille', at: tripAt, reason: 'Rare' };
    expect([done, anActivePlan({ ...later, acceptedRisks: [risk] })].map((one) => of('lea', one))).toEqual([
      [],
      // Nothing else is left to do.
      ['signature'],
    ]);
  });

  test('is the plan owner’s where work has no owner', () => {
    const { owner: _, ...nobodys } = anAction();
    const plan = anActivePlan({ ...later, owner: 'lea', actions: [nobodys] });
    expect(of('lea', plan)).toEqual(['action']);
  });

  test('is a draft for its owner, then the signature, first of the owner and then of the approver', () => {
    expect(of('lea', aPlan({ ...later, owner: 'lea' }))).toEqual(['draft']);
    const complete = aPlan({ ...later, owner: 'lea', approver: 'camille', rootCause: 'The feed stopped.' });
    expect([of('lea', complete), of('camille', complete)]).toEqual([['signature'], []]);
    const signature = { as: 'owner', for: 'activation', version: 1, person: 'lea', at: tripAt } as const;
    const signed = { ...complete, signatures: [signature] };
    expect([of('lea', signed), of('camille', signed)]).toEqual([[], ['signature']]);
    const closing = aPlanToClose({ ...later, owner: 'lea', approver: 'camille', signatures: [] });
    expect(of('lea', closing)).toEqual(['signature']);
  });

  test('is an action that somebody says is blocked, for the approver to decide on', () => {
    const blocked = anAction({ owner: 'lea', status: 'blocked', blockedWhy: 'No access to the feed' });
    const plan = anActivePlan({ ...later, approver: 'camille', actions: [blocked] });
    const { dueAt = 0 } = blocked;
    expect([of('lea', plan), of('camille', plan), of('it-ops', plan)]).toEqual([
      ['action'],
      ['decision'],
      [],
    ]);
    expect(of('camille', plan, dueAt + 1)).toEqual(['late decision']);
    expect(of('camille', { ...plan, state: 'draft' })).toEqual([]);
    // Their own stands there already.
    expect(of('camille', { ...plan, actions: [{ ...blocked, owner: 'camille' }] })).toEqual(['action']);
    const risk = { action: blocked.id, by: 'camille', at: tripAt, reason: 'Rare' };
    expect(of('camille', { ...plan, acceptedRisks: [risk] })).not.toContain('decision');
  });

  test('is a review from a week before its day on', () => {
    const plan = anActivePlan({ ...later, followedBy: 'camille', actions: [anAction({ owner: 'lea' })] });
    const reviewAt = tripAt + 30 * day;
    expect(of('camille', plan, reviewAt - 7 * day - 1)).toEqual([]);
    expect(of('camille', plan, reviewAt - 7 * day)).toEqual(['review']);
    expect(of('camille', plan, reviewAt + 1)).toEqual(['late review']);
  });

  test('goes on after the closure with improvements and tasks, what is late first, undated last', () => {
    const task = {
      id: '4-t-1',
      followUp: { code: 'report_to_register', reference: 'ACF-08' },
      owner: 'lea',
    } as const;
    const plan = aClosedPlan({
      improvements: [
        { id: '4-m-1', status: 'todo', owner: 'lea', ...improvement },
        { id: '4-m-2', status: 'todo', owner: 'lea', dueAt: tripAt + 9 * day, ...improvement },
      ],
      tasks: [
        { ...task, dueAt: tripAt + 7 * day },
        { ...task, id: '4-t-2', dueAt: 0, doneAt: 1 },
      ],
    });
    expect(of('lea', plan)).toEqual(['task', 'improvement', 'improvement']);
    expect(of('lea', plan, tripAt + 8 * day)).toEqual(['late task', 'improvement', 'improvement']);
    expect(waitingFor('lea', [plan], tripAt).map((one) => ('item' in one ? one.item : ''))).toEqual([
      '4-t-1',
      '4-m-2',
      '4-m-1',
    ]);
  });

  test('is an incident that nobody has taken up, for the agent’s owner, without an agent for the plan’s', () => {
    const open = incidentOf({ state: 'open', agent: undefined, plan: 4 });
    const around = { agents: new Map(), plans: [aPlan({ owner: 'lea' })] };
    expect(incidentsWaitingFor('lea', [open], around)).toEqual([open]);
    expect(incidentsWaitingFor('camille', [open], around)).toEqual([]);
    expect(incidentsWaitingFor('lea', [{ ...open, state: 'acknowledged' }], around)).toEqual([]);
  });
});
