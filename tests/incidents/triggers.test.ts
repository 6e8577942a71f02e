import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  downtimeMs,
  type Incident,
  interactionsExposed,
  isSuspendedFor,
  type Trigger,
  worstOf,
} from '../../src/incidents/incident.ts';
import { suspensionEnded, suspensionStarted } from '../../src/incidents/lifecycle.ts';
import { joinIncident, markTriggerResolved, openIncident } from '../../src/incidents/triggers.ts';
import type { Alert } from '../../src/rules/engine/alert.ts';
import type { Severity } from '../../src/rules/rule.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const minute = 60_000;
const errorRate: Trigger = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  breachedAt: t0 - 2 * minute,
  metric: 'error_rate',
  condition: 'error_rate > 2% over 5m',
  value: 0.023,
  threshold: 0.02,
  severity: 'critical',
  suspended: true,
};
const freshness: Trigger = {
  ...errorRate,
  rule: 'catalogue-freshness',
  metric: 'catalogue_freshness',
  condition: 'catalogue_freshness > 15m',
  severity: 'warning',
  suspended: false,
};
const order = {
  number: 4,
  agent: 'margaux',
  source: 'rule',
  ruleSet: 'f00d',
  by: { kind: 'engine' },
} as const;

function opened(trigger?: Trigger): Incident {
  return openIncident({ ...order, ...(trigger === undefined ? {} : { trigger }) }, t0);
}

