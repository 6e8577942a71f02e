import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bucketedCellOf, type Cell, cellOf } from '../../../src/metrics/cell.ts';
import type { Aggregate } from '../../../src/metrics/metric.ts';
import type { Condition } from '../../../src/rules/condition.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { measuresOf } from '../../../src/thread/evaluator/past.ts';
import { aCondition, aRuleSet } from '../../builders/rules.ts';
import { measureWindow } from '../../metrics/plain-window.ts';

const stepMs = 10_000;
const set = aRuleSet();
const base: Condition = {
  ...aCondition(),
  window: { lengthMs: 6 * stepMs, cellMs: stepMs, cells: 6 },
};
const coarse: Condition = {
  ...base,
  window: { lengthMs: 18 * stepMs, cellMs: 6 * stepMs, cells: 3 },
};

function pastOf(cells: readonly Cell[], unwatchedFrom = Number.NEGATIVE_INFINITY, rules = set) {
  const byMetric = new Map([[base.metric, { cells: [...cells], readUntil: 60 * stepMs }]]);
  return measuresOf({ asked: '', byMetric, reachMs: 0, unwatchedFrom }, rules);
}

const cells = fc
  .uniqueArray(fc.tuple(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true })), {
    selector: ([number]) => number,
  })
  .map((list) =>
    list
      .toSorted(([one], [other]) => one - other)
      .map(([number, value]) => bucketedCellOf(number * stepMs, value, 3, number * stepMs + 5)),
  );

/** The rules with the metric told by another aggregate. */
function rulesWith(aggregate: Aggregate): RuleSet {
  const metrics = new Map([...set.metrics].map(([name, metric]) => [name, { ...metric, aggregate }]));
  return { ...set, metrics };
}

describe('what is measured of the past', () => {
  test.prop([
    cells,
    fc.nat(59),
    fc.constantFrom(base, coarse),
    fc.constantFrom('mean' as const, 'p75' as const),
  ])('is the plain window over the stored cells, to the last bit', (stored, number, condition, aggregate) => {
    const at = (number + 1) * stepMs - 1;
    const known = stored.filter(({ start }) => start <= at);
    const plain = measureWindow(
      known,
      condition.window ?? { lengthMs: 0, cellMs: 0, cells: 0 },
      aggregate,
      at,
    );
    const { weight } = plain;
    expect(pastOf(stored, undefined, rulesWith(aggregate)).measure(condition, at)).toEqual(
      plain.value === undefined ? { weight } : plain,
    );
  });

  test.prop([cells, fc.nat(59), fc.constantFrom(base, coarse)])(
    'is nothing for as long as it says that it is silent, and something right after',
    (stored, number, condition) => {
      const at = (number + 1) * stepMs - 1;
      const { measure, silentUntil } = pastOf(stored);
      const until = silentUntil?.(condition, at) ?? at;
      if (measure(condition, at).weight > 0) expect(until).toBe(at);
      else {
        for (let instant = at; instant < until; instant += stepMs)
          expect(measure(condition, instant)).toEqual({ weight: 0 });
        if (until < 60 * stepMs) expect(measure(condition, until).weight).toBeGreaterThan(0);
      }
    },
  );

  test('is nothing while nobody was there, whatever the window held before, until something came', () => {
    const stored = [cellOf(0, 0.5, 1, 0), cellOf(4 * stepMs, 0.1, 1, 4 * stepMs)];
    const { measure } = pastOf(stored, stepMs);
    expect(measure(base, stepMs)).toEqual({ weight: 0 });
    expect(measure(base, 4 * stepMs - 1)).toEqual({ weight: 0 });
    expect(measure(base, 4 * stepMs)).toEqual({ value: 0.3, weight: 2 });
    expect(pastOf(stored).measure(base, stepMs)).toEqual({ value: 0.5, weight: 1 });
  });
});
