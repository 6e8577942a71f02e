import type { Turns } from '../../platform/turns.ts';
import type { Cells } from '../cells/cells.ts';
import type { ThreadPorts } from '../ports.ts';
import type { EvidenceGathering } from './evidence.ts';
import { growForPlan } from './growth.ts';
import { type Memory, stateOf } from './memory.ts';
import { nextTurn } from './turn.ts';

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
};

/**
 * The stop of the agent waits for none of this, and neither does the next stop. The batch that breached is
 * what the evidence is about, so it is written first.
 */
export function createFollowUps(sources: FollowUpSources): FollowUps {
  const { ports, memory, queue, cells, evidence, isCurrent } = sources;
  const underWay = new Set<Promise<void>>();

  const grow = async (agent: string): Promise<void> => {
    if (!isCurrent()) return;
    for (const plan of stateOf(memory, agent).plans.values())
      if (plan.state !== 'closed') await growForPlan({ ports, memory, cells }, plan);
  };

  return {
    start: (agent) => {
      const work = nextTurn()
        .then(() => cells.flushTo(agent))
        .then(() => evidence.gatherFor(agent))
        .then(() => queue.add(() => grow(agent)))
        .catch((error) =>
          ports.logger.error(
            { err: error },
            'gathering evidence failed; everything is read again and decided again',
          ),
        )
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    idle: () => Promise.all(underWay),
  };
}
