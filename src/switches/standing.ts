import type { Alert, Measure, Verdict } from '../rules/engine/alert.ts';
import { runningSteps } from './steps.ts';
import { type KillSwitch, mayRun, modeOf } from './switch.ts';

/** How an agent stands: whether it obeys, what its rules say, and how much it needs a person. */

/** Whether the agent has said that it obeys the switch as it stands. */
export function isAcknowledged(state: KillSwitch): boolean {
  return state.acknowledged !== undefined && state.acknowledged.epoch >= state.epoch;
}

/** How long a suspension, or a share, has been waiting for its acknowledgement, in ms; 0 when none is due. */
export function unacknowledgedMs(state: KillSwitch, now: number): number {
  if (modeOf(state) === 'normal' || isAcknowledged(state)) return 0;
  return Math.max(0, now - epochReachedAt(state));
}

/** Whether the agent may be going on in spite of its switch: its time to acknowledge is over. */
export function isAcknowledgementLate(state: KillSwitch, ackWithinMs: number, now: number): boolean {
  return unacknowledgedMs(state, now) > ackWithinMs;
}

/**
 * When a switch that holds its agent back reached its epoch: since its mode began it can only have gained
 * trips or a hold, or reached a step.
 */
function epochReachedAt(state: KillSwitch): number {
  const gained = state.trips.map((trip) => trip.firedAt);
  return Math.max(state.since, state.hold?.at ?? 0, state.staged?.reachedAt ?? 0, ...gained);
}

/** How long after its acknowledgement the last answers of an agent may still come in. */
export const lastWordsMs = 2_000;

/**
 * When an agent was seen to go on in spite of a suspension that it says it obeys: its own traffic of
 * `trafficAt` is later than its word.
 */
export function disobeyedAt(state: KillSwitch, trafficAt: number | undefined): number | undefined {
  if (mayRun(state) || state.acknowledged === undefined || !isAcknowledged(state)) return undefined;
  return trafficAt !== undefined && trafficAt > state.acknowledged.at + lastWordsMs ? trafficAt : undefined;
}

/** The agent's word about the switch as it stands, and its deeds. */
export type Obedience =
  | { readonly kind: 'obeyed'; readonly at: number }
  /** It says that it obeys, and was seen to go on. */
  | { readonly kind: 'disobeyed'; readonly at: number }
  | { readonly kind: 'waiting'; readonly sinceMs: number; readonly late: boolean }
  /** It has all of its traffic, and has not said so: nobody waits for its word. */
  | { readonly kind: 'not_asked' };

/** Whether the agent has acknowledged its switch and, where it must, for how long it has been waited for. */
export function obedienceOf(
  state: KillSwitch,
  ackWithinMs: number,
  now: number,
  trafficAt?: number,
): Obedience {
  const seenAt = disobeyedAt(state, trafficAt);
  if (seenAt !== undefined) return { kind: 'disobeyed', at: seenAt };
  if (state.acknowledged !== undefined && isAcknowledged(state))
    return { kind: 'obeyed', at: state.acknowledged.at };
  if (modeOf(state) === 'normal') return { kind: 'not_asked' };
  return {
    kind: 'waiting',
    sinceMs: unacknowledgedMs(state, now),
    late: isAcknowledgementLate(state, ackWithinMs, now),
  };
}

/** `unheard`: suspended, and the metric lives from the agent's own traffic, so its silence is expected. */
export type RuleStanding = 'firing' | 'pending' | 'ok' | 'no_data' | 'unheard';

/** How one rule stands on one agent. A feed that is only waited for has an age, and is not measured yet. */
export function ruleStanding(
  alert: Alert['current']['state'],
  measure: Measure | undefined,
  silenceExpected: boolean,
): RuleStanding {
  if (alert !== 'inactive') return alert;
  if (measure !== undefined && measure.verdict !== 'no_data' && measure.weight > 0) return 'ok';
  return silenceExpected ? 'unheard' : 'no_data';
}

