import { type Actor, engineActor } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import type { ResumeStep } from '../rules/share.ts';

/** One firing `suspend` or `degrade` rule that holds the agent back: latched until a person releases it. */
export type Trip = {
  readonly rule: string;
  /** The part of its traffic that the trip leaves the agent (above 0, below 1); absent: none of it. */
  readonly share?: number;
  /** `fired`: the rule's condition; `no_data`: its lasting silence with `on_no_data: suspend`. */
  readonly cause: 'fired' | 'no_data';
  readonly firedAt: number;
  readonly value?: number;
  /** As it was then; absent where there was nothing to compare with. */
  readonly threshold?: number;
  readonly incident: number;
};

/** A person who holds the agent. */
export type Hold = {
  readonly by: Actor;
  readonly reason: string;
  readonly at: number;
  readonly incident?: number;
};

/**
 * A step on the way back of an agent that an approver has let run. The steps are those of the mandate at that
 * time, as far as they gave more than the agent had.
 */
export type StagedResume = {
  readonly steps: readonly ResumeStep[];
  /** The place of the step that stands, from 0. */
  readonly at: number;
  readonly reachedAt: number;
  /** Cells that start before this were measured before the step, and say nothing about it. */
  readonly freshFrom: number;
  /** For how long what is looked at was measured to be clear in this step. */
  readonly heldMs: number;
  /** The rules that are looked at: those that had tripped; where none had, those that may trip. */
  readonly rules: readonly string[];
  /** The share before the approver's word: what the agent falls back to from the first step. */
  readonly from: number;
};

/**
 * The three independent facts that may keep an agent from all of its traffic, and the history they have
 * reached.
 */
export type KillSwitch = {
  readonly agent: string;
  readonly trips: readonly Trip[];
  readonly hold?: Hold;
  /** Absent: nobody has let it run in steps, or the last step is over. */
  readonly staged?: StagedResume;
  /** Rises by one at every change. */
  readonly epoch: number;
  /** Of the last change of its mode. */
  readonly since: number;
  /** The highest epoch the agent has said it obeys, and when it said so. */
  readonly acknowledged?: { readonly epoch: number; readonly at: number };
  /** When the escalation about a missing acknowledgement of this epoch was sent. */
  readonly escalatedEpoch?: number;
};

/** A change of a switch: kept as its history, told to streams and notices. */
export type SwitchEvent =
  /** A rule took some of the traffic (`agentDegraded`), or all of it. */
  | {
      readonly kind: 'agentTripped' | 'agentDegraded';
      readonly at: number;
      readonly by: Actor;
      readonly trip: Trip;
    }
  | { readonly kind: 'agentSuspended'; readonly at: number; readonly by: Actor; readonly reason: string }
  | {
      readonly kind: 'agentResumed';
      readonly at: number;
      readonly by: Actor;
      readonly reason: string;
      /** True when an approver let it run in spite of a measured breach. */
      readonly override: boolean;
      readonly released: readonly string[];
      /** The first step of a way back in steps. */
      readonly step?: StepReached;
    }
  /** A step is over, what had tripped measured clear for its time: the next one, or all of the traffic. */
  | { readonly kind: 'resumeAdvanced'; readonly at: number; readonly by: Actor; readonly step: StepReached }
  /** A step is broken, what had tripped measured not clear: the step before. From the first it is a trip. */
  | {
      readonly kind: 'resumeFellBack';
      readonly at: number;
      readonly by: Actor;
      readonly step: StepReached;
      readonly rule: string;
    };

/** A step of a way back: `step` from 1 to `of`; the share is 1 once all of them are over. */
export type StepReached = { readonly step: number; readonly of: number; readonly share: number };

/** How far an agent may answer. */
export type Mode = 'normal' | 'degraded' | 'suspended';

/** The trips, the hold and the step that a switch stands on: the strictest of them counts. */
type Standing = Pick<KillSwitch, 'trips' | 'hold' | 'staged'>;

/** The part of its traffic that the agent may answer, 0 to 1: the strictest of what stands counts. */
export function shareOf({ trips, hold, staged }: Standing): number {
  if (hold !== undefined) return 0;
  let share = staged?.steps[staged.at]?.share ?? 1;
  for (const trip of trips) share = Math.min(share, trip.share ?? 0);
  return share;
}

/** The mode that goes with a share. */
export function modeAt(share: number): Mode {
  if (share <= 0) return 'suspended';
  return share < 1 ? 'degraded' : 'normal';
}

/** How far the agent may answer. */
export function modeOf(state: Standing): Mode {
  return modeAt(shareOf(state));
}

/** The agent may run, even for a share of its traffic: no hold stands, and no trip that leaves it nothing. */
export function mayRun(state: Standing): boolean {
  return shareOf(state) > 0;
}

/** The switch of an agent that nothing has ever happened to. */
export function untouchedSwitch(agent: string, now: number): KillSwitch {
  return { agent, trips: [], epoch: 0, since: now };
}

/** A new state of the switch together with what brought it about: stored as one. */
export type SwitchChange = { readonly state: KillSwitch; readonly event: SwitchEvent };

/**
 * A rule fired: its trip is latched. `undefined` when a trip of this rule stands that is as strict, so that a
 * retry changes nothing; a stricter one takes its place, and another rule's joins those that stand.
 */
export function tripSwitch(state: KillSwitch, trip: Trip, now: number): SwitchChange | undefined {
  const known = state.trips.find((standing) => standing.rule === trip.rule);
  if (known !== undefined && (known.share ?? 0) <= (trip.share ?? 0)) return undefined;
  const others = state.trips.filter((standing) => standing !== known);
  const kind = trip.share === undefined ? 'agentTripped' : 'agentDegraded';
  return {
    state: switched(state, { ...state, trips: [...others, trip] }, now),
    event: { kind, at: now, by: engineActor, trip },
  };
}

/**
 * A person holds the agent. `undefined` when a hold stands already: an emergency stop that is pressed twice
 * is no error, and the first hand stays on record.
 */
export function suspendAgent(
  state: KillSwitch,
  order: { readonly by: Actor; readonly reason: string; readonly incident?: number },
  now: number,
): SwitchChange | undefined {
  if (state.hold !== undefined) return undefined;
  const { by, reason, incident } = order;
  const hold: Hold = { by, reason, at: now, ...defined({ incident }) };
  return {
    state: switched(state, { ...state, hold }, now),
    event: { kind: 'agentSuspended', at: now, by, reason },
  };
}

/** The switch after a change: one epoch on. Whoever is stopped begins its way back anew. */
export function switched(before: KillSwitch, after: KillSwitch, now: number): KillSwitch {
  const { staged, ...rest } = after;
  const kept = staged !== undefined && mayRun(after) ? { ...rest, staged } : rest;
  return {
    ...kept,
    epoch: before.epoch + 1,
    since: modeOf(kept) === modeOf(before) ? before.since : now,
  };
}
