import type { RuleSet } from '../../src/rules/ruleset.ts';
import type { BacktestReport } from '../../src/workshop/backtest/report.ts';
import { backtest } from '../../src/workshop/backtest/run.ts';
import { errorRateHistory } from '../rules/generator.ts';
import { day } from '../rules/world.ts';

/** A day around 1 % of errors with a wave of 3 % and one of 1.8 %, both on record, under two rule sets. */
export async function reportOf(before: RuleSet, after: RuleSet): Promise<BacktestReport> {
  const waves = [
    { at: 2_000, rise: 30, hold: 200, peak: 0.03 },
    { at: 6_000, rise: 30, hold: 200, peak: 0.018 },
  ];
  const { history } = errorRateHistory(8_640, waves);
  const wish = {
    before: [{ at: 0, set: before }] as const,
    after,
    switchModel: { kind: 'recorded' } as const,
  };
  const report = await backtest(wish, history, { now: day + 2 * 86_400_000 });
  if (!report.ok) throw new Error(report.refusal.detail);
  return report.value;
}
