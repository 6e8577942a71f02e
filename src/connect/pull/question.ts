/** Where the questions about one query stand. */
export type Standing = {
  /** The number of the step that was asked about last; it is not asked about again. */
  readonly step?: number;
  /** The newest time that is answered. */
  readonly answeredAt?: number;
  /** How many steps are asked for at once: fewer after an answer that was too large or too late. */
  readonly span: number;
};

/** Of the time `to`, or of each step since `from`. `isLast`: nothing newer is to be asked for now. */
export type Question = {
  readonly step: number;
  readonly from?: number;
  readonly to: number;
  readonly isLast: boolean;
};

/** The most steps of a question, and how far back a gap is made up. */
const [mostSteps, mostBackMs] = [360, 86_400_000];

/**
 * Younger values are asked for time by time: in a range of many times VictoriaMetrics puts copies of older
 * values in the place of those of the last 30 s (`search.latencyOffset`).
 */
const settledMs = 30_000;

/** Nothing was asked. */
export const unasked: Standing = { span: mostSteps };

/**
 * The question that is due: about the step that has begun, and those since the last answer, so that a gap
 * is made up with the values of their times. Steps are those of the clock, each asked about `lateMs` after
 * it began.
 */
export function questionOf(
  { step: asked, answeredAt, span }: Standing,
  { now, everyMs, lateMs }: { readonly now: number; readonly everyMs: number; readonly lateMs: number },
): Question | undefined {
  const step = Math.floor((now - lateMs) / everyMs);
  if (step === asked) return undefined;
  const newest = step * everyMs;
  // After a clock that was set back everything seems answered.
  if (answeredAt === undefined || answeredAt > newest + everyMs) return { step, to: newest, isLast: true };
  const after = (Math.floor(answeredAt / everyMs) + 1) * everyMs;
  const earliest = newest - Math.floor(Math.min(mostSteps * everyMs, mostBackMs) / everyMs) * everyMs;
  const from = Math.max(after, earliest);
  if (from > newest) return undefined;
  const settled = Math.floor((now - settledMs) / everyMs) * everyMs;
  const to = Math.max(from, Math.min(settled, from + (span - 1) * everyMs));
  return { step, from, to, isLast: to === newest };
}

/**
 * After an answer whose newest value is of this time, if it had any: a store may be behind. What is left of
 * a gap is due at once.
 */
export function afterAnswer({ span }: Standing, { step, from, to, isLast }: Question, newest = to): Standing {
  const had = Math.min(newest, to);
  const answeredAt = from === undefined || had >= from ? had : to;
  return { ...(isLast ? { step } : {}), answeredAt, span: Math.min(mostSteps, span * 2) };
}

/** After no answer: the same is asked for at the next step, less of it if that may help. */
export function afterFault(standing: Standing, { step }: Question, isTooMuch: boolean): Standing {
  const span = isTooMuch ? Math.max(1, Math.floor(standing.span / 2)) : standing.span;
  return { ...standing, step, span };
}
