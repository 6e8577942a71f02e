import { z } from 'zod';
import { setting, time } from '../parts.ts';

/** The facts of notices about what is silenced. */
export const silenceFacts = {
  /** Until then a rule that stops an agent stops nobody. */
  stop_silenced: z.object({
    ...setting,
    by: z.string().describe('actor text, such as person:camille'),
    until: time,
    reason: z.string(),
    /** Absent: all rules. */
    rule: z.string().optional(),
    /** Of a silence over all agents that carry it. */
    tag: z.string().optional(),
    /** How many agents have a rule under it that stops them. */
    agents: z.number(),
  }),
} as const;
