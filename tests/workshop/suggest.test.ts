import { describe, expect, test } from 'vitest';
import { backtest } from '../../src/workshop/backtest/run.ts';
import {
  bestOf,
  candidatesFor,
  firesAlways,
  type Judged,
  judge,
  type Wish,
} from '../../src/workshop/suggest.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { errorRateHistory } from '../rules/generator.ts';
import { day, ruleSet } from '../rules/world.ts';

const waves = [
  { at: 1_000, rise: 60, hold: 60, peak: 0.03 },
  { at: 4_000, rise: 60, hold: 60, peak: 0.022 },
  { at: 7_000, rise: 60, hold: 60, peak: 0.018 },
  { at: 8_000, rise: 60, hold: 60, peak: 0.017 },
];
const { history } = errorRateHistory(8_640, waves, { marked: 3 });
const inForce = rule({
  when: [condition('error_rate', '>', 0.02, 300_000)],
  clear: [condition('error_rate', '<', 0.015, 300_000)],
});
const set = ruleSet([inForce]);

async function judged(wish: Wish): Promise<Judged[]> {
  const all: Judged[] = [];
  for (const candidate of candidatesFor(set, inForce)) {
    const report = await backtest(
      { before: [{ at: 0, set }], after: candidate.set, switchModel: { kind: 'recorded' } },
      history,
      { now: day + 86_400_000 },
    );
    if (!report.ok) throw new Error(report.refusal.detail);
    if (!firesAlways(report.value)) all.push(judge(candidate, report.value, wish));
  }
  return all;
}

describe('suggestions', () => {
  test('catch all three incidents once a false alarm is allowed', async () => {
    const [best] = bestOf(await judged({}), {});
    expect(best).toMatchObject({ caught: 3, incidents: 3 });
    expect(best?.threshold).toBeLessThan(0.02);
    expect(best?.threshold).toBeGreaterThan(0.012);
  });

  test('keep to the wished rate of false alarms', async () => {
    const wish = { falseAlarmsPerWeek: 0 };
    const best = bestOf(await judged(wish), wish);
    expect(best.length).toBeGreaterThan(0);
    expect(best.every(({ falseAlarms }) => falseAlarms === 0)).toBe(true);
  });

  test('none is beaten by another one on every count', async () => {
    const best = bestOf(await judged({}), {});
    for (const one of best)
      for (const other of best)
        if (one !== other)
          expect(
            other.caught >= one.caught &&
              other.falseAlarms <= one.falseAlarms &&
              (other.delayMs ?? 0) <= (one.delayMs ?? 0),
          ).toBe(false);
  });

  test('only the marked incidents count', async () => {
    const wish = { incidents: [1] };
    const [best] = bestOf(await judged(wish), wish);
    expect(best).toMatchObject({ caught: 1, incidents: 1, falseAlarms: 0 });
  });
});

test('the clearing condition keeps its distance to the threshold', () => {
  const candidates = candidatesFor(set, inForce);
  const half = candidates.find(({ condition: one }) => one.threshold === 0.01 && one.window?.cells === 30);
  expect(half?.set.rules[0]?.clear?.[0]?.threshold).toBe(0.0075);
});
