import type { NamedMetric } from '../../metrics/metric.ts';
import { parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import { type WindowFault, type WindowSpec, windowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { durationExpected, formatDuration, parseDuration } from '../../platform/duration.ts';
import {
  type Condition,
  conditionDirection,
  type Direction,
  longestDurationMs,
  type Operator,
  outOfRange,
} from '../condition.ts';
import { nearestName } from '../files/nearest.ts';
import { endOf, type Fault, faultAt, type Piece, pieceOf, squeeze, wordsOf } from './grammar.ts';

export type ConditionContext = {
  readonly metrics: ReadonlyMap<string, NamedMetric>;
  readonly stepMs: number;
  /** Whether `for <duration>` may stand at the end. */
  readonly allowHold: boolean;
  /** The meaning asked for; absent: either. A condition that says the opposite is refused. */
  readonly means?: Direction;
};

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
  const words = wordsOf(text);
  const [name, sign, ...rest] = words;
  if (name === undefined)
    return {
      ok: false,
      faults: [faultAt(endOf(text), 'empty_condition', 'a condition such as error_rate > 2% over 5m')],
    };
  const faults: Fault[] = [];
  const reading: Reading = { text, context, clauses: clausesOf(rest), faults };
  const metric = readMetric(reading, name);
  const operator = readOperator(reading, sign ?? endOf(text), metric);
  const threshold = readThreshold(reading, metric);
  const window = readWindow(reading, metric);
  const holdMs = readHold(reading);
  if (faults.length > 0 || metric === undefined || operator === undefined || threshold === undefined)
    return { ok: false, faults: faults.toSorted((left, right) => left.offset - right.offset) };
  return {
    ok: true,
    condition: defined({
      metric: metric.name,
      operator,
      threshold,
      window,
      holdMs,
      text: squeeze(text),
    }),
  };
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
  const reading: Reading = { text, context: { ...context, allowHold: false }, clauses, faults };
  const metric = readMetric(reading, name);
  if (rest.length > 0 && clauses.over === undefined)
    faults.push(faultAt(pieceOf(text, rest), 'unexpected_word', 'over <window>, or nothing', 'over'));
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
type Reading = {
  readonly text: string;
  readonly context: ConditionContext;
  readonly clauses: Clauses;
  readonly faults: Fault[];
};

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

function readMetric({ context, faults }: Reading, word: Piece): NamedMetric | undefined {
  const metric = context.metrics.get(word.text);
  if (metric === undefined) {
    const near = nearestName(word.text, context.metrics.keys());
    faults.push(faultAt(word, 'unknown_metric', 'the name of a metric of metrics.yaml', near));
  }
  return metric;
}

function readOperator({ context, faults }: Reading, sign: Piece, metric?: NamedMetric): Operator | undefined {
  const operator = operators.find((known) => known === sign.text);
  if (operator === undefined) {
    faults.push(faultAt(sign, 'bad_operator', `one of ${operators.join(' ')}`, misspeltOperators[sign.text]));
    return undefined;
  }
  const says = metric === undefined ? 'either' : conditionDirection(operator, metric.better);
  if (metric !== undefined && context.means !== undefined && says !== 'either' && says !== context.means) {
    const should = opposite[operator];
    const meaning = context.means === 'alarm' ? 'an alarm' : 'a goal';
    const expected = `${should} in ${meaning}, since a ${metric.better} ${metric.name} is better`;
    faults.push(faultAt(sign, 'contradicts_direction', expected, should));
  }
  return operator;
}

function readThreshold({ text, clauses, faults }: Reading, metric?: NamedMetric): number | undefined {
  if (metric === undefined) return undefined;
  const piece = pieceOf(text, clauses.quantity);
  const parsed = parseQuantity(piece.text, metric);
  if (!parsed.ok || !Number.isFinite(parsed.value)) {
    const stray = strayWord(text, clauses.quantity, metric);
    faults.push(stray ?? faultAt(piece, 'bad_quantity', quantityExpected(metric)));
    return undefined;
  }
  const range = outOfRange(parsed.value, metric);
  if (range !== undefined) {
    const percentMeant = metric.unit === 'ratio' && !piece.text.endsWith('%') && parsed.value <= 100;
    const near = percentMeant ? `${piece.text}%` : undefined;
    faults.push(faultAt(piece, 'threshold_out_of_range', `a threshold ${range}`, near));
  }
  return parsed.value;
}

/** `4.2 / 5` is three words. */
const longestQuantity = 3;

/** When the words begin with a good quantity, the word after it is wrong: `error_rate > 2% during 5m`. */
function strayWord(text: string, words: readonly Piece[], metric: NamedMetric): Fault | undefined {
  for (let count = 1; count <= longestQuantity; count++) {
    const stray = words[count];
    if (stray === undefined || !parseQuantity(pieceOf(text, words.slice(0, count)).text, metric).ok) continue;
    const near = misspeltOver.includes(stray.text) ? 'over' : nearestName(stray.text, ['over', 'for']);
    return faultAt(stray, 'unexpected_word', 'over <window>, then for <hold>', near);
  }
  return undefined;
}

function readWindow(
  { text, context, clauses, faults }: Reading,
  metric?: NamedMetric,
): WindowSpec | undefined {
  const [keyword, ...words] = clauses.over ?? [];
  if (keyword === undefined) {
    if (metric !== undefined && metric.aggregate !== 'age') faults.push(windowMissing(text, clauses));
    return undefined;
  }
  if (metric?.aggregate === 'age') {
    const expected = `no window, since ${metric.name} is the age of the last sample`;
    faults.push(faultAt(pieceOf(text, clauses.over ?? []), 'window_not_allowed', expected));
    return undefined;
  }
  const piece = pieceOf(text, words);
  const lengthMs = parseDuration(piece.text);
  if (lengthMs === undefined) {
    faults.push(faultAt(piece, 'bad_window', durationExpected));
    return undefined;
  }
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

function readHold({ text, context, clauses, faults }: Reading): number | undefined {
  const [keyword, ...words] = clauses.hold ?? [];
  if (keyword === undefined) return undefined;
  if (!context.allowHold) {
    const expected = 'no hold here: a rule gives it under the key for';
    faults.push(faultAt(pieceOf(text, clauses.hold ?? []), 'hold_not_allowed', expected));
    return undefined;
  }
  return readHoldMs(pieceOf(text, words), faults);
}

function readHoldMs(piece: Piece, faults: Fault[]): number | undefined {
  const holdMs = parseDuration(piece.text);
  if (holdMs !== undefined && holdMs <= longestDurationMs) return holdMs;
  const longest = `a duration of at most ${formatDuration(longestDurationMs)}`;
  faults.push(faultAt(piece, 'bad_hold', holdMs === undefined ? durationExpected : longest));
  return undefined;
}
