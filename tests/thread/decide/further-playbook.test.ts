import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plans/plan.ts';
import { decided, told } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { ruleFired } from '../../builders/messages.ts';
import { anActivePlan, aPlan } from '../../builders/plans.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

/** Another rule joins incident 4, which has this plan. */
function joining(plan: Plan, rule: { readonly playbook?: string }) {
  const rules = [firing({ id: 'reopened', effect: 'alert', ...rule })];
  const world = aWorld({ rules, incidents: [anIncident({ plan: 4 })], plans: [plan] });
  return decided(world, ruleFired({ rule: 'reopened', at: tripAt + minute }));
}

/** It is watched after the closure from then on, without a new version of the plan. */
const further = { rule: 'reopened', cause: 'fired', metric: 'error_rate' } as const;

describe('the playbook of a further trigger', () => {
  test('another playbook adds its actions while the plan is a draft', () => {
    const change = joining(aPlan(), { playbook: 'other' });
    expect(change.plan).toMatchObject({
      kind: 'changed',
      after: { playbooks: ['stale-answers', 'other'], version: 2, actions: [{ id: '4-1' }, { id: '4-2' }] },
    });
    expect(told(change).entries).toContain('planExtended');
  });

  test('another playbook adds nothing to a plan that is signed', () => {
    const plan = anActivePlan();
    expect(joining(plan, { playbook: 'other' }).plan?.after).toEqual({ ...plan, watched: [further] });
  });

  test('the same playbook adds nothing twice', () => {
    const plan = aPlan();
    expect(joining(plan, { playbook: 'stale-answers' }).plan?.after).toEqual({ ...plan, watched: [further] });
    expect(joining({ ...plan, watched: [further] }, { playbook: 'stale-answers' })).not.toHaveProperty(
      'plan',
    );
  });

  test('a further rule without a playbook leaves the plan as it is', () => {
    expect(joining(aPlan(), {})).not.toHaveProperty('plan');
  });

  test('signatures given for the draft are void once a playbook has extended it', () => {
    const signed = { as: 'owner', for: 'activation', version: 1, person: 'lea', at: tripAt } as const;
    const change = joining(aPlan({ signatures: [signed] }), { playbook: 'other' });
    expect(change.plan?.after.signatures).toEqual([]);
    expect(told(change).entries).toContain('signaturesVoided');
  });
});
