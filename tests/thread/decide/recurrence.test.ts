import { describe, expect, test } from 'vitest';
import { decided, told } from '../../builders/decision.ts';
import { ruleFired } from '../../builders/messages.ts';
import { aClosedPlan, anActivePlan } from '../../builders/plans.ts';
import { day, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const withPlaybook = (playbook: string, more = {}) => firing({ playbook, ...more });
const cured = withPlaybook('stale-answers');
const afterClosure = (ms: number) => ruleFired({ at: tripAt + ms });

describe('a cause that comes back', () => {
  test('what comes back within 30 days takes the closed plan up again, to the last millisecond', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(30 * day));
    expect(change.plan).toMatchObject({
      kind: 'changed',
      after: {
        number: 4,
        state: 'active',
        reopened: [{ incident: 1 }],
        actions: [{ status: 'in_progress', verification: 'regressed' }],
      },
    });
    expect(change.incident?.after.plan).toBe(4);
  });

  test('what comes back after 30 days has a plan of its own', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(30 * day + 1));
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 5 } });
    expect(change.incident?.after.plan).toBe(5);
  });

  test('a reopened plan is on record, and people hear that it is open again instead of a draft', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(day));
    expect(told(change)).toEqual({
      entries: ['ruleFired', 'incidentOpened', 'agentTripped', 'planReopened'],
      notices: ['agent_tripped', 'plan_reopened'],
    });
  });

  test('an alert with a playbook takes the closed plan up again without stopping the agent', () => {
    const rules = [withPlaybook('stale-answers', { effect: 'alert' })];
    const change = decided(aWorld({ rules, plans: [aClosedPlan()] }), afterClosure(day));
    expect(change.plan).toMatchObject({ kind: 'changed', after: { state: 'active' } });
    expect(change).not.toHaveProperty('killSwitch');
  });

  test.each([
    ['of another playbook', withPlaybook('other'), aClosedPlan()],
    ['of a rule without a playbook', firing(), aClosedPlan()],
    ['while the plan of an earlier incident is still at work', cured, anActivePlan()],
  ])('a trip %s has a plan drafted anew', (_, rule, plan) => {
    const change = decided(aWorld({ rules: [rule], plans: [plan] }), afterClosure(day));
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 5 } });
  });
});
