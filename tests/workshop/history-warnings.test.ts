import { expect, test } from 'vitest';
import type { Rule } from '../../src/rules/rule.ts';
import { backtest } from '../../src/workshop/backtest/run.ts';
import { historyWarnings } from '../../src/workshop/history-warnings.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { errorRateHistory, type Wave } from '../rules/generator.ts';
import { day, ruleSet } from '../rules/world.ts';

const dayCells = 8_640;

async function codes(cells: number, waves: readonly Wave[], changed: Partial<Rule> = {}): Promise<string[]> {
  const { history } = errorRateHistory(cells, waves);
  const set = ruleSet([rule({ when: [condition('error_rate', '>', 0.02, 60_000)], ...changed })]);
  const wish = { before: [{ at: 0, set }] as const, after: set, switchModel: { kind: 'recorded' } as const };
  const report = await backtest(wish, history, { now: day + 90 * 86_400_000 });
  if (!report.ok) throw new Error(report.refusal.detail);
  return historyWarnings(report.value, set).map(({ code }) => code);
}

const wave = (at: number): Wave => ({ at, rise: 10, hold: 10, peak: 0.03 });

test('a rule that fires twice in two days is heeded; three times is more than daily', async () => {
  expect(await codes(2 * dayCells, [wave(1_000), wave(9_000)])).toEqual([]);
  expect(await codes(2 * dayCells, [wave(1_000), wave(6_000), wave(11_000)])).toEqual(['fires_daily']);
});

test('a rule that never fired in a month is doubtful, in a day it is not', async () => {
  expect(await codes(dayCells, [])).toEqual([]);
  expect(await codes(30 * dayCells, [])).toEqual(['never_fires']);
});

test('a rule that begins again and again within minutes flaps', async () => {
  expect(
    await codes(
      dayCells,
      [1, 2, 3, 4].map((place) => wave(place * 60)),
    ),
  ).toEqual(['clear_flaps']);
});
