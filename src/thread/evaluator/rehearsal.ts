import type { Change } from '../change.ts';
import { decideTrip, type Episode } from '../decide/trip.ts';
import { ruleIncidentOf, type Sequences, type World } from '../world.ts';
import { type Memory, stateOf, worldOf } from './memory.ts';
import type { Writer } from './writing/writer.ts';

/** Code that has run so often is compiled, here and in the database. */
const rounds = 3;

/**
 * Goes through a trip without making one: it is decided and written out, and the database plans the statement
 * and refuses it, because it stands behind a fence that nobody holds. A stop comes rarely, so that all of it
 * would be new to the process; it took 50 ms instead of 7.
 */
export async function rehearseTrip(
  memory: Memory,
  writer: Writer,
  now: number,
  isCurrent: () => boolean,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const event = madeUp(memory, now);
    if (event === undefined || !isCurrent()) return;
    await writer.rehearse((sequences, at) => [rehearsed(memory, event, sequences, at)]);
  }
}

function rehearsed(memory: Memory, event: Episode['event'], sequences: Sequences, now: number): Change {
  const world: World = {
    ...worldOf(memory, event.agent, sequences, now, event),
    // The trip is what has to be quick.
    silences: undefined,
  };
  return decideTrip(world, event, now);
}

/** A breach of the first rule that suspends, on an agent that nothing has happened to. */
function madeUp(memory: Memory, at: number): Episode['event'] | undefined {
  for (const rule of memory.engine.set.rules) {
    const agent = rule.agents.find((one) => ruleIncidentOf(stateOf(memory, one)) === undefined);
    const [condition] = rule.when;
    if (rule.effect !== 'suspend' || agent === undefined || condition === undefined) continue;
    const threshold = condition.threshold ?? 0;
    const measure = { verdict: 'breach', value: threshold, threshold, weight: 1, clear: false } as const;
    return { kind: 'ruleFired', agent, rule: rule.id, at, since: at, measure };
  }
  return undefined;
}
