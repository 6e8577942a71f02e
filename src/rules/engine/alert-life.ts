import type { Rule } from '../rule.ts';
import type { Alert, AlertEvent, AlertState, Measure, ResolvedWhy } from './alert.ts';

/** The parts of a rule that its alert's life depends on. */
export type AlertRule = Pick<
  Rule,
  'id' | 'forMs' | 'keepFiringForMs' | 'onNoData' | 'noDataAfterMs' | 'when'
>;

/** An alert after a measure, and what happened to it. `changed` says whether there is anything to store. */
export type Advanced = {
  readonly alert: Alert;
  readonly events: readonly AlertEvent[];
  readonly changed: boolean;
};

/** Whether a measure without data leaves an alert exactly as it is: then there is nothing to do each tick. */
export function standsWithoutData(
  { current, noData }: Alert,
  rule: AlertRule,
  now: number,
  silenceExpected: boolean,
): boolean {
  if (current.state !== 'inactive' && current.frozenSince === undefined) return false;
  if (noData?.raisedAt !== undefined) return true;
  if (silenceExpected) return noData === undefined;
  return noData !== undefined && silentMs(noData, now) < rule.noDataAfterMs;
}

/** How long a silence has been measured. */
function silentMs({ since, frozenMs = 0 }: NonNullable<Alert['noData']>, now: number): number {
  return now - since - frozenMs;
}

type Moved = { readonly state: AlertState; readonly events: readonly AlertEvent[] };
type Pending = Extract<AlertState, { state: 'pending' }>;
type Firing = Extract<AlertState, { state: 'firing' }>;

/**
 * One step in the life of an alert. No data is neither good nor bad: it freezes the clocks of `for` and of
 * `keep_firing_for`, and never ends anything. `silenceExpected` is true while the agent is suspended and the
 * rule lives from its traffic: then silence is no alarm of its own.
 */
export function advanceAlert(
  alert: Alert,
  measure: Measure,
  rule: AlertRule,
  now: number,
  silenceExpected: boolean,
): Advanced {
  const moved = advanceState(alert, measure, rule, now);
  const silence = advanceSilence(alert, measure, rule, now, silenceExpected);
  const changed = moved.state !== alert.current || silence.noData !== alert.noData;
  if (!changed) return { alert, events: [], changed };
  return {
    alert: alertIn(alert, moved.state, silence.noData),
    events: [...moved.events, ...silence.events],
    changed,
  };
}

/** Written out: rest copies each get a shape of their own, and alerts of many shapes are slow to read. */
function alertIn({ agent, rule, freshFrom }: Alert, current: AlertState, noData: Alert['noData']): Alert {
  if (noData === undefined)
    return freshFrom === undefined ? { agent, rule, current } : { agent, rule, current, freshFrom };
  return freshFrom === undefined
    ? { agent, rule, current, noData }
    : { agent, rule, current, noData, freshFrom };
}

function advanceState(alert: Alert, measure: Measure, rule: AlertRule, now: number): Moved {
  const state = alert.current;
  switch (state.state) {
    case 'inactive':
      return measure.verdict === 'breach' ? beginBreach(alert, measure, rule, now) : { state, events: [] };
    case 'pending':
      return advancePending(alert, state, measure, rule, now);
    case 'firing':
      return advanceFiring(alert, state, measure, rule, now);
    default:
      return state satisfies never;
  }
}

function beginBreach(alert: Alert, measure: Measure, rule: AlertRule, now: number): Moved {
  if (rule.forMs === 0) return fire(alert, measure, now, now);
  const event: AlertEvent = { kind: 'rulePending', ...happened(alert, now), measure };
  return { state: { state: 'pending', since: now, frozenMs: 0 }, events: [event] };
}

function fire(alert: Alert, measure: Measure, since: number, now: number): Moved {
  const event: AlertEvent = { kind: 'ruleFired', ...happened(alert, now), since, measure };
  const peak = measure.value ?? measure.threshold ?? Number.NaN;
  return { state: { state: 'firing', since, firedAt: now, peak, peakAt: now, frozenMs: 0 }, events: [event] };
}

function advancePending(alert: Alert, state: Pending, measure: Measure, rule: AlertRule, now: number): Moved {
  switch (measure.verdict) {
    case 'no_data':
      return { state: freeze(state, now), events: [] };
    case 'ok': {
      const event: AlertEvent = { kind: 'rulePendingEnded', ...happened(alert, now), measure };
      return { state: { state: 'inactive' }, events: [event] };
    }
    case 'breach': {
      const running = thaw(state, now);
      if (now - running.since - running.frozenMs < rule.forMs) return { state: running, events: [] };
      return fire(alert, measure, running.since, now);
    }
    default:
      return measure.verdict satisfies never;
  }
}

