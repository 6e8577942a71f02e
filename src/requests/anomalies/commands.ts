import { z } from 'zod';
import { Instant } from '../../platform/iso.ts';
import { anomalyKinds } from './anomaly.ts';

const text = (longest: number) => z.string().trim().min(1, 'expected a text that is not empty').max(longest);

/** Numbers that the database keeps. */
export const Number32 = z.int().min(1).max(2_147_483_647);

const About = z.union([
  z.strictObject({ customer: z.string().min(1).max(63) }),
  z.strictObject({ request: Number32 }),
]);

/** The body of a report. */
export const NewAnomaly = z.strictObject({
  kind: z.enum(anomalyKinds).meta({
    description: 'missing: not there. duplicate: there twice. wrong: not true. obsolete: no longer true.',
  }),
  about: About.meta({ description: 'The customer or the request that it is in.' }),
  other: About.optional().meta({ description: 'Of a duplicate: the other one.' }),
  field: z
    .string()
    .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, 'expected an id such as phone')
    .max(63)
    .optional()
    .meta({ description: 'The field that is concerned: name, email, phone, or one of desk.yaml.' }),
  note: text(2_000)
    .optional()
    .meta({ description: 'What is wrong, in your own words. It goes into the vault.' }),
});
export type NewAnomaly = z.infer<typeof NewAnomaly>;

const version = Number32.optional().meta({
  description: 'The version that you have read: 409 where somebody has changed it since.',
});

/** The body of a change: one act. */
export const AnomalyChangeBody = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('acknowledge'),
    expectedAt: Instant.optional().meta({ description: 'Until when it is corrected; left out: as it was.' }),
    version,
  }),
  z.strictObject({
    do: z.literal('correct'),
    answer: text(2_000).optional().meta({ description: 'What the reporter is told.' }),
    version,
  }),
  z.strictObject({
    do: z.literal('decline'),
    answer: text(2_000).meta({ description: 'Why: the reporter is told.' }),
    version,
  }),
]);
export type AnomalyChangeBody = z.infer<typeof AnomalyChangeBody>;
