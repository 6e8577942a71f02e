import { describe, expect, test } from 'vitest';
import type { Trigger } from '../../src/incidents/incident.ts';
import { interactionLink, keptFrom, spanOf } from '../../src/incidents/wrong.ts';
import { aMandate } from '../builders/rules.ts';
import { ruleSet } from '../plans/margaux.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const minute = 60_000;
const now = t0 + 60 * minute;
const trigger: Trigger = {
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
const incident = { agent: 'margaux', opened: { at: t0, by: 'engine' }, triggers: [trigger] };

describe('the time in which an agent was wrong', () => {
  test('begins with the window in which its rule saw it, and goes on while the rule fires', () => {
    expect(spanOf(incident, ruleSet, now)).toEqual({ from: t0 - 7 * minute, until: now + 1 });
  });

  test('ends with the last rule that fired, or with the incident', () => {
    const ended = { ...trigger, resolvedAt: t0 + 40 * minute };
    const freshness = { ...trigger, rule: 'catalogue-freshness', breachedAt: t0 - 8 * minute };
    expect(spanOf({ ...incident, triggers: [ended] }, ruleSet, now).until).toBe(t0 + 40 * minute + 1);
    const both = {
      ...incident,
      triggers: [ended, freshness],
      resolved: { at: t0 + 50 * minute, by: 'person:lea' },
    };
    // A rule on an age has no window: five minutes stand for it.
    expect(spanOf(both, ruleSet, now)).toEqual({ from: t0 - 13 * minute, until: t0 + 50 * minute + 1 });
  });

  test('of an incident without a rule is that in which it was open', () => {
    const declared = { ...incident, triggers: [] };
    expect(spanOf(declared, ruleSet, now)).toEqual({ from: t0, until: now + 1 });
    expect(spanOf({ ...declared, resolved: { at: t0 + minute, by: 'person:lea' } }, ruleSet, now).until).toBe(
      t0 + minute + 1,
    );
  });

  test('reaches back before what is kept only where it does', () => {
    const day = 86_400_000;
    expect(keptFrom({ from: now - 30 * day }, now)).toBeUndefined();
    expect(keptFrom({ from: now - 30 * day - 1 }, now)).toBe(now - 30 * day);
  });
});

describe('the helpdesk’s address of an interaction', () => {
  const mandate = aMandate({ interactionUrl: 'https://desk.example/tickets/{id}?from={id}' });
  const url = 'https://zammad.example/#ticket/zoom/{id}';
  const zammad = { kind: 'zammad', agent: { fixed: 'margaux' } } as const;
  const helpdesks = [
    { ...zammad, name: 'zammad', url },
    { ...zammad, name: 'hotline' },
  ];
  const link = (id: string, agents = new Map([['margaux', mandate]])) =>
    interactionLink({ agents, helpdesks }, 'margaux', id);

  test('holds its id, whatever is in that', () => {
    expect(link('c-8412')).toBe('https://desk.example/tickets/c-8412?from=c-8412');
    expect(link('../admin?x=$&')).toBe(
      'https://desk.example/tickets/..%2Fadmin%3Fx%3D%24%26?from=..%2Fadmin%3Fx%3D%24%26',
    );
    expect(link('c-8412', new Map())).toBeUndefined();
  });

  test('holds the number of the ticket, where a helpdesk has told of it', () => {
    expect(link('zammad:81')).toBe('https://zammad.example/#ticket/zoom/81');
    expect(link('zammad:81:2')).toBe('https://zammad.example/#ticket/zoom/81');
    expect(link('hotline:81', new Map())).toBeUndefined();
    expect(link('zammad')).toBe('https://desk.example/tickets/zammad?from=zammad');
  });
});
