import { describe, expect, test } from 'vitest';
import { closePlan } from '../../src/plans/commands/closure.ts';
import { editPlan } from '../../src/plans/commands/edit.ts';
import { reopenPlan } from '../../src/plans/commands/reopen.ts';
import { addImprovement, editImprovement, removeImprovement } from '../../src/plans/improvement.ts';
import type { Plan } from '../../src/plans/plan.ts';
import { dueReminders } from '../../src/plans/reminders/reminder.ts';
import { editTask, tasksAfterClosure } from '../../src/plans/task.ts';
import { engineActor } from '../../src/platform/actor.ts';
import { accepted, as, codeOf, draft, endOf, paris, people, planAfter, trip } from './margaux.ts';
import { closedWithTasks, readyToClose } from './signed.ts';

const lea = as('lea', paris(12, '10:00'));
const closed = closedWithTasks();
const revise = { code: 'revise_mandate', reference: 'ACF-12', changes: [] } as const;

describe('what must follow a closure', () => {
  test('becomes tasks with an owner each, due in a week', () => {
    expect(closed.tasks).toMatchObject([
      { id: '4-t-1', followUp: { code: 'report_to_register' }, owner: 'camille', dueAt: endOf(18) },
      { id: '4-t-2', followUp: { code: 'adjust_supervision' }, owner: 'lea', dueAt: endOf(18) },
    ]);
    expect(tasksAfterClosure(draft(), [revise], paris(11, '12:00'))).toMatchObject([{ owner: 'camille' }]);
  });

  test('is ticked after the closure, by whom and when, and the tick is taken back', () => {
    const ticked = planAfter(editTask(closed, { task: '4-t-1', done: true }, lea));
    expect(ticked.tasks?.[0]).toMatchObject({ doneAt: lea.now, doneBy: 'lea' });
    expect(ticked).toMatchObject({
      state: 'closed',
      version: closed.version + 1,
      signatures: closed.signatures,
    });
    const again = planAfter(editTask(ticked, { task: '4-t-1', done: false }, lea));
    expect(again.tasks).toEqual(closed.tasks);
  });

  test('carries a link to what was done, which goes with the tick', () => {
    const link = 'https://wiki.example/mandat';
    const ticked = planAfter(editTask(closed, { task: '4-t-1', done: true, link }, lea));
    expect(ticked.tasks?.[0]).toMatchObject({ doneBy: 'lea', link });
    expect(planAfter(editTask(ticked, { task: '4-t-1', link: null }, lea)).tasks?.[0]).not.toHaveProperty(
      'link',
    );
    expect(planAfter(editTask(ticked, { task: '4-t-1', done: false }, lea)).tasks).toEqual(closed.tasks);
    expect(codeOf(editTask(closed, { task: '4-t-1', link: 'file:///etc' }, lea))).toBe('link_not_http');
  });

  test('is put off by anybody within the 30 days of the watch, and beyond by an approver alone', () => {
    const last = Date.parse('2026-07-12T00:00:00+02:00') - 1;
    const moved = (dueAt: number, who: 'lea' | 'camille') =>
      editTask(closed, { task: '4-t-2', dueAt }, as(who, paris(12, '10:00')));
    expect(codeOf(moved(last, 'lea'))).toBeUndefined();
    expect(codeOf(moved(last + 1, 'lea'))).toBe('task_too_late');
    expect(codeOf(moved(last + 1, 'camille'))).toBeUndefined();
  });

  test('an edit of a version that has moved on is refused', () => {
    expect(codeOf(editTask(closed, { task: '4-t-1', done: true }, { ...lea, version: 1 }))).toBe(
      'plan_changed',
    );
  });

  test('stays when the cause comes back, and the next closure asks for nothing twice', () => {
    const ctx = { actor: engineActor, now: paris(20, '08:00'), people };
    const half = planAfter(editTask(closed, { task: '4-t-1', done: true }, lea));
    const again = planAfter(reopenPlan(half, { number: 9, triggers: [trip] }, ctx));
    expect(again.tasks).toEqual(half.tasks);
    const wanted = closed.tasks?.map(({ followUp }) => followUp) ?? [];
    const tasks = tasksAfterClosure(again, [...wanted, revise], paris(25, '12:00'));
    expect(tasks.map(({ id, followUp }) => [id, followUp.code])).toEqual([
      ['4-t-1', 'report_to_register'],
      ['4-t-2', 'adjust_supervision'],
      ['4-t-3', 'report_to_register'],
      ['4-t-4', 'revise_mandate'],
    ]);
  });

  test('is reminded of like an action, in the language of the plan, until it is ticked', () => {
    const late = paris(20, '09:00');
    const nobody = { people: new Map() };
    const titles = (plan: Plan) =>
      dueReminders(plan, [], late, nobody).due.flatMap(({ subject, item, title }) =>
        subject === 'task' ? [`${item} ${title}`] : [],
      );
    expect(titles(closed)).toEqual(['4-t-1 reporter la clôture au registre', '4-t-2 ajuster la supervision']);
    expect(titles(planAfter(editTask(closed, { task: '4-t-2', done: true }, lea)))).toHaveLength(1);
    expect(dueReminders(closed, [], late, nobody).due.map(({ item }) => item)).toContain('4-m-1');
    // One of before there were tasks is left in peace.
    const { tasks: _tasks, ...before } = closed;
    expect(dueReminders(before, [], late, nobody).due).toEqual([]);
  });
});

