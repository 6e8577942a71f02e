import type { NamedMetric } from '../../metrics/metric.ts';
import { parseQuantity } from '../../metrics/quantity.ts';
import { pastWindowSpec, type WindowSpec, windowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { type Against, usualLevel } from '../against.ts';
import type { ComparedCondition, Operator } from '../condition.ts';
import { type Fault, fail, type Piece, pieceOf, squeeze, wordsOf } from './grammar.ts';
import {
  type ConditionContext,
  type ConditionReading,
  goodWindow,
  readHold,
  readLength,
  readMetric,
  readOperator,
  readWindowOf,
} from './readers.ts';

/** The window of now where a comparison with the past names none. */
export const usualWindowMs = 300_000;

const sign = /^[<>=!≤≥]+$/;
const product = /^[×x*]$/;
const name = /^[a-z][a-z0-9_]*$/;

/** A comparison as it was read, or the faults in its text. */
export type ParsedComparison =
  | { readonly ok: true; readonly condition: ComparedCondition }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Whether a text compares a metric with itself, rather than with a quantity. */
export function isComparison(text: string, { metrics }: Pick<ConditionContext, 'metrics'>): boolean {
  const words = factorsOf(text);
  const place = words.findIndex((word) => sign.test(word.text));
  const right = words.slice(place + 1);
  if (words.findIndex((word) => word.text === 'vs') > 0) return true;
  return place > 0 && (metrics.has(right[0]?.text ?? '') || product.test(right[1]?.text ?? ''));
}

/** The words of a text, with the sign of a product as one of its own: `2×error_rate` has three. */
function factorsOf(text: string): Piece[] {
  return wordsOf(text).flatMap((word): Piece[] => {
    const [, factor = '', times = '', rest = ''] = /^([\d.]*)([×x*])(.*)$/.exec(word.text) ?? [];
    if (times === '' || (times === 'x' && factor === '')) return [word];
    const parts = [factor, times, rest];
    return parts.flatMap((part, place) => {
      const offset = word.offset + parts.slice(0, place).join('').length;
      return part === '' ? [] : [{ text: part, offset }];
    });
  });
}

/**
 * Reads `metric [over window] op [factor ×] metric over window [ending duration ago]`, and
 * `metric op [factor ×] metric over window vs control [for variant name] [at level share]`, whose operator
 * and right metric may be left out.
 */
export function parseComparison(text: string, context: ConditionContext): ParsedComparison {
  const faults: Fault[] = [];
  const parts = partsOf({ text, context, faults });
  const condition = parts.vs === undefined ? readBaseline(parts) : readVersus(parts, parts.vs);
  if (condition !== undefined && faults.length === 0) return { ok: true, condition };
  return { ok: false, faults: faults.toSorted((left, right) => left.offset - right.offset) };
}

/** The clauses of a comparison, each without the word that begins it. */
type Parts = ConditionReading & {
  readonly metric: NamedMetric | undefined;
  readonly left: readonly Piece[] | undefined;
  readonly sign: Piece | undefined;
  readonly right: readonly Piece[];
  readonly over: readonly Piece[] | undefined;
  readonly ending: readonly Piece[] | undefined;
  readonly vs: readonly Piece[] | undefined;
  readonly variant: readonly Piece[] | undefined;
  readonly level: readonly Piece[] | undefined;
  readonly hold: readonly Piece[] | undefined;
};

function partsOf(reading: ConditionReading): Parts {
  const words = factorsOf(reading.text);
  const [first] = words;
  const signAt = words.findIndex((word) => sign.test(word.text));
  const before = signAt === -1 ? words.slice(1, 1) : words.slice(1, signAt);
  const after = signAt === -1 ? words.slice(1) : words.slice(signAt + 1);
  const starts = after.flatMap((word, at) => {
    const next = after[at + 1]?.text;
    if (word.text === 'at' && next === 'level') return [{ clause: 'level', at }];
    if (word.text === 'for' && next === 'variant') return [{ clause: 'variant', at }];
    return clauses.has(word.text) ? [{ clause: word.text, at }] : [];
  });
  const clause = (wanted: string, skipped = 1): readonly Piece[] | undefined => {
    const place = starts.findIndex((one) => one.clause === wanted);
    const [own, next] = [starts[place], starts[place + 1]];
    return own && after.slice(own.at + skipped, next?.at ?? after.length);
  };
  if (before.length > 0 && before[0]?.text !== 'over')
    fail(reading, pieceOf(reading.text, before), 'unexpected_word', 'over <window>, or nothing', 'over');
  return {
    ...reading,
    metric: first && readMetric(reading, first),
    left: before[0]?.text === 'over' ? before.slice(1) : undefined,
    sign: words[signAt],
    right: after.slice(0, starts[0]?.at ?? after.length),
    over: clause('over'),
    ending: clause('ending'),
    vs: clause('vs'),
    variant: clause('variant', 2),
    level: clause('level', 2),
    hold: clause('for', 0),
  };
}

const clauses: ReadonlySet<string> = new Set(['over', 'ending', 'vs', 'for']);

type Right = { readonly operator: Operator; readonly factor: number };

/** `> 2 × error_rate`: the operator and the factor in front of the same metric. */
function readRight(parts: Parts, metric: NamedMetric): Right | undefined {
  const { right, text, context } = parts;
  const operator = readOperator(parts, parts.sign, metric);
  if (operator === '==' || operator === '!=')
    return fail(parts, parts.sign, 'bad_operator', 'one of > >= < <= in a comparison with another time');
  const hasFactor = product.test(right[1]?.text ?? '');
  const [factorWord] = right;
  const factor = hasFactor ? readFactor(parts, factorWord) : 1;
  const [other, ...more] = hasFactor ? right.slice(2) : right;
  if (other?.text !== metric.name)
    return fail(parts, other, 'another_metric', `${metric.name}, which is compared with itself`, metric.name);
  if (more.length > 0)
    return fail(parts, pieceOf(text, more), 'unexpected_word', 'over <window> behind the metric', 'over');
  if (operator === undefined || factor === undefined) return undefined;
  const rises = operator === '>' || operator === '>=';
  if (context.means === 'alarm' && (rises ? factor < 1 : factor > 1)) {
    const least = rises ? 'at least 1' : 'at most 1';
    return fail(parts, factorWord, 'bad_factor', `a factor of ${least}: a usual value would be an alarm`);
  }
  return { operator, factor };
}

function readFactor(parts: Parts, word: Piece | undefined): number | undefined {
  const factor = /^\d+(?:\.\d+)?$/.test(word?.text ?? '') ? Number(word?.text) : 0;
  if (factor > 0 && Number.isFinite(factor)) return factor;
  return fail(parts, word, 'bad_factor', 'a factor above 0, such as 2 in 2 × error_rate');
}

/** A metric that windows can be compared of. */
function comparable(parts: Parts): NamedMetric | undefined {
  const { metric, text } = parts;
  if (metric?.aggregate !== 'age') return metric;
  const [first] = wordsOf(text);
  return fail(
    parts,
    first,
    'age_not_compared',
    'a metric that is no age: an age has no past to compare with',
  );
}

function readBaseline(parts: Parts): ComparedCondition | undefined {
  const metric = comparable(parts);
  readHold(parts, parts.hold);
  for (const stray of [parts.variant, parts.level])
    if (stray !== undefined)
      fail(parts, pieceOf(parts.text, stray), 'unexpected_word', 'that only behind vs <control>');
  if (metric === undefined) return undefined;
  const right = readRight(parts, metric);
  const window =
    parts.left === undefined ? usualWindow(parts.context.stepMs) : readWindowOf(parts, parts.left);
  const past = window && readPast(parts, window);
  if (right === undefined || window === undefined || past === undefined) return undefined;
  const against: Against = { kind: 'baseline', factor: right.factor, window: past };
  return { metric: metric.name, operator: right.operator, window, against, text: squeeze(parts.text) };
}

/** Five minutes, or where those are no whole steps, one step. */
function usualWindow(stepMs: number): WindowSpec | undefined {
  const spec = windowSpec(usualWindowMs, stepMs);
  if (!('fault' in spec)) return spec;
  const one = windowSpec(stepMs, stepMs);
  return 'fault' in one ? undefined : one;
}

/** A baseline that ends before the window of now begins: nothing is compared with itself. */
function readPast(parts: Parts, now: WindowSpec): WindowSpec | undefined {
  const { over, ending, text, context } = parts;
  if (over === undefined) {
    const expected = 'over <window> of what it is compared with, such as over 7d ending 1h ago';
    return fail(parts, undefined, 'missing_window', expected);
  }
  const lengthMs = readLength(parts, over);
  const agoMs = ending === undefined ? now.lengthMs : readAgo(parts, ending);
  if (lengthMs === undefined || agoMs === undefined) return undefined;
  if (agoMs < now.lengthMs) {
    const least = formatDuration(now.lengthMs);
    const expected = `${least} or longer ago: later the window of now would be compared with itself`;
    return fail(parts, pieceOf(text, ending ?? over), 'overlapping_baseline', expected, `${least} ago`);
  }
  return goodWindow(parts, over, lengthMs, pastWindowSpec(lengthMs, agoMs, context.stepMs));
}

function readAgo(parts: Parts, words: readonly Piece[]): number | undefined {
  const last = words.at(-1);
  if (last?.text === 'ago') return readLength(parts, words.slice(0, -1));
  return fail(
    parts,
    pieceOf(parts.text, words),
    'bad_ending',
    'ending <duration> ago, such as ending 1h ago',
  );
}

function readVersus(parts: Parts, vs: readonly Piece[]): ComparedCondition | undefined {
  const { text, context, over, left } = parts;
  const metric = comparable(parts);
  readHold(parts, parts.hold);
  if (parts.ending !== undefined)
    fail(parts, pieceOf(text, parts.ending), 'unexpected_word', 'the same window for both variants');
  if (metric === undefined) return undefined;
  if (context.means === 'goal') return fail(parts, undefined, 'test_is_no_goal', noGoal);
  if (metric.unit !== 'ratio' || metric.aggregate !== 'mean')
    return fail(parts, wordsOf(text)[0], 'no_ratio', onlyRatios);
  const right = parts.sign === undefined ? bareRight(parts, metric) : readRight(parts, metric);
  const control = readName(parts, vs, 'the variant that it is compared with, such as vs control');
  const variant = parts.variant && readName(parts, parts.variant, 'for variant <name>');
  const level = readLevel(parts);
  const words = over ?? left;
  if (words === undefined) fail(parts, undefined, 'missing_window', 'over <window>, such as over 5m');
  const window = words && readWindowOf(parts, words);
  if (control !== undefined && control === variant)
    return fail(parts, parts.variant?.[0], 'same_variant', `another variant than ${control}`);
  if (right === undefined || control === undefined || level === undefined || window === undefined)
    return undefined;
  const against: Against = defined({
    kind: 'variant' as const,
    factor: right.factor,
    control,
    variant,
    level,
  });
  return { metric: metric.name, operator: right.operator, window, against, text: squeeze(text) };
}

const noGoal =
  'no comparison of variants in clear: left out, it is over once the variant is no longer shown to be worse';
const onlyRatios =
  'a metric of unit ratio and aggregate mean: cells keep no squares, so no other mean can be tested';

/** `error_rate over 5m vs control` asks whether it is worse at all. */
function bareRight(parts: Parts, { better }: NamedMetric): Right | undefined {
  const [stray] = parts.right;
  if (stray !== undefined)
    return fail(parts, pieceOf(parts.text, parts.right), 'unexpected_word', 'over <window>', 'over');
  return { operator: better === 'lower' ? '>' : '<', factor: 1 };
}

function readName(parts: Parts, words: readonly Piece[], expected: string): string | undefined {
  const [word, ...more] = words;
  if (more.length === 0 && word !== undefined && name.test(word.text.replaceAll('-', '_'))) return word.text;
  return fail(parts, word && pieceOf(parts.text, words), 'bad_variant', expected);
}

function readLevel(parts: Parts): number | undefined {
  if (parts.level === undefined) return usualLevel;
  const piece = pieceOf(parts.text, parts.level);
  const level = parseQuantity(piece.text, { unit: 'ratio' });
  if (level !== undefined && level > 0 && level <= 0.1) return level;
  return fail(parts, piece, 'bad_level', 'a level above 0% and up to 10%, such as at level 1%');
}
