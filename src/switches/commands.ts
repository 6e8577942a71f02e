import { z } from 'zod';

const Reason = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .refine((text) => !text.includes('\0'), 'expected a text without NUL')
  .meta({ description: 'Why, in your own words. It stays out of the register, which keeps its digest.' });

const ofAgent = { agent: z.string().min(1).max(100) };

/** One step, any operator: the agent stops. Given twice it is no error. */
export const SuspendAgent = z.strictObject({
  kind: z.literal('suspendAgent'),
  ...ofAgent,
  reason: Reason,
});

/** The one way back: an approver lets the agent run. `override`: although a breach is measured. */
export const ResumeAgent = z.strictObject({
  kind: z.literal('resumeAgent'),
  ...ofAgent,
  reason: Reason,
  override: z.boolean().default(false),
});

/** The agent says that it obeys an epoch. */
export const AcknowledgeSwitch = z.strictObject({
  kind: z.literal('acknowledgeSwitch'),
  ...ofAgent,
  epoch: z.int().min(0),
});

/** The switch of an agent is to change. */
export const SwitchCommand = z.discriminatedUnion('kind', [SuspendAgent, ResumeAgent, AcknowledgeSwitch]);
export type SwitchCommand = z.infer<typeof SwitchCommand>;
