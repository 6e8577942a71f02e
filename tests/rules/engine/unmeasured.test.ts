import { describe, expect, test } from 'vitest';
import { createLiveCells, findSeries, record } from '../../../src/metrics/memory/live.ts';
import {
  alertOf,
  createEngine,
  evaluateAll,
  measureRule,
  releaseRule,
} from '../../../src/rules/engine/engine.ts';
import { missedBetween, missedSince, passUnmeasured } from '../../../src/rules/engine/unmeasured.ts';
import { aCondition, aRule } from '../../builders/rules.ts';
import { minute, second } from '../../builders/time.ts';
import { stepMs } from '../metrics.ts';
import { day, ruleSet } from '../world.ts';

const most = 5 * second;
const instant = (wall: number, monotonic: number) => ({ wall: day + wall, monotonic });

describe('two looks at the clocks', () => {
  const between = (wall: number, span: number) => missedBetween(instant(0, 1), instant(wall, 1 + span), most);

  test('a few seconds apart have missed nothing, and so have clocks that differ by a few', () => {
    expect(between(most, most)).toBeUndefined();
    expect(between(second + most, second)).toBeUndefined();
    expect(between(second - most, second)).toBeUndefined();
  });

  test('further apart have missed all of it: nobody was there', () => {
    expect(between(most + 1, most + 1)).toEqual({ at: day, ms: most + 1, steppedMs: 0 });
  });

  test('differing by more have missed what the wall clock was set by, ahead or back', () => {
    expect(between(second + most + 1, second)).toEqual({ at: day, ms: most + 1, steppedMs: most + 1 });
    expect(between(second - most - 1, second)).toEqual({ at: day, ms: -most - 1, steppedMs: -most - 1 });
  });

  test('with both have missed all that the wall clock shows', () => {
    expect(between(-minute, 2 * minute)).toEqual({ at: day, ms: -minute, steppedMs: -3 * minute });
  });

  test('by two processes are told apart by the wall clock alone: one that is behind was set', () => {
    expect(missedSince(day, day + most, most)).toBeUndefined();
    expect(missedSince(day, day + most + 1, most)).toEqual({ at: day, ms: most + 1, steppedMs: 0 });
    expect(missedSince(day, day - most, most)).toBeUndefined();
    expect(missedSince(day, day - most - 1, most)).toMatchObject({ steppedMs: -most - 1 });
  });
});

describe('what nobody measured', () => {
  const gap = 20 * minute;
  const rule = aRule({
    when: [aCondition('catalogue_freshness', '>', 900)],
    noDataAfterMs: 10 * minute,
  });
  function engineWith(sampledAt: number | undefined) {
    const live = createLiveCells(stepMs);
    const engine = createEngine(ruleSet([rule]), live);
    const series = findSeries(live, 'margaux', 'catalogue_freshness') ?? -1;
    if (sampledAt !== undefined) record(live, series, 0, 1, sampledAt, sampledAt);
    return engine;
  }

  test('is left out of an age, with what was left out after the same sample by those before', () => {
    const engine = engineWith(day);
    passUnmeasured(engine, gap, [
      { at: day - 1, ms: minute },
      { at: day, ms: 2 * minute },
    ]);
    expect(measureRule(engine, 'margaux', rule.id, day + gap + 5 * minute)?.value).toBe(3 * 60);
  });

  test('is left out of a silence that is to be an alarm', () => {
    const engine = engineWith(undefined);
    evaluateAll(engine, day);
    passUnmeasured(engine, gap);
    expect(evaluateAll(engine, day + gap + 10 * minute - 1)).toEqual([]);
    expect(evaluateAll(engine, day + gap + 10 * minute)).toMatchObject([{ kind: 'ruleNoData', since: day }]);
  });

  test('lets a rule over an age that was released go on waiting for new data', () => {
    const engine = engineWith(day);
    releaseRule(engine, 'margaux', rule.id, day + minute);
    passUnmeasured(engine, gap);
    expect(measureRule(engine, 'margaux', rule.id, day + gap + minute)?.verdict).toBe('no_data');
    expect(alertOf(engine, 'margaux', rule.id)?.freshFrom).toBe(day + gap + minute);
  });

  test('does not make a rule over a window wait, neither while the clock goes on nor when it is set back', () => {
    const rate = aRule({ when: [aCondition('error_rate', '>', 0.02, 5 * minute)] });
    const live = createLiveCells(stepMs);
    const engine = createEngine(ruleSet([rate]), live);
    releaseRule(engine, 'margaux', rate.id, day);
    passUnmeasured(engine, gap);
    expect(alertOf(engine, 'margaux', rate.id)?.freshFrom).toBe(day);
    passUnmeasured(engine, -gap);
    expect(alertOf(engine, 'margaux', rate.id)?.freshFrom).toBe(day - gap);
  });
});
