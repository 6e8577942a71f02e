import type { NamedMetric } from '../../metrics/metric.ts';
import { parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { nearestName } from '../../platform/nearest.ts';
import { type FixedCondition, outOfRange } from '../condition.ts';
import { endOf, type Fault, fail, faultAt, type Piece, pieceOf, squeeze, wordsOf } from './grammar.ts';
import {
  type ConditionContext,
  type ConditionReading,
  readHold,
  readMetric,
  readOperator,
  readWindowOf,
} from './readers.ts';

/** A condition as it was read, or the faults in its text. */
export type ParsedCondition =
  | { readonly ok: true; readonly condition: FixedCondition }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const misspeltOver = ['during', 'in', 'within', 'on', 'per', 'of'];

/** Reads `metric op quantity [over window] [for hold]`. All faults come back at once, with their places. */
export function parseCondition(text: string, context: ConditionContext): ParsedCondition {
  const [name, sign, ...rest] = wordsOf(text);
  const faults: Fault[] = [];
  const reading = { text, context, clauses: clausesOf(rest), faults };
  if (name === undefined) {
    fail(reading, undefined, 'empty_condition', 'a condition such as error_rate > 2% over 5m');
    return { ok: false, faults };
  }
  const metric = readMetric(reading, name);
  const operator = readOperator(reading, sign, metric);
  const threshold = readThreshold(reading, metric);
  const window = readWindow(reading, metric);
  const holdMs = readHold(reading, reading.clauses.hold);
  if (faults.length > 0 || metric === undefined || operator === undefined || threshold === undefined)
    return { ok: false, faults: faults.toSorted((left, right) => left.offset - right.offset) };
  const condition = { metric: metric.name, operator, threshold, window, holdMs, text: squeeze(text) };
  return { ok: true, condition: defined(condition) };
}

/** The left side of a condition: a metric and its window. */
export type ParsedMeasure =
  | { readonly ok: true; readonly metric: NamedMetric; readonly window?: WindowSpec }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads `metric [over window]`, as tests name what they expect a value of. */
export function parseMeasure(
  text: string,
  context: Pick<ConditionContext, 'metrics' | 'stepMs'>,
): ParsedMeasure {
  const [name = endOf(text), ...rest] = wordsOf(text);
  const faults: Fault[] = [];
  const clauses: Clauses = { quantity: [], over: rest[0]?.text === 'over' ? rest : undefined };
  const reading = { text, context: { ...context, allowHold: false }, clauses, faults };
  const metric = readMetric(reading, name);
  if (rest.length > 0 && clauses.over === undefined)
    fail(reading, pieceOf(text, rest), 'unexpected_word', 'over <window>, or nothing', 'over');
  const window = readWindow(reading, metric);
  if (metric === undefined || faults.length > 0) return { ok: false, faults };
  return defined({ ok: true as const, metric, window });
}

/** The words behind the operator: `quantity [over window] [for hold]`, split at the two keywords. */
type Clauses = {
  readonly quantity: readonly Piece[];
  readonly over?: readonly Piece[] | undefined;
  readonly hold?: readonly Piece[] | undefined;
};

/** Shared by the readers of a condition's parts; each adds the faults it meets. */
type Parts = ConditionReading & { readonly clauses: Clauses };

function clausesOf(words: readonly Piece[]): Clauses {
  const overAt = words.findIndex((word) => word.text === 'over');
  const holdAt = words.findIndex((word, place) => word.text === 'for' && place > overAt);
  const end = holdAt === -1 ? words.length : holdAt;
  return {
    quantity: words.slice(0, overAt === -1 ? end : overAt),
    over: overAt === -1 ? undefined : words.slice(overAt, end),
    hold: holdAt === -1 ? undefined : words.slice(holdAt),
  };
}

function readThreshold(parts: Parts, metric?: NamedMetric): number | undefined {
  if (metric === undefined) return undefined;
  const { text, clauses, faults } = parts;
  const piece = pieceOf(text, clauses.quantity);
  const value = parseQuantity(piece.text, metric);
  if (value === undefined || !Number.isFinite(value)) {
    const stray = strayWord(text, clauses.quantity, metric);
    faults.push(stray ?? faultAt(piece, 'bad_quantity', quantityExpected(metric)));
    return undefined;
  }
  const range = outOfRange(value, metric);
  if (range !== undefined) {
    const percentMeant = metric.unit === 'ratio' && !piece.text.endsWith('%') && value <= 100;
    const near = percentMeant ? `${piece.text}%` : undefined;
    fail(parts, piece, 'threshold_out_of_range', `a threshold ${range}`, near);
  }
  return value;
}

/** `4.2 / 5` is three words. */
const longestQuantity = 3;

/** When the words begin with a good quantity, the word after it is wrong: `error_rate > 2% during 5m`. */
function strayWord(text: string, words: readonly Piece[], metric: NamedMetric): Fault | undefined {
  for (let count = 1; count <= longestQuantity; count++) {
    const stray = words[count];
    const quantity = pieceOf(text, words.slice(0, count)).text;
    if (stray === undefined || parseQuantity(quantity, metric) === undefined) continue;
    const near = misspeltOver.includes(stray.text) ? 'over' : nearestName(stray.text, ['over', 'for']);
    return faultAt(stray, 'unexpected_word', 'over <window>, then for <hold>', near);
  }
  return undefined;
}

function readWindow(parts: Parts, metric?: NamedMetric): WindowSpec | undefined {
  const { text, clauses, faults } = parts;
  const { over } = clauses;
  if (over === undefined) {
    if (metric !== undefined && metric.aggregate !== 'age') faults.push(windowMissing(text, clauses));
    return undefined;
  }
  if (metric?.aggregate === 'age') {
    const expected = `no window, since ${metric.name} is the age of the last sample`;
    return fail(parts, pieceOf(text, over), 'window_not_allowed', expected);
  }
  return readWindowOf(parts, over.slice(1));
}

function windowMissing(text: string, clauses: Clauses): Fault {
  const last = clauses.quantity.at(-1);
  const end = last === undefined ? endOf(text) : { text: '', offset: last.offset + last.text.length };
  return faultAt(end, 'missing_window', 'over <window>, such as over 5m');
}
