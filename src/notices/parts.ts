import { z } from 'zod';

/** An instant among the facts. */
export const time = z.number().int().describe('epoch milliseconds');

/** How the agent is called by people, and the IANA zone that dates are written in (default UTC). */
export const setting = { agentName: z.string().optional(), timezone: z.string().optional() };
