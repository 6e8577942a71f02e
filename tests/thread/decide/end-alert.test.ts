import { describe, expect, test } from 'vitest';
import { decided } from '../../builders/decision.ts';
import { anIncident, aStop, aTrigger } from '../../builders/incidents.ts';
import {
  aFiringAlert,
  ruleDataBack,
  ruleRemoved,
  ruleResolved,
  triggerFoundOver,
} from '../../builders/messages.ts';
import { aRuleSet } from '../../builders/rules.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const end = tripAt + 10 * minute;
const silence = aTrigger({ cause: 'no_data' });
const during = (incident = aStop()) => aWorld({ incidents: [incident] });

describe('the end of an alert', () => {
  test('a rule that stopped firing ends its trigger, with the worst value of the episode', () => {
    const change = decided(during(), ruleResolved());
    expect(change.incident?.after.triggers).toMatchObject([{ resolvedAt: end, peak: 0.05 }]);
    expect(change.entries).toMatchObject([
      {
        kind: 'ruleResolved',
        actor: 'engine',
        incident: 4,
        data: { rule: 'error-rate', why: 'cleared', peak: 0.05 },
      },
    ]);
  });

  test('a rule that stopped firing never lets its agent run again', () => {
    expect(decided(during(), ruleResolved())).not.toHaveProperty('killSwitch');
  });

  test('a rule that stopped firing ends the trigger of that episode alone', () => {
    const twice = aStop({ triggers: [aTrigger(), aTrigger({ firedAt: tripAt + minute })] });
    const { incident } = decided(during(twice), ruleResolved());
    expect(incident?.after.triggers.map(({ resolvedAt }) => resolvedAt)).toEqual([end, undefined]);
  });

  test('a rule that stopped firing does not end the trigger of its silence', () => {
    expect(decided(during(aStop({ triggers: [silence] })), ruleResolved())).not.toHaveProperty('incident');
  });

  test('data that is back ends the trigger of the silence, and not that of the firing', () => {
    const change = decided(during(aStop({ triggers: [aTrigger(), silence] })), ruleDataBack());
    expect(change.incident?.after.triggers.map(({ resolvedAt }) => resolvedAt)).toEqual([undefined, end]);
    expect(change.entries).toMatchObject([{ kind: 'ruleDataBack', data: { why: 'data_back' } }]);
  });

  test('an alert that no incident knows of is stored all the same, with its line of history', () => {
    const change = decided(aWorld(), ruleResolved());
    expect(change).not.toHaveProperty('incident');
    expect(change).toMatchObject({
      alerts: [{ rule: 'error-rate' }],
      alertEvents: [{ event: { kind: 'ruleResolved' }, effect: 'suspend' }],
    });
  });
});

describe('a rule that leaves the rules in force', () => {
  test('a rule that is removed while it fires ends its alert and its triggers, and the agent stays stopped', () => {
    const change = decided(during(aStop({ triggers: [aTrigger(), silence] })), ruleRemoved(), end);
    expect(change.alerts).toEqual([
      {
        agent: 'margaux',
        rule: 'error-rate',
        current: { state: 'inactive', resolvedAt: end, why: 'rule_removed' },
      },
    ]);
    expect(change.incident?.after.triggers).toMatchObject([{ resolvedAt: end }, { resolvedAt: end }]);
    expect(change).not.toHaveProperty('killSwitch');
  });

  test('a rule that is removed while it rests has no end to tell in its history', () => {
    const resting = aFiringAlert({ current: { state: 'inactive' } });
    expect(decided(aWorld(), ruleRemoved(resting), end).alertEvents).toEqual([]);
  });

  test('the triggers of an agent that has left the rules end as well', () => {
    const gone = aWorld({
      incidents: [anIncident()],
      set: aRuleSet({ agents: new Map(), rules: [] }),
      rules: [],
    });
    expect(decided(gone, ruleRemoved(), end).entries).toMatchObject([{ data: { why: 'rule_removed' } }]);
  });
});

describe('a trigger that was found to be over', () => {
  test.each([
    ['fired', 'ruleResolved'],
    ['no_data', 'ruleDataBack'],
  ] as const)('a %s trigger that was found to be over ends now, on record as %s', (cause, kind) => {
    const change = decided(
      during(aStop({ triggers: [aTrigger({ cause })] })),
      triggerFoundOver({ cause }),
      end,
    );
    expect(change.incident?.after.triggers).toMatchObject([{ resolvedAt: end }]);
    expect(change.entries).toMatchObject([{ kind, data: { why: 'found_over' } }]);
  });

  test('a trigger that has ended already is left as it is', () => {
    const over = aStop({ triggers: [aTrigger({ resolvedAt: tripAt + 1 })] });
    expect(decided(during(over), triggerFoundOver(), end)).toEqual({ agent: 'margaux' });
  });
});
