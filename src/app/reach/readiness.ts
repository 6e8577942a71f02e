import { failingProof } from '../../incidents/proof.ts';
import type { ChannelName } from '../../notices/channel.ts';
import { targetsNow } from '../../notices/routing.ts';
import { ownTrafficAt } from '../../rules/engine/own-traffic.ts';
import { addressBook, type Mandate, type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import { mandateOver } from '../../switches/latched.ts';
import { type Readiness, readiness } from '../../switches/readiness.ts';
import { obedienceOf } from '../../switches/standing.ts';
import { isSwitchless } from '../../switches/switchless.ts';
import { peopleOf } from '../../thread/decide/notices.ts';
import { type Memory, stateOf } from '../../thread/evaluator/memory.ts';
import { switchOf } from '../../thread/world.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { Reach } from './reach.ts';

/** How the channels fare, as far as anybody has tried. */
export type ChannelStanding = {
  readonly isSetUp: (channel: ChannelName) => boolean;
  readonly isDown: (channel: ChannelName) => boolean;
};

/** The same, and how they fare by what is stored: for a process that has tried none itself. */
export type ChannelReads = ChannelStanding & { readonly asStored: () => Promise<ChannelStanding> };

/** Whether agents can still be stopped; nothing of one that nobody knows, or whose work people do. */
export type ReadinessReads = {
  /** By this memory, and the channels as this process has tried them. */
  readonly inMemory: (memory: Memory, agent: string) => Readiness | undefined;
  /** In any process. */
  readonly of: (agent: string) => Promise<Readiness | undefined>;
};

/** Reads the readiness of agents. */
export function readinessReads(
  { ports: { clock } }: Ground,
  { canStop, isEvaluator, thread: { ruleSet }, reach, reads }: Core,
  channels: ChannelReads,
): ReadinessReads {
  const asked = { now: clock.now, canStop, ruleSet, reach };
  return {
    inMemory: (memory, agent) => readinessIn(asked, memory, channels, agent),
    of: async (agent) => {
      const standing = isEvaluator() ? channels : await channels.asStored();
      return readinessIn(asked, await reads.memory(), standing, agent);
    },
  };
}

/** The surroundings that readiness is asked of. */
type ReadinessPorts = {
  readonly now: () => number;
  readonly canStop: () => boolean;
  readonly ruleSet: () => RuleSet;
  readonly reach: Pick<Reach, 'standing'>;
};

function readinessIn(
  ports: ReadinessPorts,
  memory: Memory,
  channels: ChannelStanding,
  agent: string,
): Readiness | undefined {
  const set = ports.ruleSet();
  const state = stateOf(memory, agent);
  const mandate = mandateOver(set, agent, state.killSwitch);
  if (mandate === undefined || isSwitchless(mandate, state.killSwitch)) return undefined;
  const now = ports.now();
  const killSwitch = switchOf(state, now);
  const failing = failingProof(state.attempt, state.proofs);
  return readiness({
    canStop: ports.canStop(),
    reach: ports.reach.standing(agent),
    obedience: obedienceOf(killSwitch, mandate.ackWithinMs, now, ownTrafficAt(memory.engine, agent)),
    channels: channelsTold(set, mandate, channels, now),
    rules: rulesOver(set, agent),
    proofs: state.proofs,
    proofEveryMs: mandate.proofEveryMs,
    failing: failing && { rules: [failing.rule], since: failing.since },
    now,
  });
}

/** The channels that a stop of the agent would be told by. Mail reaches nobody without an address. */
function channelsTold(
  set: RuleSet,
  { agent }: Mandate,
  { isSetUp, isDown }: ChannelStanding,
  now: number,
): { readonly told: readonly ChannelName[]; readonly down: readonly ChannelName[] } {
  const stop = { kind: 'agent_tripped', severity: 'critical', people: peopleOf(set, agent) } as const;
  const targets = targetsNow(stop, addressBook(set), now).filter(
    ({ channel, recipient = '' }) =>
      isSetUp(channel) && (channel !== 'mail' || set.people.get(recipient)?.email !== undefined),
  );
  const told = [...new Set(targets.map(({ channel }) => channel))];
  return { told, down: told.filter(isDown) };
}
