import { z } from 'zod';
import { isoTimes } from '../platform/iso.ts';
import { type ReachStanding, type Reader, readingWays } from './reach.ts';

const time = z.iso.datetime();

/** The readers of an agent's switch, and whether a stop would reach it. */
export const ReachView = z
  .object({
    standing: z.enum(['in_reach', 'not_known', 'out_of_reach', 'never_read']).meta({
      description:
        'in_reach: the agent has asked, streamed or acknowledged within two leases. not_known: this process has not listened for so long yet, as after a restart.',
    }),
    lastAt: time
      .optional()
      .meta({ description: 'When the agent read its switch last, whoever of several filrouge it asked' }),
    until: time.optional().meta({ description: 'Of not_known: when it is known at the latest.' }),
    readers: z
      .array(
        z.object({
          key: z.string().meta({ description: 'Id of the key' }),
          person: z.string().optional(),
          way: z.enum(readingWays),
          client: z.string().optional().meta({ example: 'openfeature-js/1.2' }),
          isAgent: z.boolean().meta({
            description: "The agent's own key. Others look at the switch: they do not count.",
          }),
          since: time.meta({ description: 'Without a break of more than two leases' }),
          lastAt: time,
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Reach' });
export type ReachView = z.infer<typeof ReachView>;

/** The view of a standing and its readers, the latest first. */
export function reachView({ kind, ...times }: ReachStanding, readers: readonly Reader[]): ReachView {
  const latest = readers.toSorted((left, right) => right.lastAt - left.lastAt);
  return {
    standing: kind,
    ...isoTimes(times),
    readers: latest.map(({ agent: _, ...reader }) => isoTimes(reader)),
  };
}
