import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plans/plan.ts';
import type { RuleStanding } from '../../../src/rules/engine/engine.ts';
import type { ThreadEvent } from '../../../src/thread/events.ts';
import { decided, told, worldAfter } from '../../builders/decision.ts';
import { anIncident, someEvidence } from '../../builders/incidents.ts';
import { resume, ruleFired, ruleNoData } from '../../builders/messages.ts';
import { aClosedPlan, anActivePlan } from '../../builders/plans.ts';
import { aCondition } from '../../builders/rules.ts';
import { day, minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const withPlaybook = (playbook: string, more = {}) => firing({ playbook, ...more });
const cured = withPlaybook('stale-answers');
/** The thirtieth day after the closure ends at midnight in Paris, 15 hours and 58 minutes later in the day. */
const lastMoment = 30 * day + 958 * minute - 1;
const afterClosure = (ms: number) => ruleFired({ at: tripAt + ms });

describe('a cause that comes back', () => {
  test('what comes back within 30 days takes the closed plan up again, to the end of the last one', () => {
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(lastMoment));
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
    const change = decided(aWorld({ rules: [cured], plans: [aClosedPlan()] }), afterClosure(lastMoment + 1));
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

const watched = [{ rule: 'error-rate', cause: 'fired', metric: 'error_rate' }] as const;
const closedPlan = (changed: Partial<Plan> = {}) => aClosedPlan({ watched, playbooks: [], ...changed });
const planAfter = (rule: RuleStanding, plan: Plan, event: ThreadEvent = afterClosure(day)) =>
  decided(aWorld({ rules: [rule], plans: [plan] }), event).plan?.after;

describe('the same rule again', () => {
  test.each([
    ['without a playbook', firing()],
    ['with another threshold', firing({ when: [aCondition('error_rate', '>', 0.05)] })],
    ['that by now only alerts', firing({ effect: 'alert' })],
    ['that by now names another playbook', firing({ playbook: 'other' })],
  ])('is the one of the same id, %s', (_, rule) => {
    expect(planAfter(rule, closedPlan())).toMatchObject({
      number: 4,
      state: 'active',
      reopened: [{ incident: 1, rule: 'error-rate', as: 'rule' }],
    });
  });

  test('is one that reads the same metric, once the id has left the rules', () => {
    const renamed = firing({ id: 'errors' });
    const event = ruleFired({ rule: 'errors', at: tripAt + day });
    expect(planAfter(renamed, closedPlan(), event)?.reopened).toMatchObject([
      { rule: 'errors', as: 'renamed_rule' },
    ]);
    const beside = decided(aWorld({ rules: [renamed, firing()], plans: [closedPlan()] }), event);
    expect(beside.plan?.after).toMatchObject({ number: 5, state: 'draft' });
  });

  test('is watched after the next closure as well, under its new id', () => {
    const event = ruleFired({ rule: 'errors', at: tripAt + day });
    expect(planAfter(firing({ id: 'errors' }), closedPlan(), event)?.watched).toMatchObject([
      { rule: 'error-rate' },
      { rule: 'errors' },
    ]);
  });

  test('is not that it falls silent, which has a plan of its own', () => {
    const silent = ruleNoData({ at: tripAt + day });
    const rule = firing({ onNoData: 'suspend' });
    expect(planAfter(rule, closedPlan(), silent)).toMatchObject({ number: 5, state: 'draft' });
  });

  test('is not a rule that asks for no plan and showed nothing of it', () => {
    const event = ruleFired({ rule: 'csat', at: tripAt + day });
    const rules = [firing({ id: 'csat', effect: 'alert' }), firing()];
    expect(decided(aWorld({ rules, plans: [closedPlan()] }), event)).not.toHaveProperty('plan');
  });

  test('counts from when it fired: a write that is late changes nothing', () => {
    const world = aWorld({ rules: [cured], plans: [closedPlan()] });
    expect(decided(world, afterClosure(lastMoment), tripAt + 40 * day).plan?.kind).toBe('changed');
  });

  test('takes up the plan that was closed last, and the same rule comes before the same playbook', () => {
    const plans = [
      closedPlan({ number: 4 }),
      closedPlan({ number: 6, incident: 6, closedAt: tripAt + minute }),
      aClosedPlan({ number: 7, incident: 7, closedAt: tripAt + 2 * minute }),
    ];
    const change = decided(aWorld({ rules: [cured], plans }), afterClosure(day));
    expect(change.plan?.after.number).toBe(6);
  });

  test('a new draft remembers the rule that asked for it', () => {
    expect(planAfter(cured, anActivePlan())?.watched).toEqual(watched);
  });
});

describe('a recurrence', () => {
  const risk = { action: '4-1', by: 'camille', at: tripAt, reason: 'Too dear.' };

  test('keeps the closure that did not last, with its signatures and accepted risks, which count no more', () => {
    const closed = closedPlan({ acceptedRisks: [risk], closingSummary: 'It holds.' });
    expect(planAfter(cured, closed)).toMatchObject({
      signatures: [],
      acceptedRisks: [],
      reopened: [
        {
          closedAt: tripAt,
          signatures: closed.signatures,
          acceptedRisks: [risk],
          closingSummary: 'It holds.',
        },
      ],
    });
  });

  test('that comes while the plan is at work on one is taken by it, however late', () => {
    const reopened = [{ at: tripAt, incident: 3, closedAt: tripAt }];
    const plan = anActivePlan({ watched, playbooks: [], reopened });
    const change = decided(aWorld({ rules: [cured], plans: [plan] }), afterClosure(90 * day));
    expect(change.plan?.after).toMatchObject({
      number: 4,
      state: 'active',
      reopened: [reopened[0], { incident: 1, rule: 'error-rate' }],
    });
    expect(change.plan?.after.reopened[1]).not.toHaveProperty('closedAt');
    expect(change.incident?.after.plan).toBe(4);
    expect(change.notices?.find(({ kind }) => kind === 'plan_reopened')).toMatchObject({
      incident: 1,
      data: { stillOpen: true },
    });
  });

  test('of a rule that fires again in the incident of a closed plan reopens it', () => {
    const incidents = [anIncident({ plan: 4 })];
    const rules = [firing({ id: 'csat' })];
    const event = ruleFired({ rule: 'csat', at: tripAt + 40 * day });
    const change = decided(aWorld({ rules, incidents, plans: [closedPlan()] }), event);
    expect(change.incident?.after.number).toBe(4);
    expect(change.plan?.after.reopened).toMatchObject([{ incident: 4, rule: 'csat', as: 'same_incident' }]);
  });

  test('is told of under the new incident, with the rule and the closure', () => {
    const change = decided(aWorld({ rules: [cured], plans: [closedPlan()] }), afterClosure(day));
    expect(change.notices?.find(({ kind }) => kind === 'plan_reopened')).toMatchObject({
      incident: 1,
      plan: 4,
      data: { rule: 'error-rate', first: 4, closedAt: tripAt },
    });
  });

  test('decided again comes to the same', () => {
    const world = aWorld({ rules: [cured], plans: [closedPlan()] });
    expect(decided(world, afterClosure(day))).toEqual(decided(world, afterClosure(day)));
    expect(decided(worldAfter(world, afterClosure(day)), afterClosure(day))).toEqual({ agent: 'margaux' });
  });
});
