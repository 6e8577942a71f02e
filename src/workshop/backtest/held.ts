import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { coverageAt, type Silencing } from '../../rules/silences/coverage.ts';
import { noSilences } from '../../rules/silences/silence.ts';
import { alarmEnd } from '../replay/log.ts';

/** The alarms that planned maintenance would have held back. A firing that outlasts it acts when it ends. */
export type HeldByMaintenance = {
  /** Firings and silences that it would have held back, be it for a while. */
  readonly alarms: number;
  /** Those of them that would have ended by themselves meanwhile: nothing would have come of them. */
  readonly neverActed: number;
  /** The minutes in which an alarm stood and was held back. */
  readonly minutes: number;
};

type Alarm = {
  readonly agent: string;
  readonly rule: string;
  readonly start: number;
  readonly end?: number;
};

/** When an alarm would have acted, given that planned maintenance holds it back; absent: never. */
export function actsAt(set: RuleSet, alarm: Alarm, stops: boolean): number | undefined {
  const silencing: Silencing = { set, silences: noSilences };
  const coverage = coverageAt(silencing, { agent: alarm.agent, rule: alarm.rule, stops }, alarm.start);
  if (coverage === undefined) return alarm.start;
  return coverage.until < alarmEnd(alarm) ? coverage.until : undefined;
}

/** The counts over alarms, up to the end of the time looked at. */
export function heldIn(set: RuleSet, alarms: readonly Alarm[], until: number): HeldByMaintenance {
  let [held, neverActed, heldMs] = [0, 0, 0];
  for (const alarm of alarms) {
    const acts = actsAt(set, alarm, true);
    if (acts === alarm.start) continue;
    held += 1;
    if (acts === undefined) neverActed += 1;
    heldMs += Math.max(0, Math.min(acts ?? alarmEnd(alarm), until) - alarm.start);
  }
  return { alarms: held, neverActed, minutes: Math.round((heldMs / 60_000) * 100) / 100 };
}

/** Alarms as they would have acted: later, or not at all. */
export function acting<A extends Alarm>(set: RuleSet, alarms: readonly A[]): A[] {
  return alarms.flatMap((alarm) => {
    const start = actsAt(set, alarm, true);
    return start === undefined ? [] : [defined({ ...alarm, start }) as A];
  });
}
