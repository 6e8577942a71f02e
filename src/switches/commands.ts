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

/**
 * The one way back: an approver lets the agent run, in the steps of its mandate. `override`: although a
 * breach is measured. `atOnce`: all of its traffic, without the steps.
 */
export const ResumeAgent = z.strictObject({
  kind: z.literal('resumeAgent'),
  ...ofAgent,
  reason: Reason,
  override: z.boolean().default(false),
  atOnce: z.boolean().optional(),
});

/** The agent says that it obeys an epoch. */
export const AcknowledgeSwitch = z.strictObject({
  kind: z.literal('acknowledgeSwitch'),
  ...ofAgent,
  epoch: z.int().min(0),
});

const names = z.array(z.string().min(1).max(100)).min(1).max(100_000);
const tag = z.string().min(1).max(63);

/** The two ways to name agents, each left out where the other is used. */
export const fleetNames = {
  agents: names.optional().meta({ description: 'Ids, one by one' }),
  tag: tag.optional().meta({ description: 'What their mandates call them together' }),
};

/** Which agents: named one by one, by a tag of their mandates, or all that the rules name. */
export const FleetChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agents'), agents: names }),
  z.strictObject({ kind: z.literal('tag'), tag }),
  z.strictObject({ kind: z.literal('all') }),
]);
export type FleetChoice = z.infer<typeof FleetChoice>;

/** Many agents stop at once, each as by `suspendAgent`. */
export const SuspendFleet = z.strictObject({
  kind: z.literal('suspendFleet'),
  of: FleetChoice,
  reason: Reason,
});
export type SuspendFleet = z.infer<typeof SuspendFleet>;

/**
 * Many agents run again, each as by `resumeAgent`. `epochs`: of the switches that whoever asks has looked at;
 * an agent whose switch is another by now, or was not looked at, is left alone.
 */
export const ResumeFleet = z.strictObject({
  kind: z.literal('resumeFleet'),
  of: FleetChoice,
  reason: Reason,
  override: z.boolean().default(false),
  epochs: z.record(z.string().max(100), z.int().min(0)).optional(),
});
export type ResumeFleet = z.infer<typeof ResumeFleet>;

/** The switch of an agent is to change. */
export const SwitchCommand = z.discriminatedUnion('kind', [SuspendAgent, ResumeAgent, AcknowledgeSwitch]);
export type SwitchCommand = z.infer<typeof SwitchCommand>;
