import { z } from 'zod';

/** Messages from the processes of the demo to the one that started them. Times are epoch ms. */
export const News = z.discriminatedUnion('kind', [
  /** The process serves at this address. */
  z.object({ kind: z.literal('listening'), url: z.string() }),
  /** Margaux has heard about her switch. */
  z.object({ kind: z.literal('told'), epoch: z.int(), mayRun: z.boolean(), at: z.number() }),
  /** Margaux began or ceased to answer, for whatever reason: her switch, or filrouge's silence. */
  z.object({ kind: z.literal('answers'), isOn: z.boolean(), at: z.number() }),
  /** Margaux has just sent what happened since the time before. */
  z.object({ kind: z.literal('sent'), at: z.number() }),
  /** How many interactions filrouge has confirmed to Margaux, and how many she still has to send. */
  z.object({ kind: z.literal('reported'), taken: z.int(), waiting: z.int() }),
  z.object({
    kind: z.literal('delivery'),
    arrived: z.array(z.string()),
    soldOut: z.array(z.string()),
    at: z.number(),
  }),
  /** The feed has brought the whole catalogue to Margaux. */
  z.object({ kind: z.literal('synchronised'), at: z.number() }),
  /** A customer found out that an answer was false. */
  z.object({ kind: z.literal('wrong'), item: z.string(), saidAvailable: z.boolean(), at: z.number() }),
  z.object({
    kind: z.literal('tally'),
    asked: z.int(),
    right: z.int(),
    wrong: z.int(),
    turnedAway: z.int(),
  }),
]);
export type News = z.infer<typeof News>;

/** An order to the shop about its catalogue feed. */
export const FeedOrder = z.enum(['stall', 'mend']);
export type FeedOrder = z.infer<typeof FeedOrder>;

/** Tells the process that started this one; a process that was started by hand tells nobody. */
export function tell(news: News): void {
  process.send?.(news);
}
