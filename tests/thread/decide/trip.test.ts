import { describe, expect, test } from 'vitest';
import type { Person } from '../../../src/rules/ruleset.ts';
import { decideTrip } from '../../../src/thread/decide/trip.ts';
import { decided, told } from '../../builders/decision.ts';
import { ruleFired, ruleNoData } from '../../builders/messages.ts';
import { aRuleSet } from '../../builders/rules.ts';
import { tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const alerting = (more = {}) =>
  aWorld({ rules: [firing({ effect: 'alert', severity: 'warning', ...more })] });

describe('a suspending rule that fires', () => {
  const change = decided(aWorld({ sequences: { incident: 6, plan: 2 } }), ruleFired());

  test('a suspending rule that fires stops its agent', () => {
    expect(change.killSwitch).toMatchObject({
      kind: 'changed',
      before: { epoch: 0, trips: [] },
      after: {
        epoch: 1,
        since: tripAt,
        trips: [{ rule: 'error-rate', value: 0.03, threshold: 0.02, incident: 7 }],
      },
    });
  });

  test('a suspending rule that fires opens the next incident, whose downtime begins', () => {
    expect(change.incident).toMatchObject({
      before: undefined,
      after: { number: 7, state: 'open', severity: 'critical', plan: 3, suspensions: [{ from: tripAt }] },
    });
  });

  test('a suspending rule that fires has the next plan drafted for its incident', () => {
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 3, incident: 7, state: 'draft' } });
  });

  test('a trip is on record from the firing to the draft, and people hear of the stop and of the plan', () => {
    expect(told(change)).toEqual({
      entries: ['ruleFired', 'incidentOpened', 'agentTripped', 'planDrafted'],
      notices: ['agent_tripped', 'plan_drafted'],
    });
    expect(change.notices?.[0]).toMatchObject({ people: ['lea', 'camille'], data: { joined: false } });
  });

  test('a trip is told to the deputy of who is away, at the door of many trips as of one', () => {
    const away = [{ from: '2026-06-01', to: '2026-06-30' }];
    const set = aRuleSet();
    const lea: Person = { id: 'lea', name: 'Léa', language: 'fr', approver: false, deputy: 'camille', away };
    const world = aWorld({ set: aRuleSet({ people: new Map([...set.people, ['lea', lea]]) }) });
    for (const { notices } of [decided(world, ruleFired()), decideTrip(world, ruleFired(), tripAt)])
      expect(notices?.find(({ kind }) => kind === 'plan_drafted')?.targets).toContainEqual({
        channel: 'mail',
        recipient: 'camille',
        instead: 'lea',
      });
  });

  test('a trip stores the alert as the engine has it, with its line of history', () => {
    expect(change.alerts).toMatchObject([{ rule: 'error-rate', current: { state: 'firing' } }]);
    expect(change.alertEvents).toMatchObject([{ event: { kind: 'ruleFired' }, effect: 'suspend' }]);
  });

  test('an agent that no mandate names any more is stopped all the same, without a plan', () => {
    const change = decided(aWorld({ set: aRuleSet({ agents: new Map() }) }), ruleFired());
    expect(change.killSwitch).toBeDefined();
    expect(change.plan).toBeUndefined();
  });
});

describe('a rule that does not suspend', () => {
  test.each([ruleFired(), ruleNoData()])(
    'a rule that only observes changes nothing when it says $kind',
    (event) => {
      const observing = aWorld({ rules: [firing({ effect: 'observe', onNoData: 'suspend' })] });
      expect(decided(observing, event)).toEqual({ agent: 'margaux' });
    },
  );

  test('an alert opens an incident and lets the agent run, without a plan', () => {
    const change = decided(alerting(), ruleFired());
    expect(change.incident?.after).toMatchObject({ number: 1, severity: 'warning', suspensions: [] });
    expect(change).not.toHaveProperty('killSwitch');
    expect(change).not.toHaveProperty('plan');
    expect(told(change)).toEqual({ entries: ['ruleFired', 'incidentOpened'], notices: ['rule_alert'] });
  });

  test('an alert whose rule names a playbook has its plan drafted from it', () => {
    const change = decided(alerting({ playbook: 'stale-answers' }), ruleFired());
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { playbooks: ['stale-answers'] } });
    expect(change).not.toHaveProperty('killSwitch');
  });

  test('a rule that is no longer in force changes nothing when its firing is told late', () => {
    expect(decided(aWorld(), ruleFired({ rule: 'gone' }))).toEqual({ agent: 'margaux' });
  });
});

describe('a lasting silence', () => {
  const silent = (onNoData: 'keep' | 'alert' | 'suspend') => decided(alerting({ onNoData }), ruleNoData());

  test('on_no_data keep: silence changes nothing', () => {
    expect(silent('keep')).toEqual({ agent: 'margaux' });
  });

  test('on_no_data alert: silence opens an incident and lets the agent run', () => {
    const change = silent('alert');
    expect(change.incident?.after.triggers).toMatchObject([{ cause: 'no_data', suspended: false }]);
    expect(change).not.toHaveProperty('killSwitch');
    expect(told(change).notices).toEqual(['rule_no_data']);
  });

  test('on_no_data suspend: silence stops the agent, although its rule only alerts when it fires', () => {
    const change = silent('suspend');
    expect(change.killSwitch?.after.trips).toMatchObject([{ rule: 'error-rate', cause: 'no_data' }]);
    expect(change.incident?.after.triggers[0]).not.toHaveProperty('value');
    expect(told(change).notices).toEqual(['agent_tripped', 'plan_drafted']);
  });

  test('a suspending rule whose on_no_data is keep does not stop its agent for silence', () => {
    expect(decided(aWorld(), ruleNoData())).toEqual({ agent: 'margaux' });
  });
});
