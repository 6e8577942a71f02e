import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createLiveCells, findSeries, record } from '../../src/metrics/memory/live.ts';
import { createEngine } from '../../src/rules/engine/engine.ts';
import { lookAtStep, type StepSeen } from '../../src/switches/step-watch.ts';
import type { KillSwitch } from '../../src/switches/switch.ts';
import { aCondition, aRule, aRuleSet } from '../builders/rules.ts';
import { minute } from '../builders/time.ts';
import { stepMs } from '../rules/metrics.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 0);
const rule = aRule({ clear: [aCondition('error_rate', '<', 0.01, minute)], minSamples: 10 });

function staged(changed: Partial<NonNullable<KillSwitch['staged']>> = {}): KillSwitch {
  const steps = [{ share: 0.1, forMs: 2 * minute }];
  const step = { steps, at: 0, reachedAt: t0, freshFrom: t0, heldMs: 0, rules: ['error-rate'], from: 0 };
  return { agent: 'margaux', trips: [], epoch: 2, since: t0, staged: { ...step, ...changed } };
}

/** A look every ten seconds at what is measured then; nothing where nothing came. */
function watch(measures: readonly (number | undefined)[], state = staged(), watchedFrom = 0) {
  const live = createLiveCells(stepMs);
  const engine = createEngine(aRuleSet({ rules: [rule] }), live);
  const series = findSeries(live, 'margaux', 'error_rate') ?? 0;
  let seen: StepSeen | undefined;
  return measures.map((value, place) => {
    const now = t0 + place * 10_000;
    if (value !== undefined) record(live, series, value, 100, now, now);
    const look = lookAtStep(engine, state, seen, watchedFrom, now);
    seen = look?.seen;
    return { kind: look?.outcome.kind, heldMs: look?.seen.heldMs };
  });
}

const kinds = (looks: ReturnType<typeof watch>) => looks.map(({ kind }) => kind);
const times = (count: number, value: number | undefined) => Array.from({ length: count }, () => value);

describe('a step', () => {
  test('goes on until it was measured to be clear for its whole time, and not a look earlier', () => {
    const looks = watch(times(13, 0.001));
    expect(kinds(looks)).toEqual([...times(12, undefined).map(() => 'goes_on'), 'held']);
    expect(looks.at(-1)?.heldMs).toBe(2 * minute);
  });

  test('stands while nothing is measured, and goes on from where it stood', () => {
    const looks = watch([...times(4, 0.001), ...times(20, undefined), ...times(3, 0.001)]);
    // The window of a minute holds the last measures for a while.
    const held = looks.map(({ heldMs }) => heldMs ?? 0);
    expect(held[3]).toBe(30_000);
    expect(held[23]).toBe(held[12]);
    expect(held[23]).toBeLessThan(2 * minute);
    expect(held[24]).toBe(held[23]);
    expect(held[25]).toBe((held[23] ?? 0) + 10_000);
  });

  test('is broken when it is measured not to be clear, also below the threshold of the rule', () => {
    expect(kinds(watch([0.001, 0.0099]))).toEqual(['goes_on', 'goes_on']);
    expect(kinds(watch([0.011]))).toEqual(['broken']);
  });

  test('reads no measures of before it', () => {
    expect(kinds(watch([0.5, 0.001], staged({ freshFrom: t0 + 10_000 })))).toEqual(['goes_on', 'goes_on']);
  });

  test('counts no time that nobody watched', () => {
    const looks = watch(times(13, 0.001), staged(), t0 + minute);
    expect(looks.at(-1)?.heldMs).toBe(minute);
  });

  test('is not looked at while a rule that tripped waits for a person, nor with its rules gone', () => {
    const waits = {
      ...staged(),
      trips: [{ rule: 'x', cause: 'fired', firedAt: t0, threshold: 1, incident: 1, share: 0.5 }],
    } as const;
    expect(kinds(watch([0.5], waits))).toEqual([undefined]);
    expect(kinds(watch(times(20, 0.001), staged({ rules: ['gone'] })))).not.toContain('held');
  });

  test.prop([
    fc.array(fc.option(fc.double({ min: 0, max: 0.05, noNaN: true }), { nil: undefined }), { maxLength: 60 }),
  ])('is never over with less measured than it asks for', (measures) => {
    const looks = watch(measures);
    const end = looks.findIndex(({ kind }) => kind === 'held');
    if (end === -1) return;
    expect(looks[end]?.heldMs).toBeGreaterThanOrEqual(2 * minute);
    expect(measures.slice(0, end + 1).filter((one) => one !== undefined).length).toBeGreaterThan(1);
    // Clocks never run where nothing was measured for longer than the window holds.
    const silent = measures.findIndex(
      (_, place) => place >= 6 && measures.slice(place - 6, place + 1).every((one) => one === undefined),
    );
    if (silent > 0 && silent <= end) expect(looks[silent]?.heldMs).toBe(looks[silent - 1]?.heldMs);
  });
});
