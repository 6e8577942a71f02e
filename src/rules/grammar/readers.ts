import type { NamedMetric } from '../../metrics/metric.ts';
import { type WindowFault, type WindowSpec, windowSpec } from '../../metrics/window.ts';
import { durationExpected, formatDuration, parseDuration } from '../../platform/duration.ts';
import { nearestName } from '../../platform/nearest.ts';
import { conditionDirection, type Direction, longestDurationMs, type Operator } from '../condition.ts';
import type { RuleSet } from '../ruleset.ts';
import { type Fault, fail, faultAt, type Piece, pieceOf, type Reading } from './grammar.ts';

/** Readers of the parts that conditions of all forms have in common; each adds the faults it meets. */

export type ConditionContext = Pick<RuleSet, 'metrics' | 'stepMs'> & {
  /** Whether `for <duration>` may stand at the end. */
  readonly allowHold: boolean;
  /** The meaning asked for; absent: either. A condition that says the opposite is refused. */
  readonly means?: Direction;
};

/** A condition that is being read. */
export type ConditionReading = Reading & { readonly context: ConditionContext };

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

const opposite: Readonly<Record<Operator, Operator>> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '==': '==',
  '!=': '!=',
};

/** The metric of this name. */
export function readMetric(parts: ConditionReading, word: Piece): NamedMetric | undefined {
  const { metrics } = parts.context;
  const known = metrics.get(word.text);
  if (known !== undefined) return known;
  const near = nearestName(word.text, metrics.keys());
  return fail(parts, word, 'unknown_metric', 'the name of a metric of metrics.yaml', near);
}

/** The comparison sign, which must say what the condition means. */
export function readOperator(
  parts: ConditionReading,
  sign: Piece | undefined,
  metric?: NamedMetric,
): Operator | undefined {
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

/** A duration that is the length of a window. */
export function readLength({ text, faults }: Reading, words: readonly Piece[]): number | undefined {
  const piece = pieceOf(text, words);
  const lengthMs = parseDuration(piece.text);
  if (lengthMs === undefined) faults.push(faultAt(piece, 'bad_window', durationExpected));
  return lengthMs;
}

/** The window of so many words, which ends now. */
export function readWindowOf(parts: ConditionReading, words: readonly Piece[]): WindowSpec | undefined {
  const lengthMs = readLength(parts, words);
  if (lengthMs === undefined) return undefined;
  return goodWindow(parts, words, lengthMs, windowSpec(lengthMs, parts.context.stepMs));
}

/** The window, if there is such a one. */
export function goodWindow(
  { text, faults }: Reading,
  words: readonly Piece[],
  lengthMs: number,
  spec: WindowSpec | WindowFault,
): WindowSpec | undefined {
  if (!('fault' in spec)) return spec;
  faults.push(windowFault(pieceOf(text, words), lengthMs, spec));
  return undefined;
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

/** The hold at the end, where there may be one: the words from `for` on. */
export function readHold(parts: ConditionReading, words: readonly Piece[] | undefined): number | undefined {
  const { text, context } = parts;
  if (words === undefined) return undefined;
  if (!context.allowHold) {
    const expected = 'no hold here: a rule gives it under the key for';
    return fail(parts, pieceOf(text, words), 'hold_not_allowed', expected);
  }
  const piece = pieceOf(text, words.slice(1));
  const holdMs = parseDuration(piece.text);
  if (holdMs !== undefined && holdMs <= longestDurationMs) return holdMs;
  const longest = `a duration of at most ${formatDuration(longestDurationMs)}`;
  return fail(parts, piece, 'bad_hold', holdMs === undefined ? durationExpected : longest);
}