function joined(incident: Incident, trigger: Trigger): Incident {
  const result = joinIncident(incident, trigger);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('an incident that opens', () => {
  test('by a suspending rule is as grave as the rule, and its downtime begins', () => {
    expect(opened(errorRate)).toEqual({
      number: 4,
      agent: 'margaux',
      source: 'rule',
      severity: 'critical',
      state: 'open',
      opened: { at: t0, by: 'engine' },
      triggers: [errorRate],
      suspensions: [{ from: t0 }],
      ruleSet: 'f00d',
    });
  });

  test('by an alerting rule stops nobody', () => {
    expect(opened(freshness)).toMatchObject({ severity: 'warning', suspensions: [] });
  });

  test('by hand keeps its words, and is a warning unless said otherwise', () => {
    const by = { kind: 'person', person: 'lea', key: '3f2a' } as const;
    const audit = {
      ...order,
      by,
      source: 'audit',
      title: 'Paper notes',
      description: 'Claims get lost',
    } as const;
    expect(openIncident(audit, t0)).toMatchObject({
      source: 'audit',
      severity: 'warning',
      title: 'Paper notes',
      description: 'Claims get lost',
      opened: { at: t0, by: 'person:lea' },
      triggers: [],
    });
    expect(openIncident({ ...audit, severity: 'critical' }, t0).severity).toBe('critical');
  });
});

describe('a further rule that fires', () => {
  test('joins, and raises the severity to the highest', () => {
    const both = joined(opened(freshness), { ...errorRate, firedAt: t0 + minute });
    expect(both).toMatchObject({ severity: 'critical', suspensions: [{ from: t0 + minute }] });
    expect(both.triggers.map(({ rule }) => rule)).toEqual(['catalogue-freshness', 'error-rate']);
  });

  test('never lowers the severity, nor counts a downtime twice', () => {
    const both = joined(opened(errorRate), { ...freshness, suspended: true, firedAt: t0 + minute });
    expect(both).toMatchObject({ severity: 'critical', suspensions: [{ from: t0 }] });
  });

  test('joins once however often it is told', () => {
    const once = joined(opened(errorRate), freshness);
    expect(joined(once, freshness)).toBe(once);
  });

  test('joins again when it fires anew', () => {
    const over = markTriggerResolved(opened(errorRate), { rule: 'error-rate' }, t0 + minute);
    expect(joined(over, { ...errorRate, firedAt: t0 + 5 * minute }).triggers).toHaveLength(2);
  });

  test.each(['resolved', 'closed'] as const)('cannot join an incident that is %s', (state) => {
    expect(joinIncident({ ...opened(errorRate), state }, freshness)).toMatchObject({
      ok: false,
      refusal: { kind: 'conflict', code: 'incident_not_open', facts: { state } },
    });
  });

  test.prop([
    fc.array(fc.constantFrom<Severity>('info', 'warning', 'critical'), { minLength: 1, maxLength: 8 }),
  ])('makes the incident as grave as the gravest', (severities) => {
    const [first = 'info', ...rest] = severities;
    const start = opened({ ...freshness, severity: first });
    const end = rest.reduce(
      (incident, severity, index) => joined(incident, { ...freshness, severity, rule: `rule-${index}` }),
      start,
    );
    const gravest = (['critical', 'warning', 'info'] as const).find((severity) =>
      severities.includes(severity),
    );
    expect(end.severity).toBe(gravest);
  });
});

describe('a rule that stops firing', () => {
  test('ends its trigger with the worst value of the episode', () => {
    const ended = markTriggerResolved(opened(errorRate), { rule: 'error-rate', peak: 0.031 }, t0 + minute);
    expect(ended.triggers).toEqual([{ ...errorRate, resolvedAt: t0 + minute, peak: 0.031 }]);
  });

  test('ends only what it was raised for', () => {
    const silent: Trigger = { ...errorRate, cause: 'no_data', firedAt: t0 + minute };
    const both = joined(opened(errorRate), silent);
    const ended = markTriggerResolved(both, { rule: 'error-rate', cause: 'no_data' }, t0 + 2 * minute);
    expect(ended.triggers.map(({ resolvedAt }) => resolvedAt)).toEqual([undefined, t0 + 2 * minute]);
  });

  test('changes nothing when its trigger had ended, or another rule’s stands', () => {
    const ended = markTriggerResolved(opened(errorRate), { rule: 'error-rate' }, t0 + minute);
    expect(markTriggerResolved(ended, { rule: 'error-rate' }, t0 + 2 * minute)).toBe(ended);
    expect(markTriggerResolved(ended, { rule: 'csat' }, t0 + 2 * minute)).toBe(ended);
  });
});

describe('the downtime', () => {
  test('is forty minutes when the agent was suspended for forty minutes', () => {
    const back = suspensionEnded(opened(errorRate), t0 + 40 * minute);
    expect(downtimeMs(back, t0 + 90 * minute)).toBe(40 * minute);
    expect(isSuspendedFor(back)).toBe(false);
  });

  test('grows while the agent is still down', () => {
    expect(downtimeMs(opened(errorRate), t0 + 90 * minute)).toBe(90 * minute);
  });

  test('adds up over several suspensions', () => {
    const again = suspensionStarted(suspensionEnded(opened(errorRate), t0 + minute), t0 + 5 * minute);
    expect(downtimeMs(again, t0 + 7 * minute)).toBe(3 * minute);
  });

  test('starts once and ends once', () => {
    const down = opened(errorRate);
    expect(suspensionStarted(down, t0 + minute)).toBe(down);
    const back = suspensionEnded(down, t0 + minute);
    expect(suspensionEnded(back, t0 + 2 * minute)).toBe(back);
  });
});

describe('interactions exposed', () => {
  test('are those of the breach’s span, when they are known', () => {
    const evidence = {
      at: t0,
      series: { metric: 'error_rate', points: [] },
      movedFirst: [],
      reasons: [],
      recentRuleChanges: [],
    };
    expect(
      interactionsExposed({ evidence: { ...evidence, exposed: { interactions: 478, errors: 11 } } }),
    ).toBe(478);
    expect(interactionsExposed({ evidence })).toBeUndefined();
    expect(interactionsExposed({})).toBeUndefined();
  });
});

describe('the worst value of a trigger', () => {
  const fired: Trigger = { ...errorRate, value: 0.023 };
  const firing = (firedAt: number): Pick<Alert, 'current'> => ({
    current: { state: 'firing', since: t0, firedAt, peak: 0.05, peakAt: t0 + minute, frozenMs: 0 },
  });

  test('is that of the whole episode once it is over', () => {
    expect(worstOf({ ...fired, peak: 0.04, resolvedAt: t0 + minute })).toBe(0.04);
  });

  test('is as its alert has it while that lasts, and only of this episode', () => {
    expect(worstOf(fired, firing(fired.firedAt))).toBe(0.05);
    expect(worstOf(fired, firing(fired.firedAt + minute))).toBe(0.023);
  });

  test('is the value at which it fired where nothing else is known, and unknown without one', () => {
    expect(worstOf(fired)).toBe(0.023);
    const { value: _, ...silent } = fired;
    expect(worstOf(silent)).toBeUndefined();
  });
});
