import { describe, expect, test } from 'vitest';
import { parsePlanCriterion } from '../../../src/plans/criteria/readable.ts';
import { ruleSet } from '../margaux.ts';

const read = (text: string, agent: string | undefined) =>
  parsePlanCriterion(text, ruleSet, agent, { lists: ['replay'] });
const faultsOf = (text: string, agent?: string) => {
  const parsed = read(text, agent);
  return parsed.ok ? [] : parsed.faults.map(({ code, didYouMean }) => [code, didYouMean]);
};

describe('a criterion of a plan about no agent', () => {
  test.each([
    'error_rate < 1% over 1h for 24h',
    'no error_rate > 1% over 1h for 24h',
    'proof error-rate passed',
  ])('%s is told to measure nothing there, not that its names are unknown', (text) => {
    expect(faultsOf(text)[0]?.[0]).toBe('nothing_measured');
    expect(read(text, 'margaux').ok).toBe(true);
  });

  test.each(['checklist replay = 100%', 'attested "le guide est lu"'])('%s is ticked or attested', (text) => {
    expect(read(text, undefined).ok).toBe(true);
  });

  test('still hears of a word that is nearly one of the grammar', () => {
    expect(faultsOf('checklst replay = 100%')).toContainEqual(['nothing_measured', 'checklist']);
  });
});

test('a criterion of a plan about an agent hears of unknown names as ever', () => {
  expect(faultsOf('eror_rate < 1% over 1h for 24h', 'margaux')).toEqual([['unknown_metric', 'error_rate']]);
});
