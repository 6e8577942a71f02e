import { z } from 'zod';
import { Instant } from '../../platform/iso.ts';
import { identityMeans, rights } from './privacy.ts';

const text = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .refine((value) => !value.includes('\0'), 'expected a text without NUL');

/** The id of somebody whose data is kept. */
export const CustomerId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the id of a customer: letters, digits, - and _')
  .meta({ example: 'Zk3v0cVmT1eJ2xq1b9sQ6w' });

/** Somebody asks for a right of theirs. */
export const NewPrivacyRequest = z.strictObject({
  right: z.enum(rights),
  customer: CustomerId,
  receivedAt: Instant.optional().meta({
    description: 'When it reached the house, by whatever way; left out: now. The month runs from then.',
  }),
  note: text.optional().meta({ description: 'What they wrote or said. It is kept in the vault.' }),
});
export type NewPrivacyRequest = z.infer<typeof NewPrivacyRequest>;

/** An order about a request that somebody has made about their data. */
export const PrivacyOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('confirmIdentity'),
    means: z.enum(identityMeans).meta({ description: 'How they showed who they are.' }),
  }),
  z.strictObject({
    do: z.literal('extend'),
    reason: text.meta({ description: 'Why it takes two months more: they are to be told so.' }),
  }),
  z.strictObject({
    do: z.literal('carryOut'),
    note: text.optional().meta({ description: 'What was done; of a rectification, what was corrected.' }),
  }),
  z.strictObject({
    do: z.literal('refuse'),
    reason: text.meta({ description: 'Why it is not carried out: they are to be told so.' }),
  }),
  z.strictObject({
    do: z.literal('lift'),
    reason: text.meta({ description: 'Why a restriction or an objection ends; tell them before.' }),
  }),
]);
export type PrivacyOrder = z.infer<typeof PrivacyOrder>;
