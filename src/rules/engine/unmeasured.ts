import type { Alert, AlertState } from './alert.ts';
import type { Engine } from './engine.ts';

/** An instant by the wall clock, which may be set, and by the monotonic one, which only goes on. In ms. */
export type Instant = { readonly wall: number; readonly monotonic: number };

/**
 * Time that the wall clock shows and nobody measured: after `at` it went on by `ms` without anybody there, or
 * was set ahead by that. Negative: it was set back.
 */
export type Gap = { readonly at: number; readonly ms: number };

/** A gap, with how far the wall clock was set in it. 0: somebody was away, and the clock went on rightly. */
export type Missed = Gap & { readonly steppedMs: number };

/**
 * The time missed between two looks at the clocks; `undefined` while both clocks agree, and the looks follow
 * each other, within `mostMs`: a busy machine or a slewed clock causes as much, and it counts as measured.
 */
export function missedBetween(before: Instant, after: Instant, mostMs: number): Missed | undefined {
  const wallMs = after.wall - before.wall;
  const spanMs = after.monotonic - before.monotonic;
  const steppedMs = Math.abs(wallMs - spanMs) > mostMs ? wallMs - spanMs : 0;
  const wasAway = spanMs > mostMs;
  if (steppedMs === 0 && !wasAway) return undefined;
  return { at: before.wall, ms: wasAway ? wallMs : wallMs - spanMs, steppedMs };
}

/** The same after a start: of the time between two processes the wall clock alone tells. */
export function missedSince(until: number, now: number, mostMs: number): Missed | undefined {
  const ms = now - until;
  if (Math.abs(ms) <= mostMs) return undefined;
  return { at: until, ms, steppedMs: ms < 0 ? ms : 0 };
}

/**
 * Lets all clocks of an engine go on from where they were before `ms` that nobody measured. The ages of the
 * metrics leave out those of `earlier` gaps as well that came after their last sample: storage does not know
 * of them.
 */
export function passUnmeasured(engine: Engine, ms: number, earlier: readonly Gap[] = []): void {
  const { alerts, watches, changed, live } = engine;
  for (const [index, alert] of alerts.entries()) {
    if (alert === undefined) continue;
    const readsAge = watches.rules[index]?.when.some(({ window }) => window === undefined) === true;
    const shifted = shiftAlert(alert, ms, readsAge);
    if (shifted === alert) continue;
    alerts[index] = shifted;
    changed.add(index);
  }
  for (let series = 0; series < live.agents.length; series++) {
    const lastAt = live.lastAt[series] ?? Number.NEGATIVE_INFINITY;
    const missed = earlier.reduce((sum, gap) => (lastAt <= gap.at ? sum + gap.ms : sum), ms);
    live.lastAt[series] = lastAt + missed;
  }
}

/** An alert whose running clocks leave out `ms`. Instants, and clocks that stand frozen, stay as they are. */
function shiftAlert(alert: Alert, ms: number, readsAge: boolean): Alert {
  const current = shiftState(alert.current, ms);
  const noData = shiftSilence(alert.noData, ms);
  const freshFrom = shiftFresh(alert.freshFrom, ms, readsAge);
  if (current === alert.current && noData === alert.noData && freshFrom === alert.freshFrom) return alert;
  const shifted: { -readonly [Part in keyof Alert]: Alert[Part] } = { ...alert, current };
  if (noData !== undefined) shifted.noData = noData;
  if (freshFrom !== undefined) shifted.freshFrom = freshFrom;
  return shifted;
}

function shiftState(state: AlertState, ms: number): AlertState {
  switch (state.state) {
    case 'inactive':
      return state;
    case 'pending':
    case 'firing': {
      const isRunning = state.state === 'pending' || state.clearSince !== undefined;
      return isRunning && state.frozenSince === undefined
        ? { ...state, frozenMs: state.frozenMs + ms }
        : state;
    }
    default:
      return state satisfies never;
  }
}

function shiftSilence(silence: Alert['noData'], ms: number): Alert['noData'] {
  if (silence === undefined || silence.raisedAt !== undefined) return silence;
  return { ...silence, frozenMs: (silence.frozenMs ?? 0) + ms };
}

/**
 * Cells keep their times, unlike ages: a rule over windows would wait for nothing where the clock goes on.
 */
function shiftFresh(freshFrom: number | undefined, ms: number, readsAge: boolean): number | undefined {
  return freshFrom === undefined || (ms > 0 && !readsAge) ? freshFrom : freshFrom + ms;
}
