import { describe, expect, test } from 'vitest';
import type { Improvement, Plan } from '../../../src/plans/plan.ts';
import type { Order } from '../../../src/thread/commands.ts';
import { decided } from '../../builders/decision.ts';
import { camille, lea } from '../../builders/people.ts';
import { aClosedPlan, anAction, anActivePlan, aPlan, aPlanToClose } from '../../builders/plans.ts';
import { day, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const improvement: Improvement = {
  id: '4-m-1',
  title: 'Read the articles again',
  benefit: 'Fewer gaps',
  owner: 'camille',
  status: 'todo',
  effort: 'low',
  impact: 'low',
};
const task = {
  id: '4-t-1',
  followUp: { code: 'adjust_supervision', reference: 'ACF-05' },
  owner: 'lea',
  dueAt: tripAt + day,
} as const;

/** The notices of work that a command brings: to whom, and what of it. */
function assigned(plan: Plan, order: Order, now = tripAt) {
  const { notices = [] } = decided(aWorld({ plans: [plan] }), order, now);
  return notices.flatMap((notice) =>
    notice.kind === 'action_assigned'
      ? [{ people: notice.people, by: notice.data.by, items: notice.data.items.map(({ id }) => id) }]
      : [],
  );
}

const handOn = { kind: 'editAction', plan: 4, action: '4-1', owner: 'camille', by: lea } as const;

describe('a plan that becomes active', () => {
  const signed = { as: 'owner', for: 'activation', person: 'lea', version: 1, at: tripAt } as const;
  const draft = aPlan({
    rootCause: 'The feed stopped.',
    signatures: [signed],
    actions: [
      anAction(),
      anAction({ id: '4-2', dueAt: tripAt + 2 * day }),
      anAction({ id: '4-3', status: 'done' }),
    ],
    improvements: [improvement],
  });
  const sign = { kind: 'signPlan', plan: 4, as: 'approver', for: 'activation', by: camille } as const;

  test('tells every owner of what is to do, in one message a person', () => {
    expect(assigned(draft, sign)).toEqual([
      { people: ['lea'], by: undefined, items: ['4-1', '4-2'] },
      { people: ['camille'], by: undefined, items: ['4-m-1'] },
    ]);
  });

  test('tells nobody twice: who hears of his own work does not hear that the plan is active as well', () => {
    const { notices = [] } = decided(aWorld({ plans: [draft] }), sign);
    expect(notices.find(({ kind }) => kind === 'plan_activated')?.people).toEqual([]);
    const camilleOwns = { ...draft, actions: [anAction({ owner: 'camille' })] };
    const told = decided(aWorld({ plans: [camilleOwns] }), sign).notices;
    expect(told?.find(({ kind }) => kind === 'plan_activated')?.people).toEqual(['lea']);
  });

  test('says until when, as each item is due', () => {
    const { notices = [] } = decided(aWorld({ plans: [draft] }), sign);
    expect(notices.find(({ kind }) => kind === 'action_assigned')?.data).toMatchObject({
      items: [{ dueAt: tripAt + day }, { dueAt: tripAt + 2 * day }],
    });
  });
});

describe('work that changes hands', () => {
  test('is told to the person who has it now, and by whom', () => {
    expect(assigned(anActivePlan(), handOn)).toEqual([
      { people: ['camille'], by: 'person:lea', items: ['4-1'] },
    ]);
  });

  test('is told to nobody while the plan is a draft: its owners hear when it becomes active', () => {
    expect(assigned(aPlan(), handOn)).toEqual([]);
  });

  test('is told to nobody who took it himself', () => {
    expect(assigned(anActivePlan(), { ...handOn, by: camille })).toEqual([]);
  });

  test('is told for an improvement and a task after the closure, but not for what is done', () => {
    const closed = aClosedPlan({ improvements: [improvement], tasks: [task] });
    expect(
      assigned(closed, { kind: 'editTask', plan: 4, task: '4-t-1', owner: 'camille', by: lea }),
    ).toMatchObject([{ people: ['camille'], items: ['4-t-1'] }]);
    expect(
      assigned(closed, { kind: 'editImprovement', plan: 4, improvement: '4-m-1', owner: 'lea', by: camille }),
    ).toMatchObject([{ people: ['lea'], items: ['4-m-1'] }]);
    const ticked = aClosedPlan({ tasks: [{ ...task, doneAt: tripAt, doneBy: 'lea' }] });
    expect(assigned(ticked, { kind: 'editTask', plan: 4, task: '4-t-1', owner: 'camille', by: lea })).toEqual(
      [],
    );
  });

  test('is not what an edit of anything else is, nor work taken up again', () => {
    expect(
      assigned(anActivePlan(), { kind: 'editAction', plan: 4, action: '4-1', title: 'Other', by: camille }),
    ).toEqual([]);
    const done = anActivePlan({ actions: [anAction({ status: 'done', doneAt: tripAt })] });
    expect(
      assigned(done, { kind: 'editAction', plan: 4, action: '4-1', status: 'todo', by: camille }),
    ).toEqual([]);
    expect(assigned(aPlanToClose(), { kind: 'closePlan', plan: 4, by: camille })).toEqual([]);
  });

  test('an action added to an active plan is told to its owner', () => {
    const add: Order = {
      kind: 'addAction',
      plan: 4,
      title: 'Warn sooner',
      owner: 'camille',
      due: '2026-06-20',
      criteria: ['error_rate < 1% over 1h for 24h'],
      by: lea,
    };
    expect(assigned(anActivePlan(), add)).toMatchObject([{ people: ['camille'], items: ['4-2'] }]);
  });
});
