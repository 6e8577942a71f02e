import { describe, expect, test } from 'vitest';
import { editPlan } from '../../../src/plans/commands/edit.ts';
import { signPlan } from '../../../src/plans/commands/signature.ts';
import { accepted, as, codeOf, draft, people, planAfter } from '../margaux.ts';
import { active, readyToSign, verified } from '../signed.ts';

const owner = { as: 'owner', for: 'activation' } as const;
const approver = { as: 'approver', for: 'activation' } as const;
/** People.yaml with a second approver who may stand in. */
const more = new Map([
  ...people,
  ['nora', { id: 'nora', name: 'Nora', language: 'fr', approver: true } as const],
]);
const nora = { actor: { kind: 'person', person: 'nora', key: 'n1' } as const, now: 1, people: more };

describe('signing for activation', () => {
  test('the second signature activates the plan, whoever signs first', () => {
    for (const [first, second] of [
      [owner, approver],
      [approver, owner],
    ] as const) {
      const signer = (command: typeof first) => as(command.as === 'owner' ? 'lea' : 'camille');
      const once = accepted(signPlan(readyToSign(), first, signer(first)));
      expect(once.plan.state).toBe('draft');
      const twice = accepted(signPlan(once.plan, second, signer(second)));
      expect(twice.plan).toMatchObject({ state: 'active', activatedAt: signer(second).now });
      expect(twice.events.map(({ kind }) => kind)).toEqual(['planSigned', 'planActivated']);
    }
  });

  test('a signature covers the version that was signed', () => {
    const plan = readyToSign();
    const { plan: signed, events } = accepted(signPlan(plan, owner, as('lea')));
    expect(signed.signatures).toEqual([
      { ...owner, person: 'lea', version: plan.version, at: as('lea').now, proof: 'key' },
    ]);
    expect(events).toMatchObject([{ kind: 'planSigned', signedVersion: plan.version, person: 'lea' }]);
    expect(signed.version).toBe(plan.version + 1);
  });

  test('is refused with everything that is missing besides signatures', () => {
    const bare = { ...draft(), actions: [] };
    const refused = signPlan(bare, owner, as('lea'));
    expect(codeOf(refused)).toBe('activation_blocked');
    expect(refused.ok ? [] : refused.refusal.missing?.map(({ code }) => code)).toEqual([
      'root_cause_missing',
      'no_corrective_action',
    ]);
  });

  test('a change of the draft takes the signature away: both sign what they have seen', () => {
    const once = planAfter(signPlan(readyToSign(), owner, as('lea')));
    const edited = planAfter(editPlan(once, { objective: 'Autre objectif' }, as('camille')));
    expect(edited.signatures).toEqual([]);
    expect(planAfter(signPlan(edited, approver, as('camille'))).state).toBe('draft');
  });
});

describe('who signs', () => {
  test('the owner alone signs as owner', () => {
    expect(codeOf(signPlan(readyToSign(), owner, as('it-ops')))).toBe('not_the_owner');
    expect(codeOf(signPlan(readyToSign(), owner, as('camille')))).toBe('not_the_owner');
  });

  test('any approver who is not the owner signs as approver', () => {
    expect(codeOf(signPlan(readyToSign(), approver, as('it-ops')))).toBe('not_an_approver');
    expect(signPlan(readyToSign(), approver, nora).ok).toBe(true);
  });

  test('one person does not sign twice, even an owner who is an approver', () => {
    const owned = { ...readyToSign(), owner: 'nora' };
    expect(codeOf(signPlan(owned, approver, nora))).toBe('two_people_needed');
    const once = planAfter(signPlan(owned, owner, nora));
    expect(codeOf(signPlan(once, approver, nora))).toBe('two_people_needed');
  });

  test('the same signature is given once', () => {
    const once = planAfter(signPlan(readyToSign(), owner, as('lea')));
    expect(codeOf(signPlan(once, owner, as('lea')))).toBe('already_signed');
  });

  test('a key that belongs to nobody signs nothing, nor does somebody who has left', () => {
    const key = { ...as('lea'), actor: { kind: 'key', key: 'c1' } as const };
    expect(codeOf(signPlan(readyToSign(), owner, key))).toBe('person_required');
    expect(codeOf(signPlan(readyToSign(), approver, { ...nora, people }))).toBe('unknown_person');
  });
});

describe('which step is signed', () => {
  test('activation once, closure only of an active plan', () => {
    expect(codeOf(signPlan(active(), owner, as('lea')))).toBe('plan_not_draft');
    expect(codeOf(signPlan(readyToSign(), { ...owner, for: 'closure' }, as('lea')))).toBe('plan_not_active');
  });

  test('closure is signed once all is proved, and closes nothing by itself', () => {
    expect(codeOf(signPlan(active(), { ...owner, for: 'closure' }, as('lea')))).toBe('closure_blocked');
    const signed = planAfter(signPlan(verified(), { ...owner, for: 'closure' }, as('lea')));
    expect(planAfter(signPlan(signed, { ...approver, for: 'closure' }, as('camille'))).state).toBe('active');
  });
});
