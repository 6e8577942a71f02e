import { describe, expect, test } from 'vitest';
import { decided, told, worldAfter } from '../../builders/decision.ts';
import { someEvidence } from '../../builders/incidents.ts';
import { resume, ruleFired } from '../../builders/messages.ts';
import { aClosedPlan, anActivePlan } from '../../builders/plans.ts';
import { day, minute, tripAt } from '../../builders/time.ts';
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

  test('what comes back has a paragraph of its own, and what was signed stays to the letter', () => {
    const closed = aClosedPlan({ context: 'As it was signed.' });
    const world = aWorld({ rules: [cured], plans: [closed] });
    const tripped = worldAfter(world, afterClosure(day));
    const gathered = { kind: 'evidenceGathered', agent: 'margaux', incident: 1 } as const;
    const known = worldAfter(tripped, { ...gathered, evidence: someEvidence({ at: tripAt + day }) });
    const back = worldAfter(known, resume({ override: true }), tripAt + day + minute);
    for (const { plans } of [tripped, known, back]) {
      const plan = plans.get(4);
      expect(plan).toMatchObject({ context: closed.context, hypotheses: closed.hypotheses });
      expect(plan?.additions).toMatchObject([{ incident: 1 }]);
    }
    expect(back.plans.get(4)?.additions?.[0]).toMatchObject({
      at: tripAt + day + minute,
      text: expect.stringContaining('08:03'),
      hypotheses: [{ basis: 'moved_first' }, { basis: 'reason' }, { basis: 'playbook' }],
    });
  });

  test.each(['audit', 'review', 'manual'] as const)(
    'what a rule sees does not take up the closed plan of an incident of source %s',
    (source) => {
      const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan({ source })] }), afterClosure(day));
      expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 5, source: 'rule' } });
    },
  );

  test('what comes back after 30 days has a plan of its own', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(30 * day + 1));
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 5 } });
    expect(change.incident?.after.plan).toBe(5);
  });

  test('a reopened plan is on record, and people hear that it is open again instead of a draft', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(day));
    expect(told(change)).toEqual({
      entries: ['ruleFired', 'incidentOpened', 'agentTripped', 'planReopened', 'paragraphAdded'],
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