describe('after the closure', () => {
  test.each([
    ['its status', { status: 'done' }],
    ['its owner', { owner: 'lea' }],
    ['its day', { dueAt: endOf(20) }],
    ['its rhythm', { recurrence: 'monthly' }],
    ['its place', { effort: 'low' }],
  ] as const)('an improvement goes on: %s may change, and the signatures stay', (_, edits) => {
    const { plan, events } = accepted(editImprovement(closed, { improvement: '4-m-1', ...edits }, lea));
    expect(events.map(({ kind }) => kind)).toEqual(['improvementEdited']);
    expect(plan).toMatchObject({ state: 'closed', signatures: closed.signatures });
  });

  test('what was signed of an improvement stays, none is added and none taken away', () => {
    const asked = [
      editImprovement(closed, { improvement: '4-m-1', title: 'Autre' }, lea),
      editImprovement(closed, { improvement: '4-m-1', benefit: 'Autre', status: 'done' }, lea),
      addImprovement(closed, { title: 'Neuve', benefit: 'Mieux' }, lea),
      removeImprovement(closed, { improvement: '4-m-1' }, lea),
    ];
    expect(asked.map(codeOf)).toEqual(asked.map(() => 'plan_closed'));
  });

  test('the words at the end can still be written, once', () => {
    const { plan, events } = accepted(editPlan(closed, { closingSummary: 'Tout tient.' }, lea));
    expect(plan).toMatchObject({
      state: 'closed',
      closingSummary: 'Tout tient.',
      signatures: closed.signatures,
    });
    expect(events.map(({ kind }) => kind)).toEqual(['planEdited']);
    expect(codeOf(editPlan(plan, { closingSummary: 'Autre chose.' }, lea))).toBe('plan_closed');
    expect(codeOf(editPlan(plan, { recommendations: 'Surveiller.' }, lea))).toBeUndefined();
    expect(codeOf(editPlan(closed, { closingSummary: 'x', rootCause: 'y' }, lea))).toBe('plan_closed');
    expect(codeOf(editPlan(closed, { title: 'y' }, lea))).toBe('plan_closed');
  });

  test('a plan that closes without anything to follow has no task', () => {
    expect(planAfter(closePlan(readyToClose(), as('camille'), [])).tasks).toEqual([]);
  });
});
