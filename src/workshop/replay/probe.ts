import { findSeries } from '../../metrics/memory/live.ts';
import type { Reading } from '../../metrics/memory/measure.ts';
import type { Aggregate, NamedMetric } from '../../metrics/metric.ts';
import type { Condition } from '../../rules/condition.ts';
import type { Engine } from '../../rules/engine/engine.ts';
import type { Rule } from '../../rules/rule.ts';
import { seriesOfCondition } from '../../rules/variants.ts';
import type { Period } from './history.ts';

/** A time in which something is known to have gone wrong. */
export type Marked = Period & { readonly number: number };

/** An approach to the threshold that did not fire, or a known incident's worst. Times are starts of cells. */
export type Approach = Period & {
  readonly at: number;
  /** The worst value that stood for as long as the rule's `for` wants. */
  readonly value: number;
  readonly incident?: number;
};

/** The measures of a rule's first condition over a history. */
export type Probed = {
  /** Per bucket the worst value, or nothing where nothing was measured. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly approaches: readonly Approach[];
  readonly worstOf: readonly Approach[];
};

/** Looks at one rule's value after every cell, beside the engine. */
export type Probe = { readonly see: (start: number, now: number) => void; readonly result: () => Probed };

type Target = {
  readonly agent: string;
  readonly rule: Rule;
  readonly metric: NamedMetric;
  readonly marked: readonly Marked[];
};

/** Most buckets of a trace: more than a chart can show. */
const mostPoints = 720;
/** An approach is within this part of the way from the good end to the threshold. */
const nearness = 0.2;

/** A probe of a rule's first condition over [from, until), or `undefined` where there is no such series. */
export function createProbe(
  { live, measure, set }: Pick<Engine, 'live' | 'measure' | 'set'>,
  target: Target,
  span: Period,
): Probe | undefined {
  const { rule, metric } = target;
  const condition = rule.when[0];
  const mandate = set.agents.get(target.agent);
  const series = condition && findSeries(live, target.agent, seriesOfCondition(condition, mandate).own);
  if (condition === undefined || series === undefined) return undefined;
  const high = condition.operator.startsWith('>');
  const reading: Reading = { value: Number.NaN, weight: 0 };
  const trace = createTrace(span, live.stepMs, high);
  const sustained = createSustained(rule.forMs, high);
  const excursions = createExcursions(nearLine(condition, metric, high), high);
  const worst = target.marked.map((mark) => createWorst(mark, high));
  const aggregate: Aggregate = metric.aggregate;
  return {
    see: (start, now) => {
      if (start < span.from) return;
      measure(live, series, aggregate, condition.window, now, Number.NEGATIVE_INFINITY, reading);
      const measured =
        !Number.isNaN(reading.value) && (aggregate === 'age' || reading.weight >= rule.minSamples);
      if (!measured) return;
      trace.see(start, reading.value);
      const value = sustained.see(start, reading.value);
      if (value === undefined) return;
      excursions.see(start, value);
      for (const one of worst) one.see(start, value);
    },
    result: () => ({
      points: trace.points(),
      approaches: excursions.result(),
      worstOf: worst.flatMap((one) => one.result() ?? []),
    }),
  };
}

function worse(high: boolean, value: number, than: number): boolean {
  return high ? value > than : value < than;
}

/** Where an approach begins. A ratio or score that is better high is good at its top, all else at 0. */
function nearLine(
  { threshold = Number.NaN }: Condition,
  { unit, scale }: NamedMetric,
  high: boolean,
): number {
  if (high) return threshold > 0 ? threshold * (1 - nearness) : threshold;
  const top = unit === 'ratio' ? 1 : unit === 'score' ? (scale ?? 5) : threshold * 2;
  return threshold + (top - threshold) * nearness;
}

function createTrace(span: Period, stepMs: number, high: boolean) {
  const cells = Math.max(1, Math.ceil((span.until - span.from) / stepMs / mostPoints));
  const bucketMs = cells * stepMs;
  const values: (number | null)[] = new Array(Math.ceil((span.until - span.from) / bucketMs)).fill(null);
  let [place, end] = [-1, Number.NEGATIVE_INFINITY];
  return {
    see: (start: number, value: number) => {
      if (start >= end) {
        place = Math.floor((start - span.from) / bucketMs);
        end = span.from + (place + 1) * bucketMs;
      }
      const before = values[place];
      if (before === null || before === undefined || worse(high, value, before)) values[place] = value;
    },
    points: () => values.map((value, place) => [span.from + place * bucketMs, value] as const),
  };
}

/** The best value within the last `forMs`: what a threshold has to be under (or over) to have fired now. */
function createSustained(forMs: number, high: boolean) {
  if (forMs === 0) return { see: (_start: number, value: number): number | undefined => value };
  const queue: { readonly start: number; readonly value: number }[] = [];
  let first: number | undefined;
  return {
    see: (start: number, value: number): number | undefined => {
      first ??= start;
      for (
        let last = queue.at(-1);
        last !== undefined && !worse(high, value, last.value);
        last = queue.at(-1)
      )
        queue.pop();
      queue.push({ start, value });
      while ((queue[0]?.start ?? start) < start - forMs) queue.shift();
      return start - first >= forMs ? queue[0]?.value : undefined;
    },
  };
}

type OpenApproach = { from: number; until: number; at: number; value: number };

function createExcursions(line: number, high: boolean) {
  const all: OpenApproach[] = [];
  let open: OpenApproach | undefined;
  return {
    see: (start: number, value: number) => {
      if (!worse(high, value, line)) {
        open = undefined;
        return;
      }
      if (open === undefined) {
        open = { from: start, until: start, at: start, value };
        all.push(open);
        return;
      }
      open.until = start;
      if (!worse(high, value, open.value)) return;
      open.at = start;
      open.value = value;
    },
    result: (): readonly Approach[] => all,
  };
}

function createWorst({ number, from, until }: Marked, high: boolean) {
  let found: { at: number; value: number } | undefined;
  return {
    see: (start: number, value: number) => {
      if (start < from || start > until) return;
      if (found === undefined || worse(high, value, found.value)) found = { at: start, value };
    },
    result: (): Approach | undefined => found && { from, until, ...found, incident: number },
  };
}
