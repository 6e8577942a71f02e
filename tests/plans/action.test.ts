import { describe, expect, test } from 'vitest';
import { addAction, editAction, removeAction } from '../../src/plans/action.ts';
import { accepted, as, codeOf, criterion, defined, draft, endOf, paris, planAfter } from './margaux.ts';
import { active, readyToClose, readyToSign, verified } from './signed.ts';

const lea = as('lea');
const complete = {
  title: 'Ajouter un test de non-régression',
  owner: 'lea',
  dueAt: endOf(12),
  criteria: [criterion('error_rate < 1% over 1h for 24h')],
};

describe('adding an action', () => {
  test('needs a title alone while the plan is a draft', () => {
    const { plan, events } = accepted(addAction(draft(), { title: 'Prévenir les équipes' }, lea));
    expect(plan.actions.at(-1)).toEqual({
      id: '4-6',
      title: 'Prévenir les équipes',
      status: 'todo',
      verification: 'unverified',
      effort: 'low',
      impact: 'low',
      treats: 'symptom',
      criteria: [],
      checklists: [],
    });
    expect(events).toMatchObject([{ kind: 'actionAdded', action: '4-6', by: { person: 'lea' } }]);
    expect(plan.version).toBe(2);
  });

  test('must come complete once the plan is active: dead actions do not enter', () => {
    const decision = addAction(active(), { title: 'Prévenir les équipes' }, lea);
    expect(codeOf(decision)).toBe('plan_incomplete');
    expect(decision.ok ? [] : decision.refusal.missing?.map(({ code, at }) => [code, at])).toEqual([
      ['action_without_owner', '4-6'],
      ['action_without_due_date', '4-6'],
      ['action_without_criterion', '4-6'],
    ]);
    expect(planAfter(addAction(active(), complete, lea)).actions).toHaveLength(6);
  });

  test('refuses an owner whom nobody knows, an empty title, and a due date before the start', () => {
    expect(codeOf(addAction(draft(), { ...complete, owner: 'bob' }, lea))).toBe('unknown_person');
    expect(codeOf(addAction(draft(), { ...complete, title: ' ' }, lea))).toBe('text_missing');
    expect(codeOf(addAction(draft(), { ...complete, startAt: endOf(12) + 1 }, lea))).toBe('due_before_start');
    expect(codeOf(addAction(draft(), { ...complete, startAt: endOf(12) }, lea))).toBeUndefined();
  });

  test('refuses a criterion that counts a checklist which is not there', () => {
    const counted = { ...complete, criteria: [criterion('checklist cases = 100%', ['cases'])] };
    expect(codeOf(addAction(draft(), counted, lea))).toBe('unknown_checklist');
    expect(codeOf(addAction(draft(), { ...counted, checklists: [{ id: 'cases', items: [] }] }, lea))).toBe(
      'unknown_checklist',
    );
    const listed = { ...counted, checklists: [{ id: 'cases', items: ['Cas 1'] }] };
    expect(planAfter(addAction(draft(), listed, lea)).actions.at(-1)?.checklists).toEqual([
      { id: 'cases', items: [{ text: 'Cas 1' }] },
    ]);
  });
});

