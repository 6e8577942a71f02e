import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { PlanCommand, type PlanCommandKind } from '../../../src/plans/commands/command.ts';
import { decidePlanCommand } from '../../../src/plans/commands/decide.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { accepted, as, codeOf, draft, endOf, paris, ruleSet } from '../margaux.ts';
import { active, closedWithTasks, readyToClose, readyToSign } from '../signed.ts';

const { now } = as('lea');
const ctx = (person: 'lea' | 'camille' | 'it-ops') => ({ actor: as(person).actor, now, ruleSet });
const attestable = planAfterCommand(draft(), {
  kind: 'editAction',
  plan: 4,
  action: '4-2',
  criteria: ['attested "customers contacted"'],
});

/** The decision on a command that arrives as JSON, as a form or a request sends it. */
function decide(plan: Plan, command: z.input<typeof PlanCommand>, person: Parameters<typeof ctx>[0] = 'lea') {
  return decidePlanCommand(plan, PlanCommand.parse(command), ctx(person));
}

function planAfterCommand(plan: Plan, command: z.input<typeof PlanCommand>): Plan {
  return accepted(decide(plan, command)).plan;
}

type Case = {
  readonly given: Plan;
  readonly by?: 'camille' | 'it-ops';
  readonly when: z.input<typeof PlanCommand>;
  /** The events of an accepted command, or the code that refuses it. */
  readonly outcome: readonly string[] | string;
};

