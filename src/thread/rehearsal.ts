import { registerLock } from '../register/store.ts';
import { type Core, partsOf } from './core.ts';
import { readEnds } from './ends-store.ts';
import { type Episode, tripChange } from './trip.ts';

/** What has run so often is compiled, here and in the database. */
const rounds = 3;

/**
 * Goes through a trip without making one: it is decided and written out, and the database plans the statement and refuses
 * it, because it stands behind a fence that nobody holds. A stop comes rarely, so that all of it would be new to the
 * process; it took 50 ms instead of 7.
 */
export async function rehearseTrip(core: Core): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const episode = madeUp(core);
    if (episode === undefined || core.memory === undefined) return;
    core.ends ??= await readEnds(core.ports.database.db);
    const now = core.ports.clock.now();
    const change = tripChange(core, core.memory, episode, core.ends, now);
    await core.ports.refused(partsOf(change, core.ends.register, now).parts, registerLock);
  }
}

/** A breach of the first rule that suspends, on an agent that nothing has happened to. */
function madeUp({ set, memory, ports }: Core): Episode | undefined {
  const at = ports.clock.now();
  for (const rule of set.rules) {
    const agent = rule.agents.find((one) => memory?.incidents.has(one) === false);
    const [condition] = rule.when;
    if (rule.effect !== 'suspend' || agent === undefined || condition === undefined) continue;
    const { threshold } = condition;
    const measure = { verdict: 'breach', value: threshold, threshold, weight: 1, clear: false } as const;
    return {
      agent,
      rule,
      event: { kind: 'ruleFired', agent, rule: rule.id, at, since: at, measure },
      suspends: true,
    };
  }
  return undefined;
}
