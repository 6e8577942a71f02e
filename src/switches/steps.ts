import { engineActor } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import type { ResumeStep } from '../rules/share.ts';
import {
  type KillSwitch,
  type StagedResume,
  type StepReached,
  type SwitchChange,
  shareOf,
  switched,
} from './switch.ts';

/**
 * The way back of an agent in steps. A person begins it; filrouge goes on only while what had tripped is
 * measured to be clear, goes one step back when it is measured not to be, and does neither without measures.
 */

/** The facts that a way back begins with. */
export type WayBack = {
  /** Of the mandate. */
  readonly steps: readonly ResumeStep[];
  /** Rules over the agent that may trip: looked at where none has. */
  readonly watched: readonly string[];
  /** Cells from here on are measured in the step that begins now. */
  readonly freshFrom: number;
};

/**
 * The step that comes next when a person lets the agent run: the first that gives it more than it has.
 * Nothing where there is none, or nothing to look at: then it has all of its traffic.
 */
export function nextStep(state: KillSwitch, way: WayBack, now: number): StagedResume | undefined {
  const from = shareOf(state);
  const tripped = state.trips.map(({ rule }) => rule);
  const { staged } = state;
  const fresh = { reachedAt: now, freshFrom: way.freshFrom, heldMs: 0 };
  if (staged !== undefined) {
    const at = staged.steps.findIndex(({ share }) => share > from);
    const rules = [...new Set([...staged.rules, ...tripped])];
    return at === -1 ? undefined : { ...staged, ...fresh, at, rules };
  }
  const steps = way.steps.filter(({ share }) => share > from);
  const rules = tripped.length > 0 ? tripped : way.watched;
  return steps.length === 0 || rules.length === 0 ? undefined : { ...fresh, steps, at: 0, rules, from };
}

/** The step that stands, as people and programs are told of it. */
export function stepOf({ steps, at }: Pick<StagedResume, 'steps' | 'at'>): StepReached {
  return { step: at + 1, of: steps.length, share: steps[at]?.share ?? 1 };
}

/** Whether the steps of an agent go on by themselves: a trip that stands beside them needs a person first. */
export function runningSteps({ staged, trips, hold }: KillSwitch): StagedResume | undefined {
  return trips.length === 0 && hold === undefined ? staged : undefined;
}

/**
 * Goes on to the next step, or to all of the traffic, after what had tripped was measured to be clear for the
 * time of the step. Nothing where no steps are running.
 */
export function advanceStep(state: KillSwitch, freshFrom: number, now: number): SwitchChange | undefined {
  const steps = runningSteps(state);
  if (steps === undefined) return undefined;
  const { staged: _, ...rest } = state;
  const isLast = steps.at + 1 >= steps.steps.length;
  const staged = isLast ? undefined : { ...steps, at: steps.at + 1, reachedAt: now, freshFrom, heldMs: 0 };
  const step = staged === undefined ? { ...stepOf(steps), share: 1 } : stepOf(staged);
  return {
    state: switched(state, { ...rest, ...defined({ staged }) }, now),
    event: { kind: 'resumeAdvanced', at: now, by: engineActor, step },
  };
}

/**
 * Goes back to the step before, after what had tripped was measured not to be clear. Nothing at the first
 * one, from which the agent falls back to where it was before the approver's word: that is a trip.
 */
export function fallBack(
  state: KillSwitch,
  rule: string,
  freshFrom: number,
  now: number,
): SwitchChange | undefined {
  const steps = runningSteps(state);
  if (steps === undefined || steps.at === 0) return undefined;
  const staged = { ...steps, at: steps.at - 1, reachedAt: now, freshFrom, heldMs: 0 };
  return {
    state: switched(state, { ...state, staged }, now),
    event: { kind: 'resumeFellBack', at: now, by: engineActor, step: stepOf(staged), rule },
  };
}

/** The switch with more of its step measured; its epoch stays. The same one when that is of another epoch. */
export function withHeld(state: KillSwitch, epoch: number, heldMs: number): KillSwitch {
  const { staged } = state;
  if (staged === undefined || state.epoch !== epoch || heldMs <= staged.heldMs) return state;
  return { ...state, staged: { ...staged, heldMs } };
}
