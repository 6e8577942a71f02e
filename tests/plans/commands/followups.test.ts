import { describe, expect, test } from 'vitest';
import { followUpsAfterClosure } from '../../../src/plans/commands/followups.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { withThreshold } from '../../builders/rules.ts';
import { defined, mandate, ruleSet } from '../margaux.ts';

const codes = (then: RuleSet | undefined, now: RuleSet) =>
  followUpsAfterClosure('margaux', then, now).map(({ code }) => code);
const withRules = (change: (rule: RuleSet['rules'][number]) => RuleSet['rules']): RuleSet => ({
  ...ruleSet,
  rules: ruleSet.rules.flatMap(change),
});
const lowered = withRules((rule) => [
  rule.id === 'error-rate' ? withThreshold(rule, 0.015, 'error_rate > 1.5% over 5m') : rule,
]);
const always = ['report_to_register', 'adjust_supervision'];

describe('what follows a closure', () => {
  test('the register and the supervision, always; the mandate only when it changed', () => {
    expect(codes(ruleSet, ruleSet)).toEqual(always);
    expect(codes(ruleSet, lowered)).toEqual([...always, 'revise_mandate']);
  });

  test('a threshold that moved is named with both conditions', () => {
    const revise = followUpsAfterClosure('margaux', ruleSet, lowered).at(-1);
    const changes = revise && 'changes' in revise ? revise.changes : [];
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      kind: 'rule',
      rule: 'error-rate',
      before: [{ threshold: 0.02 }],
      after: [{ threshold: 0.015 }],
    });
  });

  test('a rule that came or went, or does something else, is a change of the mandate', () => {
    const fewer = withRules((rule) => (rule.id === 'csat' ? [] : [rule]));
    const softer = withRules((rule) => [
      rule.id === 'error-rate' ? { ...rule, effect: 'alert' as const } : rule,
    ]);
    for (const set of [fewer, softer]) expect(codes(ruleSet, set)).toContain('revise_mandate');
    expect(codes(fewer, ruleSet)).toContain('revise_mandate');
  });

  test('so is another scope', () => {
    const scope = { fr: 'Support et ventes', en: 'Support and sales' };
    const agents = new Map([...ruleSet.agents, ['margaux', { ...mandate, scope }] as const]);
    expect(codes(ruleSet, { ...ruleSet, agents })).toContain('revise_mandate');
  });

  test('clocks, labels, playbooks and rules of other agents are not its mandate', () => {
    const slower = withRules((rule) => [{ ...rule, forMs: rule.forMs + 60_000, minSamples: 10 }]);
    expect(codes(ruleSet, slower)).toEqual(always);
    const other = withRules((rule) => [{ ...rule, agents: ['leo'] }]);
    const more = withRules((rule) => [rule, { ...rule, id: `${rule.id}-leo`, agents: ['leo'] }]);
    expect(codes(ruleSet, more)).toEqual(always);
    expect(codes(ruleSet, other)).toContain('revise_mandate');
    expect(codes(ruleSet, { ...ruleSet, playbooks: new Map() })).toEqual(always);
  });

  test('without the rules of that time somebody has to look', () => {
    expect(codes(undefined, ruleSet)).toEqual([...always, 'check_mandate']);
    expect(defined(followUpsAfterClosure('margaux', undefined, ruleSet).at(-1)).reference).toBe('ACF-12');
  });
});