describe('editing an action', () => {
  test('changes what is named and tells which fields', () => {
    const { plan, events } = accepted(
      editAction(draft(), { action: '4-3', title: 'Garde de consigne', owner: 'it-ops', effort: 'low' }, lea),
    );
    expect(plan.actions[2]).toMatchObject({ title: 'Garde de consigne', owner: 'it-ops' });
    expect(events).toMatchObject([
      { kind: 'actionEdited', fields: ['title', 'owner'], texts: { title: 'Garde de consigne' } },
    ]);
  });

  test('null takes an optional field away, in a draft only', () => {
    expect(planAfter(editAction(draft(), { action: '4-3', owner: null }, lea)).actions[2]).not.toHaveProperty(
      'owner',
    );
    expect(codeOf(editAction(active(), { action: '4-3', owner: null }, lea))).toBe('plan_incomplete');
  });

  test('what changes nothing is no change', () => {
    const plan = draft();
    expect(accepted(editAction(plan, { action: '4-3', owner: 'camille' }, lea))).toEqual({
      plan,
      events: [],
    });
  });

  test('criteria whose text stays keep their id and state; new ones get ids never given before', () => {
    const plan = verified();
    const kept = defined(defined(plan.actions[3]).criteria[0]);
    const specs = [criterion('error_rate < 1% over 1h for 48h'), kept.spec];
    const next = planAfter(editAction(plan, { action: '4-4', criteria: specs }, lea));
    expect(next.actions[3]?.criteria.map(({ id }) => id)).toEqual(['4-4-3', '4-4-1']);
    expect(next.actions[3]?.criteria[1]).toEqual(kept);
    expect(next.retired).toEqual(['4-4-2']);
    const again = planAfter(
      editAction(next, { action: '4-4', criteria: [criterion('proof error-rate passed')] }, lea),
    );
    expect(again.actions[3]?.criteria.map(({ id }) => id)).toEqual(['4-4-4']);
  });

  test('an action that was verified has to meet its new criteria too', () => {
    const plan = verified();
    const specs = [criterion('error_rate < 1% over 1h for 48h')];
    expect(
      planAfter(editAction(plan, { action: '4-3', criteria: specs }, lea)).actions[2]?.verification,
    ).toBe('unverified');
    expect(planAfter(editAction(plan, { action: '4-3', title: 'Autre' }, lea)).actions[2]?.verification).toBe(
      'verified',
    );
  });

  test('checklist items whose text stays keep their tick', () => {
    const listed = planAfter(
      addAction(draft(), { ...complete, checklists: [{ id: 'cases', items: ['Cas 1', 'Cas 2'] }] }, lea),
    );
    const [first, second] = defined(listed.actions[5]?.checklists[0]).items;
    const ticked = {
      ...listed,
      actions: listed.actions.map((action) =>
        action.id === '4-6'
          ? {
              ...action,
              checklists: [{ id: 'cases', items: [{ text: 'Cas 1', doneAt: 7 }, { text: 'Cas 2' }] }],
            }
          : action,
      ),
    };
    expect([first?.text, second?.text]).toEqual(['Cas 1', 'Cas 2']);
    const edited = editAction(
      ticked,
      { action: '4-6', checklists: [{ id: 'cases', items: ['Cas 3', 'Cas 1'] }] },
      lea,
    );
    expect(planAfter(edited).actions[5]?.checklists[0]?.items).toEqual([
      { text: 'Cas 3' },
      { text: 'Cas 1', doneAt: 7 },
    ]);
  });

  test('an action that is not there is not found', () => {
    expect(codeOf(editAction(draft(), { action: '4-9', title: 'x' }, lea))).toBe('unknown_action');
  });

  test('an edit made on an older version is refused with the version there is', () => {
    const plan = planAfter(editAction(draft(), { action: '4-3', title: 'Garde' }, lea));
    const late = editAction(plan, { action: '4-3', title: 'Autre' }, { ...lea, version: 1 });
    expect(late.ok ? undefined : late.refusal).toMatchObject({ code: 'plan_changed', facts: { version: 2 } });
    expect(editAction(plan, { action: '4-3', title: 'Autre' }, { ...lea, version: 2 }).ok).toBe(true);
  });
});

describe('removing an action', () => {
  test('is for drafts; its id is never given again', () => {
    const removed = planAfter(removeAction(draft(), { action: '4-5' }, lea));
    expect(removed.actions.map(({ id }) => id)).toEqual(['4-1', '4-2', '4-3', '4-4']);
    expect(planAfter(addAction(removed, { title: 'Autre' }, lea)).actions.at(-1)?.id).toBe('4-6');
    expect(codeOf(removeAction(active(), { action: '4-5' }, lea))).toBe('plan_not_draft');
  });
});

describe('signatures and contents', () => {
  test('a change of a draft takes the signature given for it away, and says whose', () => {
    const signed = {
      ...readyToSign(),
      signatures: [{ as: 'owner', for: 'activation', person: 'lea', version: 2, at: 1 } as const],
    };
    const { plan, events } = accepted(editAction(signed, { action: '4-3', title: 'Garde' }, lea));
    expect(plan.signatures).toEqual([]);
    expect(events[1]).toMatchObject({ kind: 'signaturesVoided', for: 'activation', people: ['lea'] });
  });

  test('a change of an active plan takes signatures for closure away, and leaves those for activation', () => {
    const { plan } = accepted(
      editAction(readyToClose(), { action: '4-3', title: 'Garde' }, as('lea', paris(12, '08:00'))),
    );
    expect(plan.signatures.map((signature) => signature.for)).toEqual(['activation', 'activation']);
  });
});
