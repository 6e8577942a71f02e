import { z } from 'zod';
import { languages } from '../../language/language.ts';
import { Instant } from '../../platform/iso.ts';
import { ClientId } from '../commands.ts';
import { relanceChannels, relanceKinds } from './cadence.ts';

/** The choice of a relance to be drafted. */
export const DraftQuery = z.object({
  kind: z.enum(relanceKinds).optional().meta({
    description:
      'inform: it takes longer. collect: something is missing. validate: does it hold? Left out: as fits.',
  }),
  channel: z.enum(relanceChannels).default('mail'),
  ask: z.string().trim().max(500).optional().meta({ description: 'The one thing that is asked.' }),
  until: Instant.optional().meta({ description: 'Until when; left out: in five days.' }),
  language: z.enum(languages).optional().meta({ description: 'Left out: that of the house.' }),
});
export type DraftQuery = z.infer<typeof DraftQuery>;

/** The body of a relance that goes out. */
export const NewRelance = z.strictObject({
  kind: z.enum(relanceKinds),
  channel: z.enum(relanceChannels),
  until: Instant.meta({ description: 'The date that it names.' }),
  subject: z.string().trim().min(1).max(300).optional(),
  text: z
    .string()
    .trim()
    .min(1, 'expected a text that is not empty')
    .max(20_000)
    .meta({ description: 'As somebody has read it; of a call, what was said.' }),
  clientId: ClientId.optional().meta({ description: 'The same one sent twice is one relance.' }),
  version: z.int().min(1).optional(),
});
export type NewRelance = z.infer<typeof NewRelance>;