const plan = 4;
const issue = 'https://gitlab.example.org/it/sync/-/issues/1';
const linked = planAfterCommand(draft(), { kind: 'editAction', plan, action: '4-1', link: issue });
const cases: Readonly<Record<PlanCommandKind, Readonly<Record<string, Case>>>> = {
  editPlan: {
    'a root cause is written': {
      given: draft(),
      when: { kind: 'editPlan', plan, rootCause: 'Le flux.', target: '2026-06-12' },
      outcome: ['planEdited'],
    },
    'an edit that says what is there already changes nothing': {
      given: draft(),
      when: { kind: 'editPlan', plan, title: draft().title },
      outcome: [],
    },
    'an owner whom nobody knows is refused': {
      given: draft(),
      when: { kind: 'editPlan', plan, owner: 'bob' },
      outcome: 'unknown_person',
    },
    'an edit of a version that has moved on is refused': {
      given: draft(),
      when: { kind: 'editPlan', plan, version: 9, rootCause: 'Le flux.' },
      outcome: 'plan_changed',
    },
    'an indicator cannot count a checklist: a plan has none of its own': {
      given: draft(),
      when: { kind: 'editPlan', plan, indicators: ['checklist replay = 100%'] },
      outcome: 'invalid_body',
    },
  },
  addAction: {
    'an action is added with its criteria': {
      given: draft(),
      when: {
        kind: 'addAction',
        plan,
        title: 'Garde',
        criteria: ['checklist cas = 100%'],
        checklists: [{ id: 'cas', items: ['un'] }],
      },
      outcome: ['actionAdded'],
    },
    'a criterion over an unknown metric is refused': {
      given: draft(),
      when: { kind: 'addAction', plan, title: 'Garde', criteria: ['eror_rate < 1% over 1h for 24h'] },
      outcome: 'invalid_body',
    },
    'an incomplete action does not enter an active plan': {
      given: active(),
      when: { kind: 'addAction', plan, title: 'Garde' },
      outcome: 'plan_incomplete',
    },
  },
  editAction: {
    'contents and status change together': {
      given: draft(),
      when: { kind: 'editAction', plan, action: '4-1', title: 'Resynchroniser', status: 'done' },
      outcome: ['actionEdited', 'actionStatusSet'],
    },
    'a refused half refuses the whole': {
      given: draft(),
      when: { kind: 'editAction', plan, action: '4-1', owner: 'bob', status: 'done' },
      outcome: 'unknown_person',
    },
    'the version that was read counts for both halves': {
      given: draft(),
      when: { kind: 'editAction', plan, version: 1, action: '4-1', title: 'Resynchroniser', status: 'done' },
      outcome: ['actionEdited', 'actionStatusSet'],
    },
    'a criterion may count a checklist that the action has': {
      given: draft(),
      when: { kind: 'editAction', plan, action: '4-5', criteria: ['checklist replay >= 90%'] },
      outcome: ['actionEdited'],
    },
    'a link takes no signature away, and no contents': {
      given: draft(),
      when: { kind: 'editAction', plan, action: '4-1', link: issue },
      outcome: ['actionLinked'],
    },
    'the link that is there is linked once, and can be taken away': {
      given: linked,
      when: { kind: 'editAction', plan, action: '4-1', link: issue },
      outcome: [],
    },
    'an action that is not there is refused': {
      given: draft(),
      when: { kind: 'editAction', plan, action: '4-9', status: 'done' },
      outcome: 'unknown_action',
    },
  },
  noteLink: {
    'what was seen elsewhere is noted': {
      given: linked,
      when: { kind: 'noteLink', plan, action: '4-1', link: issue, status: 'todo', there: 'open' },
      outcome: ['linkNoted'],
    },
    'what was seen beside another status says nothing': {
      given: linked,
      when: { kind: 'noteLink', plan, action: '4-1', link: issue, status: 'done', there: 'done' },
      outcome: [],
    },
    'what was seen behind another link says nothing': {
      given: linked,
      when: { kind: 'noteLink', plan, action: '4-1', link: `${issue}2`, status: 'todo', fault: 'gone' },
      outcome: [],
    },
  },
  dropAction: {
    'a draft loses an action': {
      given: draft(),
      when: { kind: 'dropAction', plan, action: '4-1' },
      outcome: ['actionRemoved'],
    },
    'an active plan keeps it': {
      given: active(),
      when: { kind: 'dropAction', plan, action: '4-1' },
      outcome: 'plan_not_draft',
    },
  },
  tickItem: {
    'an item is ticked': {
      given: draft(),
      when: { kind: 'tickItem', plan, action: '4-5', checklist: 'replay', item: 0 },
      outcome: ['checklistTicked'],
    },
    'an item that is not there is refused': {
      given: draft(),
      when: { kind: 'tickItem', plan, action: '4-5', checklist: 'replay', item: 99 },
      outcome: 'unknown_checklist',
    },
  },
  addCases: {
    'cases are added to a list that begins with them': {
      given: draft(),
      when: { kind: 'addCases', plan, action: '4-1', checklist: 'touched', cases: [{ text: 'c-1' }] },
      outcome: ['casesAdded'],
    },
    'what the list holds already changes nothing': {
      given: draft(),
      when: {
        ...{ kind: 'addCases', plan, action: '4-5', checklist: 'replay' },
        cases: [{ text: itemOf(draft(), '4-5', 'replay') }],
      },
      outcome: [],
    },
    'more than a list holds is refused as a whole': {
      given: draft(),
      when: {
        ...{ kind: 'addCases', plan, action: '4-5', checklist: 'replay' },
        cases: Array.from({ length: 1_000 }, (_, place) => ({ text: `c-${place}` })),
      },
      outcome: 'too_many_cases',
    },
  },
  noteCase: {
    'a case was tried by phone, without success': {
      given: draft(),
      when: {
        ...{ kind: 'noteCase', plan, action: '4-5', checklist: 'replay', item: 0 },
        ...{ state: 'tried', channel: 'phone', result: 'nobody answers' },
      },
      outcome: ['caseNoted'],
    },
    'a note that says what is there already changes nothing': {
      given: draft(),
      when: { kind: 'noteCase', plan, action: '4-5', checklist: 'replay', item: 0, state: 'todo' },
      outcome: [],
    },
    'a case that is not there is refused': {
      given: draft(),
      when: { kind: 'noteCase', plan, action: '4-5', checklist: 'replay', item: 99, state: 'done' },
      outcome: 'unknown_checklist',
    },
  },
  attestCriterion: {
    'an attestation is given': {
      given: attestable,
      when: { kind: 'attestCriterion', plan, criterion: '4-2-2', link: 'https://crm.example/4' },
      outcome: ['criterionAttested'],
    },
    'what live data decides is not attested': {
      given: draft(),
      when: { kind: 'attestCriterion', plan, criterion: '4-1-1' },
      outcome: 'not_an_attestation',
    },
  },
  addImprovement: {
    'an improvement is added': {
      given: draft(),
      when: { kind: 'addImprovement', plan, title: 'Revue', benefit: 'mémoire', recurrence: 'weekly' },
      outcome: ['improvementAdded'],
    },
    'an owner whom nobody knows is refused': {
      given: draft(),
      when: { kind: 'addImprovement', plan, title: 'Revue', benefit: 'mémoire', owner: 'bob' },
      outcome: 'unknown_person',
    },
  },
  editImprovement: {
    'an improvement is moved on': {
      given: draft(),
      when: { kind: 'editImprovement', plan, improvement: '4-m-1', status: 'done' },
      outcome: ['improvementEdited'],
    },
    'an improvement that is not there is refused': {
      given: draft(),
      when: { kind: 'editImprovement', plan, improvement: '4-m-9', status: 'done' },
      outcome: 'unknown_improvement',
    },
  },
  addRisk: {
    'a risk is watched from now on': {
      given: draft(),
      when: { kind: 'addRisk', plan, text: 'Le flux retombe', mitigation: 'Surveiller', owner: 'lea' },
      outcome: ['riskAdded'],
    },
    'a risk of nobody known is refused': {
      given: draft(),
      when: { kind: 'addRisk', plan, text: 'Le flux retombe', owner: 'bob' },
      outcome: 'unknown_person',
    },
  },
  editRisk: {
    'a risk that has come about takes no signature away': {
      given: { ...active(), risks: [{ id: '4-r-1', text: 'Le flux retombe', state: 'watched' }] },
      when: { kind: 'editRisk', plan, risk: '4-r-1', state: 'occurred' },
      outcome: ['riskEdited'],
    },
    'a risk that is not there is refused': {
      given: draft(),
      when: { kind: 'editRisk', plan, risk: '4-r-1', state: 'gone' },
      outcome: 'unknown_risk',
    },
  },
  dropRisk: {
    'a risk is taken off': {
      given: { ...draft(), risks: [{ id: '4-r-1', text: 'Le flux retombe', state: 'watched' }] },
      when: { kind: 'dropRisk', plan, risk: '4-r-1' },
      outcome: ['riskRemoved'],
    },
  },
  dropImprovement: {
    'an improvement is taken off': {
      given: draft(),
      when: { kind: 'dropImprovement', plan, improvement: '4-m-1' },
      outcome: ['improvementRemoved'],
    },
    'an improvement that is not there is refused': {
      given: draft(),
      when: { kind: 'dropImprovement', plan, improvement: '4-m-9' },
      outcome: 'unknown_improvement',
    },
  },
  editTask: {
    'a task of a closed plan is ticked': {
      given: closedWithTasks(),
      when: { kind: 'editTask', plan, task: '4-t-1', done: true },
      outcome: ['taskEdited'],
    },
    'a task is handed on, to another day': {
      given: closedWithTasks(),
      when: { kind: 'editTask', plan, task: '4-t-2', owner: 'it-ops', due: '2026-07-01' },
      outcome: ['taskEdited'],
    },
    'a task that says what was asked for stays as it is': {
      given: closedWithTasks(),
      when: { kind: 'editTask', plan, task: '4-t-1', owner: 'camille', done: false },
      outcome: [],
    },
    'a task that is not there is refused': {
      given: closedWithTasks(),
      when: { kind: 'editTask', plan, task: '4-t-9', done: true },
      outcome: 'unknown_task',
    },
    'a task goes to nobody whom people.yaml does not know': {
      given: closedWithTasks(),
      when: { kind: 'editTask', plan, task: '4-t-1', owner: 'bob' },
      outcome: 'unknown_person',
    },
  },
  holdReview: {
    'a review is held, and the next one planned on the day that was agreed': {
      given: draft(),
      when: { kind: 'holdReview', plan, comment: 'on avance', nextDue: '2026-06-12' },
      outcome: ['reviewHeld'],
    },
    'a review cannot have been held in the future': {
      given: draft(),
      when: { kind: 'holdReview', plan, heldAt: '2026-06-30T10:00:00+02:00' },
      outcome: 'date_in_the_future',
    },
    'a review cannot have been held before there was a plan': {
      given: draft(),
      when: { kind: 'holdReview', plan, heldAt: '1970-01-01T00:00:00Z' },
      outcome: 'review_before_plan',
    },
  },
  logResult: {
    'a result is noted': {
      given: draft(),
      when: { kind: 'logResult', plan, result: 'flux resynchronisé' },
      outcome: ['followUpLogged'],
    },
    'a closed plan notes nothing more': {
      given: closed(readyToClose()),
      when: { kind: 'logResult', plan, result: 'flux resynchronisé' },
      outcome: 'plan_closed',
    },
  },
  acceptRisk: {
    'an approver answers for an action': {
      given: active(),
      by: 'camille',
      when: { kind: 'acceptRisk', plan, action: '4-5', reason: 'marginal' },
      outcome: ['riskAccepted'],
    },
    'somebody else does not': {
      given: active(),
      when: { kind: 'acceptRisk', plan, action: '4-5', reason: 'marginal' },
      outcome: 'not_an_approver',
    },
  },
  signPlan: {
    'the owner signs': {
      given: readyToSign(),
      when: { kind: 'signPlan', plan, as: 'owner', for: 'activation' },
      outcome: ['planSigned'],
    },
    'somebody else does not sign as owner': {
      given: readyToSign(),
      by: 'it-ops',
      when: { kind: 'signPlan', plan, as: 'owner', for: 'activation' },
      outcome: 'not_the_owner',
    },
  },
  closePlan: {
    'a plan that both have signed is closed': {
      given: readyToClose(),
      by: 'camille',
      when: { kind: 'closePlan', plan },
      outcome: ['planClosed'],
    },
    'a plan with open actions is not': {
      given: active(),
      by: 'camille',
      when: { kind: 'closePlan', plan },
      outcome: 'closure_blocked',
    },
  },
};

