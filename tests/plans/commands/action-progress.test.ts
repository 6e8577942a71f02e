import { describe, expect, test } from 'vitest';
import { editAction } from '../../../src/plans/action.ts';
import {
  attestCriterion,
  setActionStatus,
  tickChecklistItem,
} from '../../../src/plans/commands/action-progress.ts';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { signPlan } from '../../../src/plans/commands/signature.ts';
import type { ActionStatus } from '../../../src/plans/plan.ts';
import { accepted, as, codeOf, criterion, draft, paris, people, planAfter } from '../margaux.ts';
import { readyToClose, readyToSign, verified } from '../signed.ts';

const lea = as('lea');
const machine = { actor: { kind: 'key', key: 'c1' } as const, now: lea.now, people };
const setTo = (status: Exclude<ActionStatus, 'blocked'>, plan = draft(), ctx = lea) =>
  accepted(setActionStatus(plan, { action: '4-3', status }, ctx));

describe('the status of an action', () => {
  test('done stamps when, and says nothing about whether it worked', () => {
    const { plan, events } = setTo('done');
    expect(plan.actions[2]).toMatchObject({ status: 'done', doneAt: lea.now, verification: 'unverified' });
    expect(events).toMatchObject([{ kind: 'actionStatusSet', action: '4-3', from: 'todo', to: 'done' }]);
  });

  test('taking it up stamps its start, once', () => {
    const started = setTo('in_progress').plan;
    const later = setTo('done', started, as('lea', paris(7, '10:00'))).plan;
    expect(later.actions[2]).toMatchObject({ startAt: lea.now, doneAt: paris(7, '10:00') });
    expect(setTo('todo', started).plan.actions[2]?.startAt).toBe(lea.now);
  });

  test('blocked says why, and only while it is', () => {
    const command = { action: '4-3', status: 'blocked', why: 'Accès au flux refusé' } as const;
    const blocked = accepted(setActionStatus(draft(), command, lea));
    expect(blocked.plan.actions[2]).toMatchObject({ status: 'blocked', blockedWhy: 'Accès au flux refusé' });
    expect(blocked.events[0]?.texts).toEqual({ why: 'Accès au flux refusé' });
    expect(setTo('in_progress', blocked.plan).plan.actions[2]).not.toHaveProperty('blockedWhy');
    expect(codeOf(setActionStatus(draft(), { ...command, why: '  ' }, lea))).toBe('text_missing');
  });

  test('the same status again is no change; another reason for the block is one', () => {
    const done = setTo('done').plan;
    expect(setTo('done', done, as('lea', paris(8, '10:00')))).toEqual({ plan: done, events: [] });
    const block = (why: string) => ({ action: '4-3', status: 'blocked', why }) as const;
    const blocked = planAfter(setActionStatus(draft(), block('a'), lea));
    expect(accepted(setActionStatus(blocked, block('a'), lea)).events).toEqual([]);
    expect(accepted(setActionStatus(blocked, block('b'), lea)).events).toHaveLength(1);
  });

  test('an action taken back from done has to prove itself again', () => {
    const { plan } = setTo('in_progress', verified());
    expect(plan.actions[2]).toMatchObject({ status: 'in_progress', verification: 'unverified' });
    expect(plan.actions[2]).not.toHaveProperty('doneAt');
    expect(plan.actions[2]?.criteria[0]?.state).toEqual({ verdict: 'pending', why: 'not_done' });
    expect(plan.actions[3]?.verification).toBe('verified');
  });

  test('progress leaves the signatures for activation, going back takes those for closure away', () => {
    const signed = planAfter(signPlan(readyToSign(), { as: 'owner', for: 'activation' }, lea));
    expect(setTo('done', signed).plan.signatures).toHaveLength(1);
    const { plan, events } = setTo('todo', readyToClose());
    expect(plan.signatures.map((signature) => signature.for)).toEqual(['activation', 'activation']);
    expect(events.map(({ kind }) => kind)).toEqual(['actionStatusSet', 'signaturesVoided']);
  });

  test('a closed plan has no progress', () => {
    const closed = planAfter(closePlan(readyToClose(), as('camille')));
    expect(codeOf(setActionStatus(closed, { action: '4-3', status: 'todo' }, lea))).toBe('plan_closed');
    expect(codeOf(attestCriterion(closed, { criterion: '4-3-1' }, lea))).toBe('plan_closed');
  });
});

describe('a checklist', () => {
  const item = { action: '4-5', checklist: 'replay', item: 2 };

  test('is ticked item by item, with who and when, and unticked again', () => {
    const ticked = accepted(tickChecklistItem(draft(), { ...item, ticked: true }, lea));
    expect(ticked.plan.actions[4]?.checklists[0]?.items[2]).toEqual({
      text: 'Cas 3 rejoué, réponse correcte',
      doneBy: 'lea',
      doneAt: lea.now,
    });
    expect(ticked.events).toMatchObject([{ kind: 'checklistTicked', item: 2, ticked: true }]);
    const back = planAfter(tickChecklistItem(ticked.plan, { ...item, ticked: false }, lea));
    expect(back.actions).toEqual(draft().actions);
  });

  test('may be ticked by a program, which is named by its key', () => {
    const ticked = planAfter(tickChecklistItem(draft(), { ...item, ticked: true }, machine));
    expect(ticked.actions[4]?.checklists[0]?.items[2]?.doneBy).toBe('key:c1');
  });

  test('ticking what is ticked changes nothing; what is not there is not found', () => {
    const ticked = planAfter(tickChecklistItem(draft(), { ...item, ticked: true }, lea));
    expect(accepted(tickChecklistItem(ticked, { ...item, ticked: true }, as('camille'))).plan).toBe(ticked);
    for (const wrong of [
      { ...item, item: 30 },
      { ...item, item: -1 },
      { ...item, checklist: 'nope' },
    ]) {
      expect(codeOf(tickChecklistItem(draft(), { ...wrong, ticked: true }, lea))).toBe('unknown_checklist');
    }
  });
});

describe('an attestation', () => {
  const specs = [criterion('attested "customers contacted"')];
  const plan = planAfter(editAction(draft(), { action: '4-2', criteria: specs }, lea));
  const link = 'https://tickets.lendari.example/4711';

  test('names who, when and the proof', () => {
    const { plan: next, events } = accepted(attestCriterion(plan, { criterion: '4-2-2', link }, lea));
    expect(next.actions[1]?.criteria[0]?.attested).toEqual({ by: 'lea', at: lea.now, link });
    expect(events).toMatchObject([{ kind: 'criterionAttested', criterion: '4-2-2', texts: { link } }]);
    expect(codeOf(attestCriterion(next, { criterion: '4-2-2' }, lea))).toBe('already_attested');
  });

  test('is given by people, with a link that can be followed', () => {
    expect(codeOf(attestCriterion(plan, { criterion: '4-2-2' }, machine))).toBe('person_required');
    for (const bad of ['javascript:alert(1)', 'tickets/4711', '']) {
      expect(codeOf(attestCriterion(plan, { criterion: '4-2-2', link: bad }, lea))).toBe('link_not_http');
    }
  });

  test('does not replace a measure', () => {
    expect(codeOf(attestCriterion(plan, { criterion: '4-3-1' }, lea))).toBe('not_an_attestation');
    expect(codeOf(attestCriterion(plan, { criterion: '4-2-9' }, lea))).toBe('unknown_criterion');
  });
});
