import { z } from 'zod';
import { Bilingual } from '../../../metrics/metric.ts';
import { type KeepFor, parseKeep, retentionStarts } from '../../retention/retention.ts';
import { Id, TimeZone } from './parts.ts';

const keepExpected = 'expected days, months or years, such as 5 years or 6 months';

const Keep = z
  .string({ error: keepExpected })
  .regex(/^[1-9]\d{0,2} (?:day|month|year)s?$/, keepExpected)
  .meta({ title: 'days, months or years', examples: ['5 years', '6 months'] })
  .transform((text): KeepFor => parseKeep(text) ?? { unit: 'years', count: 1 });

/** A category of personal data. */
export const RetentionEntry = z.strictObject({
  name: Bilingual.meta({
    description: 'As pages, letters and documents write it',
    examples: [{ fr: 'Contrats', en: 'Contracts' }],
  }),
  purpose: Bilingual.meta({
    description: 'What it is kept for: whoever asks for access is told so',
    examples: [{ fr: 'Exécuter le contrat', en: 'To carry out the contract' }],
  }),
  keep: Keep.describe(
    'How long: to the end of the day of the calendar that has the same date so much later, or the last of its month; the day it runs from is not counted',
  ),
  after: z.enum(retentionStarts).describe('What it runs from; while that has not happened the data is kept'),
  basis: Bilingual.meta({
    description: 'Where it is written that it is kept so long: the law, the decision of the house',
    examples: [{ fr: 'Code civil, article 2224', en: 'French civil code, article 2224' }],
  }),
  must_keep: z
    .boolean()
    .default(false)
    .describe(
      'Whether it must be kept to its end even where the person asks for its erasure: the answer says so, with the basis',
    ),
});
export type RetentionEntry = z.infer<typeof RetentionEntry>;

/** The settings of retention.yaml beside its categories. */
export const RetentionSettings = z.object({
  timezone: TimeZone.optional().meta({
    description: 'Whose days count; left out: the zone most agents live in',
    examples: ['Europe/Paris'],
  }),
  read_log: Keep.optional().meta({
    description: 'How long it is kept who read what, when and why; left out: 1 year',
    examples: ['1 year'],
  }),
});

/** retention.yaml: how long personal data is kept, by its category. */
export const RetentionFile = z
  .strictObject({
    ...RetentionSettings.shape,
    categories: z.record(Id, RetentionEntry).describe('The categories of personal data, by id'),
  })
  .meta({
    title: 'filrouge retention',
    description: 'How long personal data is kept, by its category; without the file none is purged',
  });
