import { done, type Result, refused } from '../platform/refusal.ts';
import { type KillSwitch, mayRun } from './switch.ts';

/**
 * Asked and obeyed are different facts: an agent says which epoch it obeys, and a suspension that it does not
 * acknowledge in time escalates to people.
 */

/**
 * The agent obeys `epoch`. One that was never reached is invalid; one older than what it has acknowledged before arrives
 * late and changes nothing (the same state comes back).
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

/** Whether the agent has said that it obeys the switch as it stands. */
export function isAcknowledged(state: KillSwitch): boolean {
  return state.acknowledged !== undefined && state.acknowledged.epoch >= state.epoch;
}

/** For how long a suspension has been waiting for its acknowledgement, in milliseconds; 0 when none is due. */
export function unacknowledgedMs(state: KillSwitch, now: number): number {
  if (mayRun(state) || isAcknowledged(state)) return 0;
  return Math.max(0, now - epochReachedAt(state));
}

/** Whether people must be told that the agent may be running in spite of its suspension: once for each epoch. */
export function needsEscalation(state: KillSwitch, ackWithinMs: number, now: number): boolean {
  return state.escalatedEpoch !== state.epoch && unacknowledgedMs(state, now) > ackWithinMs;
}

/** People were told about this epoch. */
export function markEscalated(state: KillSwitch): KillSwitch {
  return { ...state, escalatedEpoch: state.epoch };
}

/** When a suspended switch reached its epoch: since it stopped the agent, it can only have gained trips or a hold. */
function epochReachedAt(state: KillSwitch): number {
  const gained = state.trips.map((trip) => trip.firedAt);
  return Math.max(state.since, state.hold?.at ?? 0, ...gained);
}
