import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { FleetChoice } from './commands.ts';

/**
 * The outcome of a fleet's stop for one agent. `suspended`: by this command. `held_already`: somebody's hold
 * stands, and the first hand stays on record. `kept`: it is in force and told, and recorded when the database
 * takes it. `no_switch`: people do its work, and nobody suspends them. `unknown`: no rule names such an
 * agent. The others are stopped all the same.
 */
export const fleetOutcomes = ['suspended', 'held_already', 'kept', 'no_switch', 'unknown'] as const;
export type FleetOutcome = (typeof fleetOutcomes)[number];

/** The stop of many agents: for each, in the order in which they were asked for, what became of it. */
export const FleetAnswer = z
  .object({
    suspended: z.int().meta({ description: 'So many agents are stopped by this; those that are kept, too.' }),
    agents: z.array(
      z.object({
        agent: z.string(),
        outcome: z.enum(fleetOutcomes),
        epoch: z.int().optional().meta({ description: 'Of the switch as it is now, where it is recorded.' }),
      }),
    ),
  })
  .meta({ id: 'FleetStop' });
export type FleetAnswer = z.infer<typeof FleetAnswer>;

type Fleet = Pick<RuleSet, 'agents'>;

/** The agents of a set that can be stopped. */
export function stoppable({ agents }: Fleet): Fleet {
  return { agents: new Map([...agents].filter(([, mandate]) => mandate.switch !== 'none')) };
}

/** The tags of a set, with how many agents carry each, by name. */
export function tagsOf({ agents }: Fleet): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tags = [] } of agents.values())
    for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].toSorted(([left], [right]) => left.localeCompare(right)));
}

/**
 * The ids that a choice comes to, each once. Named agents are taken as they are named, whether or not the
 * rules know them: a wrong name must not keep the others running. A tag that nobody carries is refused.
 */
export function chosenAgents(set: Fleet, choice: FleetChoice): Result<readonly string[]> {
  switch (choice.kind) {
    case 'all':
      return done([...set.agents.keys()]);
    case 'agents':
      return done([...new Set(choice.agents)]);
    case 'tag': {
      const { tag } = choice;
      const carrying = [...set.agents.values()].filter(({ tags }) => tags?.includes(tag) === true);
      if (carrying.length > 0) return done(carrying.map(({ agent }) => agent));
      return refused(noSuch('tag', tag, { known: [...tagsOf(set).keys()] }));
    }
    default:
      return choice satisfies never;
  }
}

/** The answer to whoever stopped them. `epochOf`: of the switch as it is now. */
export function fleetAnswer(
  outcomes: ReadonlyMap<string, FleetOutcome>,
  epochOf: (agent: string) => number | undefined,
): FleetAnswer {
  const agents = Array.from(outcomes, ([agent, outcome]) => {
    const epoch = outcome === 'suspended' || outcome === 'held_already' ? epochOf(agent) : undefined;
    return defined({ agent, outcome, epoch });
  });
  const stopped = agents.filter(({ outcome }) => outcome === 'suspended' || outcome === 'kept');
  return { suspended: stopped.length, agents };
}
