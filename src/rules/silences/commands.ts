import { z } from 'zod';

/** Why a rule is silenced, in the person's own words. */
export const SilenceReason = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .refine((text) => !text.includes('\0'), 'expected a text without NUL')
  .meta({ description: 'Why, in your own words. It stays out of the register, which keeps its digest.' });

/** An agent by its id, or all that carry a tag. */
export const SilenceOf = z.union([
  z.strictObject({ agent: z.string().min(1).max(100) }),
  z.strictObject({ tag: z.string().min(1).max(63) }),
]);

/**
 * Firings of a rule, or of all, on an agent or a tag are recorded only until a time (epoch ms). `stops`: also
 * of rules that stop an agent, which an approver alone may silence; said by whoever knows the rules.
 */
export const SilenceRules = z.strictObject({
  kind: z.literal('silenceRules'),
  of: SilenceOf,
  rule: z.string().min(1).max(100).optional(),
  reason: SilenceReason,
  until: z.int(),
  stops: z.boolean(),
});
export type SilenceRules = z.infer<typeof SilenceRules>;

/** A silence ends before its time. */
export const EndSilence = z.strictObject({
  kind: z.literal('endSilence'),
  silence: z.int().min(1),
});
export type EndSilence = z.infer<typeof EndSilence>;

/** A command that silences rules, or ends a silence. */
export const SilenceCommand = z.discriminatedUnion('kind', [SilenceRules, EndSilence]);
export type SilenceCommand = z.infer<typeof SilenceCommand>;