function closed(given: Plan): Plan {
  return accepted(decide(given, { kind: 'closePlan', plan: 4 }, 'camille')).plan;
}

const kinds: readonly PlanCommandKind[] = PlanCommand.options.map(({ shape }) => shape.kind.value);

describe.each(kinds)('plan command %s', (kind) => {
  test.each<[string, Case]>(Object.entries(cases[kind]))(
    `${kind}: %s`,
    (_policy, { given, by, when, outcome }) => {
      const decision = decide(given, when, by ?? 'lea');
      expect(decision.ok ? decision.value.events.map((event) => event.kind) : codeOf(decision)).toEqual(
        outcome,
      );
    },
  );
});

describe('the fields of a plan command', () => {
  test("days of a plan command are days of the plan's zone: due until their end, started at their beginning", () => {
    const days = { start: '2026-06-08', due: '2026-06-10' };
    const next = planAfterCommand(draft(), { kind: 'editAction', plan, action: '4-1', ...days });
    expect(next.actions[0]).toMatchObject({ startAt: paris(8, '00:00'), dueAt: endOf(10) });
    const removed = planAfterCommand(next, { kind: 'editAction', plan, action: '4-1', start: null });
    expect(removed.actions[0]).not.toHaveProperty('startAt');
  });

  test('a plan command leaves nothing of itself in the plan', () => {
    const added = planAfterCommand(draft(), { kind: 'addAction', plan, title: 'Garde', version: 1 });
    expect(Object.keys(added.actions.at(-1) ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(kind|plan|version|start|due)$/)]),
    );
    const edited = planAfterCommand(draft(), { kind: 'editPlan', plan, version: 1, planKind: 'crisis' });
    expect(Object.keys(edited).sort()).toEqual(Object.keys(draft()).sort());
    expect(edited.kind).toBe('crisis');
  });

  test('every fault of a criterion is named with its place and what was meant', () => {
    const criteria = ['error_rate < 1% over 1h for 24h', 'eror_rate < 1% over 1h for 24h'];
    const decision = decide(draft(), { kind: 'editAction', plan, action: '4-1', criteria });
    expect(decision.ok ? [] : decision.refusal.errors).toEqual([
      { pointer: '#/criteria/1', detail: expect.stringContaining('Did you mean error_rate?') },
    ]);
  });
});

function itemOf(plan: Plan, action: string, list: string): string {
  const found = plan.actions.find(({ id }) => id === action)?.checklists.find(({ id }) => id === list);
  return found?.items[0]?.text ?? '';
}
