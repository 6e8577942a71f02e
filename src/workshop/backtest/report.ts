import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { KnownIncident } from '../replay/history.ts';
import { alarmEnd, type ReplayedFiring, type ReplayedSilence, stands } from '../replay/log.ts';
import type { Span } from '../replay/switch.ts';
import type { AgentBacktest, NearMiss, Trace } from './backtest.ts';
import { acting, type HeldByMaintenance, heldIn } from './held.ts';

/** The results of one rule set, over all agents. */
export type Side = {
  /** Of the rule set. */
  readonly hash: string;
  readonly firings: readonly ReplayedFiring[];
  readonly silences: readonly ReplayedSilence[];
  readonly suspendedMinutes: number;
  /** Minutes with a share of the traffic, which are no downtime. */
  readonly degradedMinutes: number;
  /** Incidents and plans that it would have opened. */
  readonly incidentsOpened: number;
  readonly plansOpened: number;
  /** The alarms that its planned maintenance would have held back. */
  readonly held: HeldByMaintenance;
};

/** When a set would have noticed a known incident; `earlierMs` is negative when it would have been later. */
export type Caught = { readonly at: number; readonly rule: string; readonly earlierMs: number };

/** A known incident under both sets. */
export type IncidentOutcome = {
  readonly number: number;
  readonly agent: string;
  readonly openedAt: number;
  readonly before?: Caught;
  readonly after?: Caught;
  readonly outcome: 'earlier' | 'later' | 'same' | 'gained' | 'lost' | 'missed';
};

/** The effect of a changed set on a success criterion of a plan that is still open. */
export type CriterionEffect = {
  readonly plan: number;
  readonly criterion: string;
  readonly text: string;
  readonly effect:
    | 'would_hold'
    | 'would_no_longer_hold'
    | 'needs_new_proof'
    | 'rule_missing'
    | 'holds_longer_to_measure';
  /** Minutes of additional suspension in which the agent's own measures do not count. */
  readonly minutes?: number;
};

/** The answer to "what would it have done". Times are epoch milliseconds. */
export type BacktestReport = {
  readonly from: number;
  readonly until: number;
  readonly stepMs: number;
  readonly agents: readonly string[];
  /** The changes that the second set makes, one line each. */
  readonly changes: readonly string[];
  readonly before: Side;
  readonly after: Side;
  readonly newFirings: readonly ReplayedFiring[];
  readonly goneFirings: readonly ReplayedFiring[];
  readonly incidents: readonly IncidentOutcome[];
  readonly nearMisses: readonly NearMiss[];
  /** Near misses beyond the ones listed. */
  readonly nearMissesLeftOut: number;
  readonly criteria: readonly CriterionEffect[];
  readonly traces: readonly Trace[];
};

/** The parts of a report that do not come from the replays. */
export type ReportFacts = Pick<BacktestReport, 'from' | 'until' | 'stepMs' | 'changes'> & {
  /** The last set of each side. */
  readonly sets: { readonly before: RuleSet; readonly after: RuleSet };
  readonly incidents: readonly KnownIncident[];
};

const mostNearMisses = 50;

/** Puts the agents' results together. */
export function assembleReport(results: readonly AgentBacktest[], facts: ReportFacts): BacktestReport {
  const { sets: _, incidents, ...about } = facts;
  const [before, after] = [sideOf('before', results, facts), sideOf('after', results, facts)];
  const agents = results.map(({ agent }) => agent);
  const misses = results.flatMap(({ nearMisses }) => nearMisses);
  const kept = misses.toSorted((left, right) => closeness(left) - closeness(right)).slice(0, mostNearMisses);
  return {
    ...about,
    agents,
    before,
    after,
    newFirings: withoutPartner(after.firings, before.firings),
    goneFirings: withoutPartner(before.firings, after.firings),
    incidents: incidents
      .filter(({ agent }) => agents.includes(agent))
      .map((incident) => outcomeOf(incident, { before, after }, about.stepMs)),
    nearMisses: kept.toSorted((left, right) => left.at - right.at),
    nearMissesLeftOut: misses.length - kept.length,
    criteria: [],
    traces: results.flatMap(({ traces }) => traces),
  };
}

/** Misses of known incidents come first, then those that came nearest. */
function closeness({ incident, value, threshold }: NearMiss): number {
  if (incident !== undefined) return -1;
  return Math.abs(value - threshold) / Math.max(Math.abs(threshold), Number.MIN_VALUE);
}

