import type { CriterionState, Episodes, Held } from '../plan.ts';

/**
 * The clock of criteria that must hold for a while: `error_rate < 1% over 1h for 24h`, `no
 * catalogue_freshness > 15m for 48h`. It moves at the ends of cells only, from one assessed instant to the
 * next, so that a replay over stored cells reaches the same state as the live process did.
 */

/** Where the criterion's subject stands at an instant; the hold that counts runs only while `counting`. */
export type Stage = 'waiting' | 'not_done' | 'settling' | 'counting';

/** One reading at an instant. `good`: as the criterion asks; for episodes, that none is going on. */
export type Reading =
  | { readonly kind: 'good' | 'bad'; readonly value: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'suspended' };

/** The terms of a hold: how long, and counted from when. Times in epoch ms. */
export type HoldTerms = {
  readonly holdMs: number;
  /** Episodes allowed within the hold; absent: any bad reading ends it. */
  readonly most?: number;
  /** Readings further apart than this were not measured in between: the time between them does not count. */
  readonly stepMs: number;
  /** Start of the `counting` stage: a state reached before it belongs to an earlier attempt. */
  readonly startAt: number;
};

/** One assessed instant. */
export type HoldStep = {
  readonly at: number;
  readonly stage: Stage;
  readonly reading: Reading;
  /** Whether the metric was silenced by a suspension at some time since the step before. */
  readonly interrupted: boolean;
};

type Clock = { readonly heldMs: number; readonly countedUntil?: number; readonly episodes?: Episodes };

/** The state after one more instant. A step back in time, or one already counted, changes nothing. */
export function stepHold(before: CriterionState, step: HoldStep, terms: HoldTerms): CriterionState {
  const state = stateOfThisAttempt(before, step.stage, terms);
  if (countedUntil(state) > step.at) return before;
  if (state.verdict === 'met') return stepMet(state, step, terms);
  if (step.stage === 'waiting' || step.stage === 'settling')
    return { verdict: 'pending', why: step.stage, ...heldBefore(state) };
  if (step.reading.kind === 'none' || step.reading.kind === 'suspended') {
    return frozen(state, step.stage, step.reading.kind, step.at);
  }
  const clock = advanced(state, { ...step, reading: step.reading }, terms);
  if (clock === undefined) return missed(step.stage, step.at, step.reading.value);
  return running(clock, heldBefore(state), step, terms);
}

/** Whether the action brought it about; false also while what held already before it is measured anew. */
export function attributedOf(state: CriterionState): boolean | undefined {
  if (state.verdict === 'met') return state.attributed;
  return 'heldBefore' in state ? false : undefined;
}

/** The memory that it held already before the action was done. */
export function heldBefore(state: CriterionState): Held {
  return attributedOf(state) === false ? { heldBefore: true } : {};
}

/** The state to go on from. A new stage, or an action done again, starts a new attempt from nothing. */
function stateOfThisAttempt(state: CriterionState, stage: Stage, terms: HoldTerms): CriterionState {
  const why = stage === 'counting' ? 'waiting' : stage;
  const fresh: CriterionState = { verdict: 'pending', why, ...heldBefore(state) };
  switch (state.verdict) {
    case 'pending':
      if (stage === 'not_done') return state.why === 'not_done' ? state : fresh;
      return stage === 'counting' && state.why === 'suspended' && countedUntil(state) >= terms.startAt
        ? state
        : fresh;
    case 'holding':
      return stage === 'counting' && state.countedUntil >= terms.startAt ? state : fresh;
    case 'no_data':
      return stage === 'counting' && state.since >= terms.startAt ? state : fresh;
    case 'met':
      return stage !== 'counting' || state.at < terms.startAt ? fresh : state;
    case 'failed':
      return stage === 'counting' && state.at >= terms.startAt ? state : fresh;
    case 'error':
      return fresh;
    default:
      return state satisfies never;
  }
}

/** The state to go on from where a clock was set back to `at`: the time until then is not bridged. */
export function rewound(state: CriterionState, at: number): CriterionState {
  if (state.verdict === 'holding') return { verdict: 'no_data', since: at, ...keptOf(state) };
  const isAhead = state.verdict === 'pending' && state.countedUntil !== undefined;
  return isAhead ? { ...state, countedUntil: at } : state;
}

/** Met stays met through silence and suspension; only a measured failure ends it. */
function stepMet(
  state: Extract<CriterionState, { verdict: 'met' }>,
  step: HoldStep,
  terms: HoldTerms,
): CriterionState {
  const { reading, at } = step;
  if (reading.kind === 'none' || reading.kind === 'suspended') return state;
  if (terms.most === undefined) {
    return reading.kind === 'good' ? state : missed(step.stage, at, reading.value);
  }
  const seen = countEpisode(state.episodes, reading.kind === 'bad', at);
  const recent = withinLast(terms.holdMs, seen, at);
  if (episodeCount(recent) > terms.most) return missed(step.stage, at, reading.value);
  return { ...state, episodes: recent };
}

