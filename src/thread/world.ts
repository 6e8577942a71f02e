import { isOwing } from '../incidents/clocks/classification.ts';
import type { ClassifiedIncident } from '../incidents/clocks/clock-store.ts';
import { type Incident, type IncidentSource, isUnresolved } from '../incidents/incident.ts';
import type { ProofAttempt } from '../incidents/proof.ts';
import { neverReplayed, type ReplayMove, type ReplayStanding, withReplay } from '../plans/cases/standing.ts';
import type { Proof } from '../plans/criteria/facts.ts';
import type { Plan } from '../plans/plan.ts';
import type { RuleStanding } from '../rules/engine/engine.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { episodeKey, type SilencedFiring, type Silences } from '../rules/silences/silence.ts';
import { type DowntimeSpan, downtimeAfter } from '../switches/history.ts';
import { type KillSwitch, untouchedSwitch } from '../switches/switch.ts';
import { type Change, type IncidentMove, incidentMoves } from './change.ts';

/**
 * Everything that is remembered of one agent, besides its measures. Absent parts: nothing ever happened
 * there.
 */
export type AgentState = {
  /** `noAgent`: what is of the whole organisation. */
  readonly agent: string;
  readonly killSwitch: KillSwitch | undefined;
  /** Incidents that are not resolved yet, by number. */
  readonly incidents: ReadonlyMap<number, Incident>;
  /** Incidents of any state of which a report to an authority is owed, by number. */
  readonly owing?: ReadonlyMap<number, ClassifiedIncident>;
  /** Open plans, and those closed not long ago, by number. */
  readonly plans: ReadonlyMap<number, Plan>;
  /**
   * Spans in which the agent was suspended, the oldest first: measures of its own traffic do not count then.
   */
  readonly downtime: readonly DowntimeSpan[];
  /** The last passed proof test of each rule. */
  readonly proofs: ReadonlyMap<string, Proof>;
  /** Firings that are held back by a silence, by the key of their episode. */
  readonly silenced?: ReadonlyMap<string, SilencedFiring>;
  /** The last proof test by schedule that did not pass, or was skipped. */
  readonly attempt?: ProofAttempt;
  /** How the cases of actions were answered when they were asked again, by action. */
  readonly replays: ReadonlyMap<string, ReplayStanding>;
};

/** Numbers of the last incident and the last plan; 0 for none. Only the evaluator hands out the next ones. */
export type Sequences = { readonly incident: number; readonly plan: number };

/** One agent, with everything else that a decision about it needs. */
export type World = AgentState & {
  /** The rule set in force. */
  readonly set: RuleSet;
  /** The rules that the decision is about: those that tripped the switch, and the one that an event is of. */
  readonly rules: ReadonlyMap<string, RuleStanding>;
  readonly sequences: Sequences;
  /** The silences that people have set; absent: nothing is silenced, by plan neither. */
  readonly silences?: Silences | undefined;
  /** For a plan that may be closed now: the set in force when its incident opened, where that is recorded. */
  readonly setAtOpening?: RuleSet | undefined;
};

/** An agent that nothing is remembered of. */
export function untouchedAgent(agent: string): AgentState {
  return {
    agent,
    killSwitch: undefined,
    incidents: new Map(),
    plans: new Map(),
    downtime: [],
    proofs: new Map(),
    replays: new Map(),
  };
}

/** The agent's switch, whether or not anything has ever happened to it. */
export function switchOf({ agent, killSwitch }: AgentState, now: number): KillSwitch {
  return killSwitch ?? untouchedSwitch(agent, now);
}

/**
 * The unresolved incident of the rules, which one that fires now joins: there is at most one. Audits, reviews
 * and incidents opened by hand stand beside it, any number of them, and are joined by nothing.
 */
export function ruleIncidentOf({ incidents }: Pick<AgentState, 'incidents'>): Incident | undefined {
  for (const incident of incidents.values())
    if (incident.source === 'rule' && isUnresolved(incident)) return incident;
  return undefined;
}

/** Trouble of now comes before matters that somebody looked into. */
const bySource: readonly IncidentSource[] = ['rule', 'manual', 'review', 'audit'];

/**
 * Unresolved incidents: that of the rules first, then those opened by hand, reviews, audits; the latest
 * first.
 */
export function openIncidentsOf({ incidents }: Pick<AgentState, 'incidents'>): readonly Incident[] {
  return [...incidents.values()]
    .filter(isUnresolved)
    .toSorted(
      (left, right) =>
        bySource.indexOf(left.source) - bySource.indexOf(right.source) || right.number - left.number,
    );
}

/** The plan of an incident, while it is in sight. */
export function planOf(
  { plans }: Pick<AgentState, 'plans'>,
  incident: Pick<Incident, 'plan'> | undefined,
): Plan | undefined {
  return incident?.plan === undefined ? undefined : plans.get(incident.plan);
}

/** The agent after a change. The engine's alerts are changed by `applyToEngine`. */
export function apply<S extends AgentState>(state: S, change: Change): S {
  const { killSwitch, plan, proof, attempt, replay } = change;
  return {
    ...state,
    killSwitch: killSwitch?.after ?? state.killSwitch,
    downtime: killSwitch === undefined ? state.downtime : downtimeAfter(state.downtime, killSwitch.after),
    incidents: incidentMoves(change).reduce(withIncident, state.incidents),
    ...owingAfter(state, change),
    ...silencedAfter(state, change),
    plans: plan === undefined ? state.plans : new Map(state.plans).set(plan.after.number, plan.after),
    proofs: proof === undefined ? state.proofs : new Map(state.proofs).set(proof.rule, proof),
    ...(attempt === undefined ? {} : { attempt }),
    replays: replay === undefined ? state.replays : withMove(state.replays, replay),
  };
}

/** The sequences after a change that may have taken the next numbers. */
export function sequencesAfter(sequences: Sequences, { incident, plan }: Change): Sequences {
  return {
    incident: Math.max(sequences.incident, incident?.after.number ?? 0),
    plan: Math.max(sequences.plan, plan?.after.number ?? 0),
  };
}

function withMove(replays: AgentState['replays'], move: ReplayMove): AgentState['replays'] {
  const standing = replays.get(move.action) ?? neverReplayed;
  return new Map(replays).set(move.action, withReplay(standing, move));
}

/** The clocks that are owed after a change; they go on when their incident is resolved. */
function owingAfter({ owing = new Map() }: AgentState, change: Change): Pick<AgentState, 'owing'> {
  const moved = incidentMoves(change).filter(
    ({ before, after }) => after.classes !== undefined && after.classes !== before?.classes,
  );
  if (moved.length === 0) return {};
  const next = new Map(owing);
  for (const { after } of moved) {
    if (isOwing(after)) next.set(after.number, after);
    else next.delete(after.number);
  }
  return { owing: next };
}

/** The firings that are held back after a change: those that ended no longer are. */
function silencedAfter({ silenced }: AgentState, change: Change): Pick<AgentState, 'silenced'> {
  if (change.silenced === undefined) return {};
  const next = new Map(silenced);
  for (const firing of change.silenced) {
    if (firing.end === undefined) next.set(episodeKey(firing), firing);
    else next.delete(episodeKey(firing));
  }
  return { silenced: next };
}

function withIncident(
  incidents: ReadonlyMap<number, Incident>,
  { after }: IncidentMove,
): ReadonlyMap<number, Incident> {
  const next = new Map(incidents);
  if (isUnresolved(after)) next.set(after.number, after);
  else next.delete(after.number);
  return next;
}
