import { z } from 'zod';
import { setting, time } from '../parts.ts';

/** The alarms of a customer's request that takes too long, the gravest first. */
export const requestAlarms = [
  'escalation_not_taken_up',
  'answer_missed',
  'resolve_missed',
  'no_answer',
  'answer_near',
  'resolve_near',
  'waiting',
] as const;

const alarm = {
  /** Number of the request. What it is about stands in filrouge alone. */
  request: z.number(),
  alarm: z.enum(requestAlarms),
  kindFr: z.string(),
  kindEn: z.string(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  since: time,
  /** When a promised time is over. */
  promisedAt: time.optional(),
};

/** The facts of notices about requests of customers that have waited for too long. */
export const requestFacts = {
  /** One that cannot wait for the next digest. */
  request_late: z.object({ ...setting, ...alarm }),
  /** Everything else of one person in one part of the day. */
  requests_digest: z.object({
    ...setting,
    lines: z.array(z.object(alarm)),
    others: z.number().describe('how many more there are than lines'),
  }),
} as const;
