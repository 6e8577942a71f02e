import { done, type Result, refused } from '../platform/refusal.ts';
import { isAcknowledgementLate } from './standing.ts';
import type { KillSwitch } from './switch.ts';

/**
 * Asked and obeyed are different facts: an agent says which epoch it obeys, and a suspension or a share that
 * it does not acknowledge in time escalates to people.
 */

/**
 * The agent obeys `epoch`. One that was never reached is invalid; one older than what it has acknowledged
 * before arrives late and changes nothing (the same state comes back).
 */
export function acknowledgeSwitch(state: KillSwitch, epoch: number, now: number): Result<KillSwitch> {
  if (epoch > state.epoch)
    return refused({
      kind: 'invalid',
      code: 'epoch_ahead',
      detail: `Agent ${state.agent} cannot have obeyed epoch ${epoch}: its switch is at epoch ${state.epoch}.`,
      facts: { epoch: state.epoch },
    });
  if (state.acknowledged !== undefined && epoch <= state.acknowledged.epoch) return done(state);
  return done({ ...state, acknowledged: { epoch, at: now } });
}

/** Whether people must be told that the agent may go on in spite of its switch: once an epoch. */
export function needsEscalation(state: KillSwitch, ackWithinMs: number, now: number): boolean {
  return state.escalatedEpoch !== state.epoch && isAcknowledgementLate(state, ackWithinMs, now);
}

/** People were told about this epoch. */
export function markEscalated(state: KillSwitch): KillSwitch {
  return { ...state, escalatedEpoch: state.epoch };
}
