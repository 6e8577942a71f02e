import type { Rule } from '../rule.ts';
import type { Alert, Measure, Verdict } from './alert.ts';
import type { AlertRule } from './alert-life.ts';

/** The standing of a rule that the store evaluates, as its alerts tell it. Times are those of the store. */
export type Told = {
  readonly agent: string;
  readonly rule: string;
  /** The start of the newest breach that goes on, if one does. */
  readonly breachSince?: number | undefined;
  /** The same for having nothing to measure. */
  readonly silentSince?: number | undefined;
  readonly value?: number | undefined;
};

/** The message of a compiled rule's alert: the rule is breached, or there is nothing to measure. */
export type RuleAlarm = 'breach' | 'no_data';

/** How such an alert is kept: where others have a metric, which has no space in its name. */
export function subjectOf(alarm: RuleAlarm, rule: string): string {
  return `${alarm} ${rule}`;
}

/** One text for agent and rule, neither of which has a space. */
export function toldKey({ agent, rule }: Pick<Told, 'agent' | 'rule'>): string {
  return `${agent} ${rule}`;
}

/**
 * A rule of which nothing was told has no data here: nobody measured. A breach that a person has released
 * goes on in the store, and trips nothing until it begins anew.
 */
export function measureTold(
  told: Told | undefined,
  { when }: Rule,
  { freshFrom = Number.NEGATIVE_INFINITY }: Pick<Alert, 'freshFrom'>,
): Measure {
  const verdict = verdictOf(told, freshFrom);
  // An end may be that of the data: no value and no weight, so nobody takes it for a measure.
  const value = verdict === 'breach' && told?.value !== undefined ? { value: told.value } : {};
  return {
    verdict,
    ...value,
    threshold: when[0]?.threshold ?? Number.NaN,
    weight: 0,
    clear: verdict === 'ok',
  };
}

function verdictOf(told: Told | undefined, freshFrom: number): Verdict {
  if (told === undefined) return 'no_data';
  const { breachSince, silentSince } = told;
  if (breachSince !== undefined && breachSince >= freshFrom) return 'breach';
  return breachSince === undefined && silentSince === undefined ? 'ok' : 'no_data';
}

/** The clocks of such a rule have run in the store. */
export function asTold(rule: Rule): AlertRule {
  return { ...rule, forMs: 0, keepFiringForMs: 0, noDataAfterMs: 0 };
}
