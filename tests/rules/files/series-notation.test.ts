import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { mostValues, parseSeries } from '../../../src/rules/files/series-notation.ts';

function valuesOf(text: string): readonly (number | undefined)[] {
  const parsed = parseSeries(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.values;
}

function faultMarks(text: string): string[] {
  const parsed = parseSeries(text);
  return parsed.ok
    ? []
    : parsed.faults.map(({ code, offset, length }) => `${code}@${text.slice(offset, offset + length)}`);
}

describe('the notation of series', () => {
  test('repeats a value as often as promtool does: once, and n more times', () => {
    expect(valuesOf('5')).toEqual([5]);
    expect(valuesOf('1x4')).toEqual([1, 1, 1, 1, 1]);
    expect(valuesOf('1x0')).toEqual([1]);
    expect(valuesOf('-2.5x1')).toEqual([-2.5, -2.5]);
  });

  test('climbs and falls by steps', () => {
    expect(valuesOf('0+1x3')).toEqual([0, 1, 2, 3]);
    expect(valuesOf('10-2x2')).toEqual([10, 8, 6]);
    expect(valuesOf('-2+4x3')).toEqual([-2, 2, 6, 10]);
    expect(valuesOf('1e3+1e-1x1')).toEqual([1000, 1000.1]);
  });

  test('has gaps of one step or of n, and takes stale as a gap', () => {
    expect(valuesOf('1 _ 2')).toEqual([1, undefined, 2]);
    expect(valuesOf('_x3 stale 1')).toEqual([undefined, undefined, undefined, undefined, 1]);
  });

  test('reads percent exactly as written', () => {
    expect(valuesOf('2.3%x1 1%+0.5%x2')).toEqual([0.023, 0.023, 0.01, 0.015, 0.02]);
    expect(valuesOf('1e1%')).toEqual([0.1]);
  });

  test('refuses what it cannot read, at its place', () => {
    expect(faultMarks('1x3 two _x')).toEqual(['bad_series@two', 'bad_series@_x']);
    expect(faultMarks('1+2')).toEqual(['bad_series@1+2']);
    expect(faultMarks('1x-3')).toEqual(['bad_series@1x-3']);
    expect(faultMarks('NaN 1e999')).toEqual(['bad_series@NaN', 'bad_series@1e999']);
    expect(faultMarks('')).toEqual(['bad_series@']);
    expect(faultMarks('0x99')).toEqual([]);
  });

  test('never unfolds into more values than a test needs', () => {
    expect(valuesOf(`1x${mostValues - 1}`)).toHaveLength(mostValues);
    expect(faultMarks(`1x${mostValues}`)).toEqual([`series_too_long@1x${mostValues}`]);
    expect(faultMarks(`1x9 _x999999999`)).toEqual(['series_too_long@_x999999999']);
  });

  test.prop([
    fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: undefined }), { minLength: 1 }),
  ])('reads back any series of values and gaps', (values) => {
    expect(valuesOf(values.map((value) => value ?? '_').join(' '))).toEqual(values);
  });

  test.prop([fc.string()])('never throws', (text) => {
    for (const fault of [parseSeries(text)].flatMap((parsed) => (parsed.ok ? [] : parsed.faults)))
      expect(fault.offset + fault.length).toBeLessThanOrEqual(text.length);
  });
});
