import { z } from 'zod';
import { setting, time } from '../parts.ts';

/** The facts of notices about the data of the desk: numbers alone, nobody's name. */
export const anomalyFacts = {
  /** A reported anomaly is corrected, or declined: who reported it is told. */
  anomaly_answered: z.object({
    ...setting,
    anomaly: z.number().describe('its number'),
    what: z.enum(['missing', 'duplicate', 'wrong', 'obsolete']),
    outcome: z.enum(['corrected', 'declined']),
    reportedAt: time,
    by: z.string().describe('who corrected or declined it'),
  }),
  /** A check of the desk's data is made: the referents are told what is to be looked at. */
  desk_checked: z.object({
    ...setting,
    check: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'yearly']),
    period: z.string().describe('2026-06-05, 2026-W23, 2026-06, 2026-Q2, 2026'),
    received: z.number(),
    incomplete: z.number(),
    /** Requests that were drawn for the referent. */
    sample: z.array(z.number()).optional(),
    duplicates: z.number().optional(),
    standing: z.number().describe('anomalies that nobody has corrected or declined yet'),
    overdue: z.number().describe('of these, those past the date that was said'),
  }),
} as const;
