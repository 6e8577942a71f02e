import { type Fault, faultAt, type Piece } from '../grammar/grammar.ts';

/** The values of a series, one a step; `undefined` where nothing was measured. */
export type ParsedSeries =
  | { readonly ok: true; readonly values: readonly (number | undefined)[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** More values than that, and a test says nothing that a shorter one does not. */
export const mostValues = 100_000;

const number = String.raw`[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?%?`;
const valueItem = new RegExp(`^(${number})(?:([+-])(${number.replace('[+-]?', '')}))?(?:x(\\d{1,9}))?$`);
const gapItem = /^_(?:x(\d{1,9}))?$/;
const expected = 'values such as 1.5, 2%, 1x10, 0+1x10, 10-1x5, _, _x3 or stale';

/**
 * Reads promtool's notation for the values of a series: `a` once, `axn` n more times, `a+bxn` and `a-bxn` n
 * more times with steps of b, `_` for a gap and `_xn` for n of them. A number may have a `%`. `stale` is a
 * gap here: filrouge knows samples and their absence, no markers of an end.
 */
export function parseSeries(text: string): ParsedSeries {
  const faults: Fault[] = [];
  const values: (number | undefined)[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    const item: Piece = { text: match[0], offset: match.index };
    const run = runOf(item);
    if (run === undefined) faults.push(faultAt(item, 'bad_series', expected));
    else if (values.length + run.count > mostValues) {
      faults.push(faultAt(item, 'series_too_long', `at most ${mostValues} values`));
      break;
    } else appendRun(values, run);
  }
  if (text.trim() === '') faults.push(faultAt({ text: '', offset: 0 }, 'bad_series', expected));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, values };
}

type Run = { readonly first: number | undefined; readonly step: number; readonly count: number };

function runOf({ text }: Piece): Run | undefined {
  if (text === 'stale') return { first: undefined, step: 0, count: 1 };
  const gap = gapItem.exec(text);
  if (gap !== null) return { first: undefined, step: 0, count: Number(gap[1] ?? 1) };
  const [matched, first, sign, step, times] = valueItem.exec(text) ?? [];
  // A step without a count would be an addition: most likely the count was forgotten.
  if (matched === undefined || first === undefined || (step !== undefined && times === undefined))
    return undefined;
  const size = step === undefined ? 0 : numberOf(step);
  const run = { first: numberOf(first), step: sign === '-' ? -size : size, count: 1 + Number(times ?? 0) };
  return Number.isFinite(run.first) && Number.isFinite(run.step) ? run : undefined;
}

/** Added up step by step, as promtool does, so that both see the same bits. */
function appendRun(values: (number | undefined)[], run: Run): void {
  let value = run.first;
  for (let count = 0; count < run.count; count++) {
    values.push(value);
    if (value !== undefined) value += run.step;
  }
}

/** 2.3% is 0.023 exactly as written. */
function numberOf(text: string): number {
  if (!text.endsWith('%')) return Number(text);
  const [digits, exponent = '0'] = text.slice(0, -1).toLowerCase().split('e');
  return Number(`${digits}e${Number(exponent) - 2}`);
}
