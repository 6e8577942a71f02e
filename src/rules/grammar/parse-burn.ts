import type { NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity, parseQuantity } from '../../metrics/quantity.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { BurnRate } from '../against.ts';
import type { FixedCondition } from '../condition.ts';
import { type Fault, fail, type Piece, pieceOf, wordsOf } from './grammar.ts';
import {
  type ConditionContext,
  type ConditionReading,
  readHold,
  readMetric,
  readWindowOf,
} from './readers.ts';

/** A burn rate as it was read: a condition for each of its windows. */
export type ParsedBurn =
  | { readonly ok: true; readonly conditions: readonly FixedCondition[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Whether a text is about a burn rate. */
export function isBurn(text: string): boolean {
  const [first, second] = wordsOf(text);
  return first?.text === 'burn' && second?.text === 'rate';
}

const form = 'burn rate of <metric> > 14.4 over 1h and 5m for target 99.9%';

/**
 * Reads `burn rate of metric op rate over window [and window] [for target share] [for hold]`. At a rate of
 * 14.4 and a target of 99.9 %, 14.4 times the errors occur that are allowed, which is 1.44 % (Site
 * Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"): each window is a condition of its
 * own with that threshold, and all of them must be true.
 */
export function parseBurn(text: string, context: ConditionContext): ParsedBurn {
  const faults: Fault[] = [];
  const reading = { text, context, faults };
  const [, , of, name, sign, ...rest] = wordsOf(text);
  if (of?.text !== 'of') {
    fail(reading, of, 'unexpected_word', form, 'of');
    return { ok: false, faults };
  }
  const metric = name && readMetric(reading, name);
  const isRatio = metric?.unit === 'ratio' && metric.aggregate === 'mean';
  if (name === undefined) fail(reading, undefined, 'unknown_metric', form);
  else if (metric !== undefined && !isRatio) fail(reading, name, 'no_ratio', onlyRatios);
  const clauses = clausesOf(rest);
  const operator = readSign(reading, sign);
  const rate = readRate(reading, clauses.rate);
  const windows = readWindows(reading, clauses.over);
  const target = metric && readTarget(reading, clauses.target, metric);
  const holdMs = readHold(reading, clauses.hold);
  if (metric === undefined || operator === undefined || rate === undefined || target === undefined)
    return { ok: false, faults };
  const burn: BurnRate = { operator, rate, target };
  const threshold = burnThreshold(burn, metric);
  const most = Number((1 / (1 - target)).toPrecision(6));
  if (threshold <= 0 || threshold >= 1)
    fail(reading, clauses.rate[0], 'burn_out_of_range', `a rate under ${most}, at which nothing goes well`);
  if (faults.length > 0) return { ok: false, faults };
  const flipped = metric.better === 'higher';
  return {
    ok: true,
    conditions: windows.map((window) =>
      defined({
        metric: metric.name,
        operator: flipped ? opposite[operator] : operator,
        threshold,
        window,
        holdMs,
        burn,
        text: textOf(metric, burn, window),
      }),
    ),
  };
}

const opposite = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const;
const onlyRatios = 'a metric of unit ratio and aggregate mean: the share of events that go wrong, or well';

/**
 * The value at which errors come so fast: of a metric that is better higher, such as availability, what is
 * left of 1. Without the last bits of the product: 14.4 × (1 − 99.9 %) is 1.44 %.
 */
export function burnThreshold({ rate, target }: BurnRate, { better }: Pick<NamedMetric, 'better'>): number {
  const share = rate * (1 - target);
  return Number((better === 'lower' ? share : 1 - share).toPrecision(12));
}

function textOf(metric: NamedMetric, { operator, rate, target }: BurnRate, window: WindowSpec): string {
  const share = formatQuantity(target, { unit: 'ratio' });
  return `burn rate of ${metric.name} ${operator} ${rate} over ${formatDuration(window.lengthMs)} for target ${share}`;
}

type Clauses = {
  readonly rate: readonly Piece[];
  readonly over?: readonly Piece[] | undefined;
  readonly target?: readonly Piece[] | undefined;
  readonly hold?: readonly Piece[] | undefined;
};

function clausesOf(words: readonly Piece[]): Clauses {
  const isTarget = (at: number) => words[at]?.text === 'for' && words[at + 1]?.text === 'target';
  const starts = words.flatMap(({ text }, at) => (text === 'over' || text === 'for' ? [at] : []));
  const until = (at: number) => starts.find((one) => one > at) ?? words.length;
  const overAt = starts.find((at) => words[at]?.text === 'over');
  const targetAt = starts.find(isTarget);
  const holdAt = starts.find((at) => words[at]?.text === 'for' && !isTarget(at));
  return {
    rate: words.slice(0, starts[0] ?? words.length),
    over: overAt === undefined ? undefined : words.slice(overAt + 1, until(overAt)),
    target: targetAt === undefined ? undefined : words.slice(targetAt + 2, until(targetAt)),
    hold: holdAt === undefined ? undefined : words.slice(holdAt, until(holdAt)),
  };
}

/** A burn rate is better lower, whatever its metric. */
function readSign(reading: ConditionReading, sign: Piece | undefined): BurnRate['operator'] | undefined {
  const { means } = reading.context;
  const operator = (['>', '>=', '<', '<='] as const).find((known) => known === sign?.text);
  const wanted = means === 'goal' ? '<' : '>';
  if (operator === undefined) return fail(reading, sign, 'bad_operator', 'one of > >= < <=', wanted);
  if (means === undefined || operator.startsWith(wanted)) return operator;
  const expected = `${wanted} in ${means === 'goal' ? 'a goal' : 'an alarm'}, since a lower burn rate is better`;
  return fail(reading, sign, 'contradicts_direction', expected, opposite[operator]);
}

function readRate(reading: ConditionReading, words: readonly Piece[]): number | undefined {
  const piece = pieceOf(reading.text, words);
  const rate = /^\d+(?:\.\d+)?$/.test(piece.text) ? Number(piece.text) : 0;
  if (rate > 0 && Number.isFinite(rate)) return rate;
  return fail(reading, piece, 'bad_rate', 'how many times as fast as allowed, such as 14.4');
}

/** One window or two: over the long one much was spent, over the short one it still is. */
function readWindows(reading: ConditionReading, over: readonly Piece[] | undefined): readonly WindowSpec[] {
  if (over === undefined || over.length === 0) {
    fail(reading, undefined, 'missing_window', 'over <window> and <window>, such as over 1h and 5m');
    return [];
  }
  const and = over.findIndex(({ text }) => text === 'and');
  const lengths = and === -1 ? [over] : [over.slice(0, and), over.slice(and + 1)];
  return lengths.flatMap((words) => readWindowOf(reading, words) ?? []);
}

function readTarget(
  reading: ConditionReading,
  words: readonly Piece[] | undefined,
  metric: NamedMetric,
): number | undefined {
  if (words === undefined) {
    if (metric.target !== undefined) return metric.target;
    const expected = `for target 99.9%, or the key target of ${metric.name} in metrics.yaml`;
    return fail(reading, undefined, 'missing_target', expected);
  }
  const piece = pieceOf(reading.text, words);
  const target = parseQuantity(piece.text, { unit: 'ratio' });
  if (target !== undefined && target > 0 && target < 1) return target;
  return fail(reading, piece, 'bad_target', 'the share that is to go well, above 0% and under 100%', '99.9%');
}