function advanceFiring(alert: Alert, state: Firing, measure: Measure, rule: AlertRule, now: number): Moved {
  if (measure.verdict === 'no_data') return { state: freeze(state, now), events: [] };
  const running = withPeak(thaw(state, now), measure, rule, now);
  if (!measure.clear) {
    if (running.clearSince === undefined) return { state: running, events: [] };
    const { clearSince: _broken, ...burning } = running;
    return { state: { ...burning, frozenMs: 0 }, events: [] };
  }
  const clearSince = running.clearSince ?? now;
  const frozenMs = running.clearSince === undefined ? 0 : running.frozenMs;
  if (now - clearSince - frozenMs < rule.keepFiringForMs)
    return {
      state: running.clearSince === undefined ? { ...running, clearSince, frozenMs } : running,
      events: [],
    };
  return {
    state: { state: 'inactive', resolvedAt: now, why: 'cleared' },
    events: [resolvedEvent(alert, running, now, 'cleared')],
  };
}

function resolvedEvent(alert: Alert, { firedAt, peak }: Firing, now: number, why: ResolvedWhy): AlertEvent {
  return { kind: 'ruleResolved', ...happened(alert, now), firedAt, peak, why };
}

function happened({ agent, rule }: Alert, at: number): Pick<AlertEvent, 'agent' | 'rule' | 'at'> {
  return { agent, rule, at };
}

type Clocked = { readonly frozenMs: number; readonly frozenSince?: number };

function freeze<S extends Clocked>(state: S, now: number): S {
  return state.frozenSince === undefined ? { ...state, frozenSince: now } : state;
}

function thaw<S extends Clocked>(state: S, now: number): Omit<S, 'frozenSince'> & Clocked {
  if (state.frozenSince === undefined) return state;
  const { frozenSince, ...rest } = state;
  return { ...rest, frozenMs: state.frozenMs + (now - frozenSince) };
}

/** The worst value so far: the highest under `>` rules, the lowest under `<` rules. */
function withPeak(state: Firing, measure: Measure, rule: AlertRule, now: number): Firing {
  const { value } = measure;
  if (value === undefined) return state;
  const low = rule.when[0]?.operator === '<' || rule.when[0]?.operator === '<=';
  const worse = low ? value < state.peak : value > state.peak;
  return worse ? { ...state, peak: value, peakAt: now } : state;
}

function advanceSilence(
  alert: Alert,
  measure: Measure,
  rule: AlertRule,
  now: number,
  silenceExpected: boolean,
): { noData?: NonNullable<Alert['noData']>; events: readonly AlertEvent[] } {
  const { noData } = alert;
  if (measure.verdict !== 'no_data' || silenceExpected) {
    if (noData?.raisedAt === undefined) return { events: [] };
    if (measure.verdict === 'no_data') return { noData, events: [] };
    return { events: [{ kind: 'ruleDataBack', ...happened(alert, now), since: noData.since }] };
  }
  if (noData === undefined) return { noData: { since: now }, events: [] };
  if (noData.raisedAt !== undefined || silentMs(noData, now) < rule.noDataAfterMs)
    return { noData, events: [] };
  const event: AlertEvent = { kind: 'ruleNoData', ...happened(alert, now), since: noData.since };
  return { noData: { ...noData, raisedAt: now }, events: [event] };
}

/** Ends an alert by a person's decision; the rule then reads only cells from `freshFrom` on. */
export function releaseAlert(alert: Alert, now: number, freshFrom: number): Advanced {
  return endAlert({ ...alert, freshFrom }, now, 'released');
}

/** Ends an alert because its rule, or its agent, is no longer in the set in force. */
export function removeAlert(alert: Alert, now: number): Advanced {
  return endAlert(alert, now, 'rule_removed');
}

function endAlert(alert: Alert, now: number, why: ResolvedWhy): Advanced {
  const current: AlertState = { state: 'inactive', resolvedAt: now, why };
  const events = alert.current.state === 'firing' ? [resolvedEvent(alert, alert.current, now, why)] : [];
  return { alert: alertIn(alert, current, undefined), events, changed: true };
}
