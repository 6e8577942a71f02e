import { describe, expect, test } from 'vitest';
import { createSparks } from '../../../src/console/charts/sparks.ts';
import { createLiveCells, ensureSeries, record } from '../../../src/metrics/memory/live.ts';
import type { NamedCell } from '../../../src/metrics/storage/coarse-store.ts';
import { windowSpec } from '../../../src/metrics/window.ts';
import { metrics, minute, stepMs } from '../rule-world.ts';

const start = Date.UTC(2026, 5, 5, 6);
const rate = metrics.get('error_rate');
const freshness = metrics.get('catalogue_freshness');
if (!rate || !freshness) throw new Error('the example has both metrics');

const cell = (at: number, value: number, metric = 'error_rate'): NamedCell => ({
  agent: 'margaux',
  metric,
  start: Math.floor(at / (2 * minute)) * 2 * minute,
  sum: value,
  weight: 1,
  min: value,
  max: value,
  last: value,
  lastAt: at,
});

/** Sparks over cells that a test may add to, on a clock that it moves; `reads` are the spans that were asked for. */
function world() {
  const stored: NamedCell[] = [];
  const reads: { from: number; until: number }[] = [];
  const clock = { now: start };
  const sparks = createSparks(
    () => clock.now,
    async (span) => {
      reads.push(span);
      return stored.filter((one) => one.start >= span.from && one.start < span.until);
    },
  );
  return { stored, reads, clock, sparks, live: createLiveCells(stepMs) };
}

describe('the last hour', () => {
  test('is read whole once, and not again within two minutes', async () => {
    const { stored, reads, clock, sparks, live } = world();
    stored.push(cell(start - 30 * minute, 0.02));
    await sparks.refresh(live);
    clock.now += minute;
    await sparks.refresh(live);
    expect(reads).toHaveLength(1);
    expect(sparks.of('margaux', rate).filter((value) => value !== null)).toEqual([0.02]);
  });

  test('is read anew bit by bit, so that a late sample comes to its place within the quarter of an hour', async () => {
    const { stored, clock, sparks, live } = world();
    await sparks.refresh(live);
    stored.push(cell(start - 20 * minute, 0.03));
    for (let turn = 0; turn < 6; turn += 1) {
      clock.now += 2 * minute;
      await sparks.refresh(live);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sparks.of('margaux', rate)).toContain(0.03);
  });

  test('shows what was read anew, and moves on with the clock, however often it was drawn before', async () => {
    const { stored, clock, sparks, live } = world();
    stored.push(cell(start - 58 * minute, 0.01), cell(start - 30 * minute, 0.02));
    await sparks.refresh(live);
    expect(sparks.of('margaux', rate)).toContain(0.01);
    expect(sparks.of('margaux', rate)[14]).toBe(0.02);
    stored.push(cell(start - 4 * minute, 0.04));
    clock.now += 2 * minute;
    await sparks.refresh(live);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sparks.of('margaux', rate)).not.toContain(0.01);
    expect(sparks.of('margaux', rate)[13]).toBe(0.02);
    expect(sparks.of('margaux', rate)).toContain(0.04);
  });

  test('ends with what memory holds now, without a look at the database', async () => {
    const { reads, clock, sparks, live } = world();
    const window = windowSpec(5 * minute, stepMs);
    if ('fault' in window) throw new Error(window.fault);
    const series = ensureSeries(live, 'margaux', 'error_rate', { aggregate: 'mean', windows: [window] });
    await sparks.refresh(live);
    record(live, series, 0.01, 3, clock.now, clock.now);
    record(live, series, 0.05, 1, clock.now, clock.now);
    expect(sparks.of('margaux', rate).at(-1)).toBeCloseTo(0.02, 12);
    expect(reads).toHaveLength(1);
  });

  test('an age grows on where nothing came', async () => {
    const { stored, sparks, live } = world();
    stored.push(cell(start - 6 * minute, 1, 'catalogue_freshness'));
    await sparks.refresh(live);
    expect(sparks.of('margaux', freshness).slice(-4)).toEqual([120, 240, 360, 360]);
  });
});
