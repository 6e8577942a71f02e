import { z } from 'zod';
import { Instant } from '../../platform/iso.ts';

/** The changes to an agent. `model` is the one it runs on, `knowledge` what it looks things up in. */
export const markKinds = ['prompt', 'model', 'knowledge', 'release'] as const;
export type MarkKind = (typeof markKinds)[number];

/** Something that was changed about an agent: shown on its charts, and among the evidence of an incident. */
export type Mark = {
  readonly kind: MarkKind;
  /** As whoever changed it calls it: `v2.4.1`, `new price list`. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly at: number;
};

/** A change in the evidence: `leadMs` before the breach began; negative for one that came after that. */
export type RecentMark = Mark & { readonly leadMs: number };

/** A mark as the API tells it. */
export const MarkBody = z
  .object({ kind: z.enum(markKinds), label: z.string(), at: z.iso.datetime() })
  .meta({ id: 'AgentChange' });

/** How far the time of a mark may lie ahead of the clock here. */
const mostAheadMs = 5 * 60_000;
/** Older changes explain nothing of what is measured now. */
const mostPastMs = 400 * 86_400_000;

/** The order to note a change. Without `at` it is of now. */
export const NewMark = z.strictObject({
  kind: z.enum(markKinds).meta({
    description:
      'What was changed: its instructions, the model it runs on, what it looks things up in, or itself.',
  }),
  label: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'As you call it: v2.4.1, new price list.', example: 'v2.4.1' }),
  at: Instant.optional().meta({
    description: 'When it took effect; left out: now. At most 5 minutes ahead, and 400 days ago.',
  }),
});
export type NewMark = z.infer<typeof NewMark>;

/** Why a time is none that a change can have, if so. */
export function markTimeFault(at: number, now: number): string | undefined {
  if (at > now + mostAheadMs)
    return `expected a time that is at most 5 minutes ahead of the clock here (${new Date(now).toISOString()})`;
  return at < now - mostPastMs ? 'expected a time of the last 400 days' : undefined;
}
