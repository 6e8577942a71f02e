import type { NamedMetric } from '../../metrics/metric.ts';
import { parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import { type WindowFault, type WindowSpec, windowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { durationExpected, formatDuration, parseDuration } from '../../platform/duration.ts';
import { nearestName } from '../../platform/nearest.ts';
import {
  type Condition,
  conditionDirection,
  type Direction,
  longestDurationMs,
  type Operator,
  outOfRange,
} from '../condition.ts';
import type { RuleSet } from '../ruleset.ts';
import {
  endOf,
  type Fault,
  fail,
  faultAt,
  type Piece,
  pieceOf,
  type Reading,
  squeeze,
  wordsOf,
} from './grammar.ts';

export type ConditionContext = Pick<RuleSet, 'metrics' | 'stepMs'> & {
  /** Whether `for <duration>` may stand at the end. */
  readonly allowHold: boolean;
  /** The meaning asked for; absent: either. A condition that says the opposite is refused. */
  readonly means?: Direction;
};

/** A condition as it was read, or the faults in its text. */
export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const operators: readonly Operator[] = ['>', '>=', '<', '<=', '==', '!='];
const misspeltOperators: Readonly<Record<string, Operator>> = {
  '=': '==',
  '===': '==',
  '=<': '<=',
  '≤': '<=',
  '=>': '>=',
  '≥': '>=',
  '<>': '!=',
};
const misspeltOver = ['during', 'in', 'within', 'on', 'per', 'of'];

const opposite: Readonly<Record<Operator, Operator>> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '==': '==',
  '!=': '!=',
};

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
  const holdMs = readHold(reading);
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
type Parts = Reading & { readonly context: ConditionContext; readonly clauses: Clauses };

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

function readMetric(parts: Parts, word: Piece): NamedMetric | undefined {
  const { metrics } = parts.context;
  const known = metrics.get(word.text);
  if (known !== undefined) return known;
  const near = nearestName(word.text, metrics.keys());
  return fail(parts, word, 'unknown_metric', 'the name of a metric of metrics.yaml', near);
}

function readOperator(parts: Parts, sign: Piece | undefined, metric?: NamedMetric): Operator | undefined {
  const { means } = parts.context;
  const operator = operators.find((known) => known === sign?.text);
  if (operator === undefined) {
    const meant = misspeltOperators[sign?.text ?? ''];
    return fail(parts, sign, 'bad_operator', `one of ${operators.join(' ')}`, meant);
  }
  const says = metric === undefined ? 'either' : conditionDirection(operator, metric.better);
  if (metric !== undefined && means !== undefined && says !== 'either' && says !== means) {
    const should = opposite[operator];
    const meaning = means === 'alarm' ? 'an alarm' : 'a goal';
    const expected = `${should} in ${meaning}, since a ${metric.better} ${metric.name} is better`;
    fail(parts, sign, 'contradicts_direction', expected, should);
  }
  return operator;
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
  const { text, context, clauses, faults } = parts;
  const { over } = clauses;
  if (over === undefined) {
    if (metric !== undefined && metric.aggregate !== 'age') faults.push(windowMissing(text, clauses));
    return undefined;
  }
  if (metric?.aggregate === 'age') {
    const expected = `no window, since ${metric.name} is the age of the last sample`;
    return fail(parts, pieceOf(text, over), 'window_not_allowed', expected);
  }
  const piece = pieceOf(text, over.slice(1));
  const lengthMs = parseDuration(piece.text);
  if (lengthMs === undefined) return fail(parts, piece, 'bad_window', durationExpected);
  const spec = windowSpec(lengthMs, context.stepMs);
  if (!('fault' in spec)) return spec;
  faults.push(windowFault(piece, lengthMs, spec));
  return undefined;
}

function windowMissing(text: string, clauses: Clauses): Fault {
  const last = clauses.quantity.at(-1);
  const end = last === undefined ? endOf(text) : { text: '', offset: last.offset + last.text.length };
  return faultAt(end, 'missing_window', 'over <window>, such as over 5m');
}

function windowFault(piece: Piece, lengthMs: number, fault: WindowFault): Fault {
  switch (fault.fault) {
    case 'shorter_than_step': {
      const step = formatDuration(fault.stepMs);
      return faultAt(piece, 'window_too_short', `a window of at least one step, which is ${step}`, step);
    }
    case 'not_aligned': {
      const near = formatDuration(Math.max(1, Math.round(lengthMs / fault.cellMs)) * fault.cellMs);
      return faultAt(piece, 'window_not_aligned', `a whole number of ${formatDuration(fault.cellMs)}`, near);
    }
    case 'too_long': {
      const most = formatDuration(fault.mostMs);
      return faultAt(piece, 'window_too_long', `a window of at most ${most}`, most);
    }
    default:
      return fault satisfies never;
  }
}

function readHold(parts: Parts): number | undefined {
  const { text, context, clauses } = parts;
  if (clauses.hold === undefined) return undefined;
  if (!context.allowHold) {
    const expected = 'no hold here: a rule gives it under the key for';
    return fail(parts, pieceOf(text, clauses.hold), 'hold_not_allowed', expected);
  }
  const piece = pieceOf(text, clauses.hold.slice(1));
  const holdMs = parseDuration(piece.text);
  if (holdMs !== undefined && holdMs <= longestDurationMs) return holdMs;
  const longest = `a duration of at most ${formatDuration(longestDurationMs)}`;
  return fail(parts, piece, 'bad_hold', holdMs === undefined ? durationExpected : longest);
}
