import { describe, expect, test } from 'vitest';
import { parseRuleFiles } from '../../src/rules/files/files.ts';
import { drillRule, isProvable, proofStanding } from '../../src/rules/proof.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { shippedFiles } from './folder.ts';
import { stepMs } from './metrics.ts';
import { day, ruleSet } from './world.ts';

const parsed = parseRuleFiles(await shippedFiles(), { stepMs });
if (!parsed.ok) throw new Error('the shipped rules do not load');

describe('a drill', () => {
  test.each(parsed.set.rules.map((one) => [one.id, one] as const))(
    'makes the shipped rule %s fire',
    (_, one) => {
      const drill = drillRule(parsed.set, one, 'margaux', day);
      expect(drill.fired).toMatchObject({ agent: 'margaux~drill', rule: one.id });
    },
  );

  test('waits out a `for` on a clock of its own', () => {
    const slow = rule({ forMs: 3_600_000 });
    const { fired } = drillRule(ruleSet([slow]), slow, 'margaux', day);
    expect(fired?.at).toBe(day + 3_600_000);
  });

  test('says nothing fired where the conditions exclude each other', () => {
    const when = [condition('error_rate', '>', 0.5, stepMs), condition('error_rate', '<', 0.1, stepMs)];
    const impossible = rule({ when });
    expect(drillRule(ruleSet([impossible]), impossible, 'margaux', day).fired).toBeUndefined();
  });
});

describe('a proof', () => {
  test('is of rules that stop or tell: one that only observes has nothing to prove', () => {
    expect([rule({ effect: 'suspend' }), rule({ effect: 'alert' })].every(isProvable)).toBe(true);
    expect(isProvable(rule({ effect: 'observe' }))).toBe(false);
  });

  test('is good for as long as the mandate says, and for ever where it says nothing', () => {
    expect(proofStanding(undefined, day, day)).toBe('never');
    expect(proofStanding(0, day, day)).toBe('good');
    expect(proofStanding(0, day, day + 1)).toBe('stale');
    expect(proofStanding(0, undefined, 1_000 * day)).toBe('good');
  });
});
