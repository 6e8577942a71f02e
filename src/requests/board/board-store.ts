import { localDate, parseDate } from '../../language/zoned.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { iso } from '../../platform/iso.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import { type AlarmKind, alarmsOf, dueAlarms } from '../clocks/alarms.ts';
import { lateRequests } from '../clocks/clock-store.ts';
import type { TimesOf } from '../clocks/jobs.ts';
import type { Paused } from '../clocks/targets.ts';
import type { RequestTimes } from '../request.ts';
import { standingCounts, sumsOf } from './fact-store.ts';
import { type Figures, figuresOf, type Period, periodsIn, type Step, together } from './figures.ts';

/** The question of a board: its days, both included, and how they are laid out. */
export type BoardQuery = { readonly by: Step; readonly from?: string; readonly to?: string };

/** A request that is late, and why: the gravest of what is. Times are ISO 8601. */
export type LateRequest = {
  readonly number: number;
  readonly kind: string;
  readonly priority: RequestTimes['priority'];
  readonly owner?: string;
  readonly why: AlarmKind;
  /** Since when it is late. */
  readonly lateAt: string;
  readonly promisedAt?: string;
};

/** The board of the desk. */
export type Board = Period & {
  readonly by: Step;
  readonly timezone: string;
  readonly now: {
    readonly open: number;
    readonly unanswered: number;
    readonly waitingForUs: number;
    readonly waitingForCustomer: number;
    readonly late: number;
  };
  readonly late: readonly LateRequest[];
  readonly total: Figures;
  readonly periods: readonly (Period & Figures)[];
};

/** So many late requests are named. */
const mostLate = 50;

/** So many steps a board goes back where nobody says. */
const usualSteps: Readonly<Record<Step, number>> = { day: 14, week: 12, month: 12 };

/** The days that a question is about: the last of them is today where it is not said. */
export function spanOf(
  { by, from, to }: BoardQuery,
  { timezone }: Pick<DeskRules, 'timezone'>,
  now: number,
): Period {
  const last = (to === undefined ? undefined : parseDate(to)) ?? localDate(now, timezone);
  const back = usualSteps[by] - 1;
  const first =
    by === 'month'
      ? last.subtract({ months: back })
      : last.subtract({ days: by === 'week' ? back * 7 : back });
  return { from: from ?? first.toString(), to: last.toString() };
}

/** Reads the board at `now`. */
export async function readBoard(
  { db, desk, timesOf }: { readonly db: Db; readonly desk: DeskRules; readonly timesOf: TimesOf },
  query: BoardQuery,
  now: number,
): Promise<Board> {
  const periods = periodsIn(spanOf(query, desk, now), query.by);
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a board of no days');
  const span = { from: first.from, to: last.to };
  const [sums, counts, late] = await Promise.all([
    sumsOf(db, span, query.by),
    standingCounts(db),
    lateRequests(db, now, mostLate),
  ]);
  const times = await timesOf(
    db,
    late.first.map(({ number }) => number),
  );
  const known = new Map(times.map((one) => [one.number, one]));
  return {
    ...span,
    ...{ by: query.by, timezone: desk.timezone },
    now: {
      open: counts.open,
      unanswered: counts.unanswered,
      waitingForUs: counts.waiting_us,
      waitingForCustomer: counts.waiting_customer,
      late: late.total,
    },
    late: late.first.flatMap((row) => {
      const own = known.get(row.number);
      return own === undefined ? [] : (lateOf(desk, own, row, now) ?? []);
    }),
    total: figuresOf(together(sums.values())),
    periods: periods.map((period) => ({ ...period, ...figuresOf(sums.get(period.from) ?? {}) })),
  };
}

function lateOf(desk: DeskRules, times: RequestTimes, paused: Paused, now: number): LateRequest | undefined {
  const due = dueAlarms(alarmsOf(desk, times, paused, now), now);
  const [worst] = due;
  if (worst === undefined) return undefined;
  const { number, kind, priority, owner } = times;
  return defined({
    ...{ number, kind, priority, owner, why: worst.kind },
    lateAt: iso(Math.min(...due.map(({ dueAt }) => dueAt))),
    promisedAt: worst.promisedAt === undefined ? undefined : iso(worst.promisedAt),
  });
}
