import type { Refusal } from '../platform/refusal.ts';
import type { Mandate } from '../rules/ruleset.ts';
import { type KillSwitch, modeOf } from './switch.ts';

/**
 * Agents whose work people do (`switch: none` in the mandate): they are watched and get their plans, and
 * there is nothing that could stop them.
 */

/** Whether nobody can stop this agent. One that was stopped while it had a switch is let run again first. */
export function isSwitchless(
  mandate: Pick<Mandate, 'switch'> | undefined,
  state: Pick<KillSwitch, 'trips' | 'hold' | 'staged'> | undefined,
): boolean {
  return mandate?.switch === 'none' && (state === undefined || modeOf(state) === 'normal');
}

/** Nobody can suspend such an agent. */
export function cannotSuspend(agent: string): Refusal {
  return {
    kind: 'conflict',
    code: 'no_switch',
    detail: `${agent} has no kill switch (switch: none in its mandate): people do its work, so nothing was suspended. Act on its plan, or tell its owner.`,
  };
}

/** There is no switch of such an agent to be read. */
export function noSwitchToRead(agent: string): Refusal {
  return {
    kind: 'not_found',
    code: 'no_switch',
    detail: `${agent} has no kill switch (switch: none in its mandate): people do its work, and nothing asks for leave to run.`,
  };
}
