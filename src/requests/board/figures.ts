import { parseDate } from '../../language/zoned.ts';
import { defined } from '../../platform/defined.ts';
import { type Measure, measures } from './facts.ts';

/** How long the periods of a board are: days, weeks from Monday (ISO 8601), months. */
export const steps = ['day', 'week', 'month'] as const;
export type Step = (typeof steps)[number];

/** Σ value and Σ weight of a measure. */
export type Sum = { readonly value: number; readonly weight: number };

/** The sums of one day or period. */
export type Sums = Readonly<Partial<Record<Measure, Sum>>>;

/**
 * The figures of a period. Delays are means in seconds of working time; shares are 0 to 1; `csat` is a mean,
 * `nps` from -100 to 100. What there is nothing to make of is absent: no resolution has no share of anything.
 */
export type Figures = {
  readonly received: number;
  readonly answered: number;
  readonly resolved: number;
  readonly closed: number;
  readonly reopened: number;
  readonly escalated: number;
  readonly firstResponseSeconds?: number;
  readonly handlingSeconds?: number;
  readonly fcr?: number;
  readonly slaKept?: number;
  readonly reopenRate?: number;
  readonly escalationRate?: number;
  readonly csat?: number;
  readonly csatAnswers: number;
  readonly nps?: number;
  readonly npsAnswers: number;
};

/** The figures that sums come to. */
export function figuresOf(sums: Sums): Figures {
  const count = (measure: Measure) => Math.max(0, sums[measure]?.value ?? 0);
  const weight = (measure: Measure) => sums[measure]?.weight ?? 0;
  const mean = (measure: Measure) => (weight(measure) > 0 ? count(measure) / weight(measure) : undefined);
  const score = weight('nps') > 0 ? (sums.nps?.value ?? 0) / weight('nps') : undefined;
  return defined({
    received: count('received'),
    answered: weight('first_response'),
    resolved: weight('handling_time'),
    closed: count('closed'),
    reopened: count('reopened'),
    escalated: count('escalated'),
    firstResponseSeconds: mean('first_response'),
    handlingSeconds: mean('handling_time'),
    fcr: mean('fcr'),
    slaKept: mean('sla_kept'),
    reopenRate: mean('reopen_rate'),
    escalationRate: mean('escalation_rate'),
    csat: mean('csat'),
    csatAnswers: weight('csat'),
    nps: score,
    npsAnswers: weight('nps'),
  });
}

/** The sums of several together. */
export function together(all: Iterable<Sums>): Sums {
  const total: Partial<Record<Measure, Sum>> = {};
  for (const sums of all)
    for (const measure of measures) {
      const [own, sum] = [sums[measure], total[measure]];
      if (own !== undefined)
        total[measure] = {
          value: (sum?.value ?? 0) + own.value,
          weight: (sum?.weight ?? 0) + own.weight,
        };
    }
  return total;
}

/** A period: its first and its last day, `2026-06-08`, both included. */
export type Period = { readonly from: string; readonly to: string };

/** So many periods are drawn at once, and asked for. */
export const mostPeriods = 400;

/** The periods that reach into [from, to], in order; the first and the last are whole weeks or months. */
export function periodsIn({ from, to }: Period, step: Step): Period[] {
  const [first, last] = [parseDate(from), parseDate(to)];
  if (first === undefined || last === undefined) return [];
  const found: Period[] = [];
  let begin = beginOf(first, step);
  while (begin.until(last).days >= 0 && found.length < mostPeriods) {
    const next = nextOf(begin, step);
    found.push({ from: begin.toString(), to: next.subtract({ days: 1 }).toString() });
    begin = next;
  }
  return found;
}

type Day = NonNullable<ReturnType<typeof parseDate>>;

function beginOf(day: Day, step: Step): Day {
  switch (step) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    default:
      return step satisfies never;
  }
}

function nextOf(begin: Day, step: Step): Day {
  switch (step) {
    case 'day':
      return begin.add({ days: 1 });
    case 'week':
      return begin.add({ days: 7 });
    case 'month':
      return begin.add({ months: 1 });
    default:
      return step satisfies never;
  }
}