/** The verdict of a rule's measures. The age of a feed that is only waited for says nothing good. */
export function measuredVerdict(measure: Pick<Measure, 'verdict' | 'weight'> | undefined): Verdict {
  if (measure === undefined) return 'no_data';
  return measure.verdict === 'ok' && measure.weight === 0 ? 'no_data' : measure.verdict;
}

/**
 * `stopping`: suspended, and the agent still has time to acknowledge the epoch that stands; `unconfirmed`: it
 * has not done so in time; `disobeyed`: it has, and was seen to go on. `degraded`: it has a share of its
 * traffic until a person decides; `returning`: on its way back in steps.
 */
export type AgentStanding =
  | 'disobeyed'
  | 'unconfirmed'
  | 'stopping'
  | 'suspended'
  | 'degraded'
  | 'returning'
  | 'firing'
  | 'pending'
  | 'no_data'
  | 'running';

/** How an agent stands: by its switch, or, while it may run, by the worst of its rules. */
export function agentStanding(
  state: KillSwitch,
  obedience: Obedience,
  rules: readonly RuleStanding[],
): AgentStanding {
  if (!mayRun(state)) {
    switch (obedience.kind) {
      case 'waiting':
        return obedience.late ? 'unconfirmed' : 'stopping';
      case 'disobeyed':
        return 'disobeyed';
      case 'obeyed':
      case 'not_asked':
        return 'suspended';
      default:
        return obedience satisfies never;
    }
  }
  if (modeOf(state) === 'degraded') return runningSteps(state) === undefined ? 'degraded' : 'returning';
  if (rules.includes('firing')) return 'firing';
  if (rules.includes('pending')) return 'pending';
  return rules.length > 0 && rules.every((rule) => rule === 'no_data') ? 'no_data' : 'running';
}

/** Whether an agent that stands so may not run. */
export function isHeld(standing: AgentStanding): boolean {
  return ['disobeyed', 'unconfirmed', 'stopping', 'suspended'].includes(standing);
}

/**
 * Whether an agent that may run is known to be within its limits: each of its rules has measures that say so,
 * and none may stand there unseen because nobody reads the switch.
 */
export function isWithinLimits(
  standing: AgentStanding,
  rules: readonly RuleStanding[],
  outOfReach: boolean,
): boolean {
  return standing === 'running' && rules.length > 0 && rules.every((rule) => rule === 'ok') && !outOfReach;
}

/** The work that waits for somebody around an agent, besides its switch and its rules. */
export type AgentWork = {
  /** An incident that nobody has taken up. */
  readonly openIncident: boolean;
  /** An action or a review whose time has passed. */
  readonly overdue: boolean;
  readonly draft: boolean;
  /** Any incident that is not resolved, or any plan that is not closed. */
  readonly any: boolean;
};

/** Whether an agent that stands so has a share of its traffic. */
export function isReduced(standing: AgentStanding): boolean {
  return standing === 'degraded' || standing === 'returning';
}

/** From this rank on nobody is needed. */
const quietRank = 6;

/** How urgently an agent needs a person: 0 is the most urgent. */
export function rankOf(standing: AgentStanding, work: AgentWork): number {
  if (standing === 'disobeyed' || standing === 'unconfirmed') return 0;
  if (standing === 'suspended' || standing === 'stopping') return 1;
  if (standing === 'degraded' || standing === 'firing') return 2;
  if (work.openIncident) return 3;
  if (work.overdue) return 4;
  if (work.draft) return 5;
  if (standing === 'pending' || standing === 'returning') return quietRank;
  if (work.any) return quietRank + 1;
  return standing === 'no_data' ? quietRank + 2 : quietRank + 3;
}

/** Whether an agent of this rank waits for a person. */
export function needsPerson(rank: number): boolean {
  return rank < quietRank;
}