function frozen(
  state: CriterionState,
  stage: 'not_done' | 'counting',
  why: 'none' | 'suspended',
  at: number,
): CriterionState {
  const clock = clockOf(state);
  const counted = clock === undefined ? {} : keptOf(clock);
  const kept = { ...counted, ...heldBefore(state) };
  if (stage === 'not_done') return { verdict: 'pending', why: 'not_done', ...kept };
  if (state.verdict === 'failed') return state;
  if (why === 'suspended') {
    return { verdict: 'pending', why: 'suspended', ...kept, countedUntil: at };
  }
  const since = state.verdict === 'no_data' ? state.since : at;
  return { verdict: 'no_data', since, heldMs: 0, ...kept };
}

/** The clock after a measured instant, or `undefined` when what was measured ends the hold. */
function advanced(
  state: CriterionState,
  step: HoldStep & { readonly reading: Extract<Reading, { value: number }> },
  terms: HoldTerms,
): Clock | undefined {
  const clock = clockOf(state);
  const bad = step.reading.kind === 'bad';
  if (bad && (terms.most === undefined || state.verdict === 'failed')) return undefined;
  const seen = terms.most === undefined ? undefined : countEpisode(clock?.episodes, bad, step.at);
  const isFull = (clock?.heldMs ?? 0) >= terms.holdMs;
  const episodes = seen && isFull ? withinLast(terms.holdMs, seen, step.at) : seen;
  if (episodes !== undefined && episodeCount(episodes) > (terms.most ?? 0)) return undefined;
  return {
    heldMs: (clock?.heldMs ?? 0) + measuredMs(clock?.countedUntil, step, terms.stepMs),
    countedUntil: step.at,
    ...(episodes === undefined ? {} : { episodes }),
  };
}

/** Time since the last measured instant, when nothing but one cell lies between. */
function measuredMs(from: number | undefined, step: HoldStep, stepMs: number): number {
  if (from === undefined || step.interrupted || step.at - from > stepMs) return 0;
  return step.at - from;
}

function running(clock: Clock, before: Held, { stage, at }: HoldStep, { holdMs }: HoldTerms): CriterionState {
  const { episodes } = clock;
  const heldMs = Math.min(clock.heldMs, holdMs);
  const kept = { ...before, ...(episodes === undefined ? {} : { episodes }) };
  const isHeld = heldMs >= holdMs;
  if (stage === 'counting') {
    if (!isHeld) return { verdict: 'holding', heldMs, countedUntil: at, ...kept };
    const attributed = before.heldBefore === undefined;
    return { verdict: 'met', at, attributed, ...(episodes === undefined ? {} : { episodes }) };
  }
  const held = isHeld ? ({ heldBefore: true } as const) : {};
  return { verdict: 'pending', why: 'not_done', heldMs, countedUntil: at, ...kept, ...held };
}

/** Before the action is done nothing has failed yet: the trouble it is to end is simply still there. */
function missed(stage: Stage, at: number, value: number): CriterionState {
  return stage === 'counting' ? { verdict: 'failed', at, value } : { verdict: 'pending', why: stage };
}

/** The time a state has counted. Only a running clock has `countedUntil`: frozen time is never bridged. */
function clockOf(state: CriterionState): Clock | undefined {
  switch (state.verdict) {
    case 'holding':
      return state;
    case 'no_data':
      return keptOf(state);
    case 'pending':
      if (state.heldMs === undefined) return undefined;
      return state.why === 'not_done'
        ? { ...state, heldMs: state.heldMs }
        : keptOf({ ...state, heldMs: state.heldMs });
    case 'met':
    case 'failed':
    case 'error':
      return undefined;
    default:
      return state satisfies never;
  }
}

function keptOf({ heldMs, episodes }: Clock): Clock {
  return { heldMs, ...(episodes === undefined ? {} : { episodes }) };
}

function countedUntil(state: CriterionState): number {
  return state.verdict === 'holding' || state.verdict === 'pending'
    ? (state.countedUntil ?? -Infinity)
    : -Infinity;
}

function countEpisode(seen: Episodes | undefined, bad: boolean, at: number): Episodes {
  const starts = seen?.starts ?? [];
  const begins = bad && seen?.ongoing !== true;
  return { starts: begins ? [...starts, at] : starts, ongoing: bad };
}

function episodeCount(episodes: Episodes): number {
  return episodes.starts.length;
}

/** Episodes that began within the last hold; the ongoing one belongs to it however long ago it began. */
function withinLast(holdMs: number, episodes: Episodes, at: number): Episodes {
  const starts = episodes.starts.filter(
    (start, index) => start > at - holdMs || (episodes.ongoing && index === episodes.starts.length - 1),
  );
  return { starts, ongoing: episodes.ongoing };
}
