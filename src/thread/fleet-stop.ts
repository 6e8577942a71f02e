import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Actor } from '../platform/actor.ts';
import { inPieces } from '../platform/in-turns.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { SuspendFleet } from '../switches/commands.ts';
import { chosenAgents, type FleetOutcome } from '../switches/fleet.ts';
import { type Change, isChange } from './change.ts';
import { decide } from './decide/decide.ts';
import type { Evaluator } from './evaluator/evaluator.ts';
import { worldOf } from './evaluator/memory.ts';
import type { Term } from './evaluator/term.ts';
import type { Sequences } from './world.ts';

/** Stops many agents, as far as they do not stand still already. */
export type StopFleet = (
  command: SuspendFleet,
  caller: Caller,
) => Promise<Result<ReadonlyMap<string, FleetOutcome>>>;

/** So many are stopped by one statement: a trip of another agent waits for one such at most. */
const mostTogether = 1_000;

/** Stops fleets in one turn of the command queue, a thousand agents a statement. */
export function createFleetStop(evaluator: Pick<Evaluator, 'inTurn'>): StopFleet {
  return async (command, caller) => {
    const forbidden = mayCommand(caller, { kind: command.kind });
    if (forbidden !== undefined) return refused(forbidden);
    return evaluator.inTurn(async (term) => {
      const chosen = chosenAgents(term.memory.engine.set, command.of);
      if (!chosen.ok) return chosen;
      const outcomes = new Map<string, FleetOutcome>();
      for (const agents of inPieces(chosen.value, mostTogether)) {
        const order = { agents, reason: command.reason, by: caller.actor };
        await term.writer.write((sequences, now) => stopsOf(term, order, outcomes, sequences, now));
      }
      return done(outcomes);
    });
  };
}

type Order = { readonly agents: readonly string[]; readonly reason: string; readonly by: Actor };

/** A stop each, by the same decision as a single one; `outcomes` hears what it comes to. */
function stopsOf(
  { memory }: Term,
  { agents, reason, by }: Order,
  outcomes: Map<string, FleetOutcome>,
  sequences: Sequences,
  now: number,
): readonly Change[] {
  return agents.flatMap((agent) => {
    const world = worldOf(memory, agent, sequences, now, {});
    const decision = decide(world, { kind: 'suspendAgent', agent, reason, by }, now);
    if (!decision.ok) {
      outcomes.set(agent, decision.refusal.code === 'no_switch' ? 'no_switch' : 'unknown');
      return [];
    }
    outcomes.set(agent, isChange(decision.value) ? 'suspended' : 'held_already');
    return [decision.value];
  });
}
