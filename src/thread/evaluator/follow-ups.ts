import type { Turns } from '../../platform/turns.ts';
import type { Cells } from '../cells/cells.ts';
import type { ThreadPorts } from '../ports.ts';
import type { EvidenceGathering } from './evidence.ts';
import { growForPlan } from './growth.ts';
import { type Memory, stateOf } from './memory.ts';
import { nextTurn } from './turn.ts';

/** So many agents are followed up together: a stop waits no longer than for one such piece. */
const mostTogether = 20;

/** The work after a trip: evidence, and rings for the windows of its plan's criteria. */
export type FollowUps = {
  readonly start: (agent: string) => void;
  /** Resolves when everything that was started has ended. */
  readonly idle: () => Promise<unknown>;
};

export type FollowUpSources = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly queue: Turns;
  readonly cells: Cells;
  readonly evidence: EvidenceGathering;
  readonly isCurrent: () => boolean;
  /** Resolves when no trip waits. */
  readonly calm: () => Promise<void>;
};

/**
 * The stop of the agent waits for none of this, and neither does the next stop: piece by piece, as soon as no
 * trip waits.
 */
export function createFollowUps(sources: FollowUpSources): FollowUps {
  const { ports, memory, queue, cells, evidence, isCurrent, calm } = sources;
  const waiting = new Set<string>();
  let working: Promise<void> | undefined;

  const workAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      await calm();
      await nextTurn();
      const agents = [...waiting].slice(0, mostTogether);
      for (const agent of agents) waiting.delete(agent);
      await followUp(agents).catch((error) =>
        ports.logger.error(
          { err: error },
          'gathering evidence failed; everything is read again and decided again',
        ),
      );
    }
  };

  const followUp = async (agents: readonly string[]): Promise<void> => {
    if (!isCurrent()) return;
    await evidence.gatherFor(agents);
    await calm();
    await queue.add(() => grow(agents));
  };

  const grow = async (agents: readonly string[]): Promise<void> => {
    for (const plan of agents.flatMap((agent) => [...stateOf(memory, agent).plans.values()]))
      if (isCurrent() && plan.state !== 'closed') await growForPlan({ ports, memory, cells }, plan);
  };

  return {
    start: (agent) => {
      waiting.add(agent);
      working ??= workAll().finally(() => {
        working = undefined;
      });
    },
    idle: async () => working,
  };
}