function sideOf(
  side: 'before' | 'after',
  results: readonly AgentBacktest[],
  { from, until, sets }: ReportFacts,
): Side {
  const firings = byStart(results.flatMap((one) => one[side].firings));
  const silences = byStart(results.flatMap((one) => one[side].silences));
  const minutesOf = (spans: readonly Span[]): number => {
    let ms = 0;
    for (const span of spans)
      ms += Math.max(0, Math.min(span.until ?? until, until) - Math.max(span.from, from));
    return Math.round((ms / 60_000) * 100) / 100;
  };
  return {
    hash: sets[side].hash,
    firings,
    silences,
    suspendedMinutes: minutesOf(results.flatMap((one) => one[side].suspensions)),
    degradedMinutes: minutesOf(results.flatMap((one) => one[side].degradations)),
    ...openings(acting(sets[side], firings), acting(sets[side], silences)),
    held: heldIn(sets[side], [...firings.filter(({ effect }) => effect !== 'observe'), ...silences], until),
  };
}

function byStart<T extends { readonly start: number; readonly agent: string }>(all: readonly T[]): T[] {
  return all.toSorted((left, right) => left.start - right.start || (left.agent < right.agent ? -1 : 1));
}

/**
 * Incidents that would have opened: an alarm that begins while another one of its agent lasts joins that
 * one's incident, as it does live. A suspension, or an alert with a playbook, brings a plan.
 */
function openings(
  firings: readonly ReplayedFiring[],
  silences: readonly ReplayedSilence[],
): Pick<Side, 'incidentsOpened' | 'plansOpened'> {
  const alarms = [
    ...firings.map((one) => ({ ...one, plan: one.effect === 'suspend' || one.playbook !== undefined })),
    ...silences.map((one) => ({ ...one, plan: one.onNoData === 'suspend' })),
  ];
  const opening = alarms
    .filter(({ effect }) => effect !== 'observe')
    .toSorted((left, right) => left.start - right.start);
  const open = new Map<string, { until: number; plan: boolean }>();
  let [incidentsOpened, plansOpened] = [0, 0];
  for (const alarm of opening) {
    const { agent, start, plan } = alarm;
    const last = open.get(agent);
    const joined = last !== undefined && start <= last.until ? last : undefined;
    const hasPlan = joined?.plan === true;
    if (joined === undefined) incidentsOpened++;
    if (plan && !hasPlan) plansOpened++;
    open.set(agent, { until: Math.max(alarmEnd(alarm), joined?.until ?? 0), plan: plan || hasPlan });
  }
  return { incidentsOpened, plansOpened };
}

/** The firings that no firing of the same rule on the other side overlaps. */
function withoutPartner(
  firings: readonly ReplayedFiring[],
  others: readonly ReplayedFiring[],
): ReplayedFiring[] {
  const isPartner = (one: ReplayedFiring, other: ReplayedFiring) =>
    other.agent === one.agent && other.rule === one.rule && stands(one, other.start, alarmEnd(other));
  return firings.filter((one) => !others.some((other) => isPartner(one, other)));
}

function outcomeOf(
  incident: KnownIncident,
  sides: Pick<BacktestReport, 'before' | 'after'>,
  stepMs: number,
): IncidentOutcome {
  const { number, agent, openedAt } = incident;
  const [before, after] = [caughtBy(incident, sides.before, stepMs), caughtBy(incident, sides.after, stepMs)];
  return defined({ number, agent, openedAt, before, after, outcome: wordFor(before, after) });
}

function wordFor(was: Caught | undefined, would: Caught | undefined): IncidentOutcome['outcome'] {
  if (was === undefined) return would === undefined ? 'missed' : 'gained';
  if (would === undefined) return 'lost';
  if (would.at === was.at) return 'same';
  return would.at < was.at ? 'earlier' : 'later';
}

/** The first alarm of the agent that does more than observe and stands while the incident lasts. */
function caughtBy(incident: KnownIncident, side: Side, stepMs: number): Caught | undefined {
  const alarms = byStart<ReplayedFiring | ReplayedSilence>([...side.firings, ...side.silences]);
  const first = alarms.find(
    (alarm) =>
      alarm.agent === incident.agent &&
      alarm.effect !== 'observe' &&
      stands(alarm, incident.from - stepMs, incident.until),
  );
  return first && { at: first.start, rule: first.rule, earlierMs: incident.openedAt - first.start };
}
