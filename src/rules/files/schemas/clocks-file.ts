import { z } from 'zod';
import { Bilingual } from '../../../metrics/metric.ts';
import { parseSpan } from '../../clocks/clock-class.ts';
import { Id } from './parts.ts';

const spanExpected = 'expected exact hours or days of the calendar, such as 72h or 15d';

const Span = z
  .string({ error: spanExpected })
  .regex(/^[1-9]\d{0,3}[hd]$/, spanExpected)
  .meta({ title: 'hours or days', examples: ['72h', '15d'] })
  .transform((text) => parseSpan(text) ?? { unit: 'hours' as const, count: 1 });

/** A clock of a class. */
export const ClockEntry = z.strictObject({
  id: Id.meta({ description: 'Keeps what is known of it: do not change it lightly', examples: ['notice'] }),
  name: Bilingual.meta({
    description: 'What is to be done in time',
    examples: [{ fr: 'Avis au client', en: 'Notice to the customer' }],
  }),
  source: Bilingual.optional().meta({
    description: 'Where it is written that this time holds; left out: the source of the class',
    examples: [{ fr: 'Contrat-cadre, article 12.3', en: 'Framework contract, clause 12.3' }],
  }),
  within: Span.describe(
    'How long it may take: h counts exact hours; d counts days of the calendar, the day it begins not counted, up to the end of the last one in the zone of the agent',
  ),
  from: z
    .enum(['awareness', 'opened'])
    .default('awareness')
    .describe('What it runs from: when people became aware, or when the incident was opened'),
  when: Id.optional().meta({
    description: 'Runs in this circumstance only, one of facets; left out: always',
    examples: ['outage'],
  }),
  first_incomplete: z
    .boolean()
    .default(true)
    .describe('Whether a first report that is not complete yet is in time'),
});
export type ClockEntry = z.infer<typeof ClockEntry>;

/** A class of incidents that must be reported. */
export const ClassEntry = z.strictObject({
  name: Bilingual.meta({
    description: 'As pages, mails and documents write it',
    examples: [{ fr: 'Interruption de service', en: 'Service outage' }],
  }),
  source: Bilingual.meta({
    description: 'Where it is written that such incidents are reported: the law, the contract',
    examples: [{ fr: 'Contrat-cadre, article 12', en: 'Framework contract, clause 12' }],
  }),
  facets: z
    .record(Id, Bilingual)
    .optional()
    .meta({
      description: 'Circumstances that decide which clocks run; whoever classifies an incident names them',
      examples: [{ outage: { fr: 'Service interrompu', en: 'Service down' } }],
    }),
  clocks: z.array(ClockEntry).min(1, 'expected one clock at least').describe('What is due, and when'),
});
export type ClassEntry = z.infer<typeof ClassEntry>;

/** clocks.yaml: classes of incidents that must be reported in time, beside those that are built in. */
export const ClocksFile = z
  .strictObject({ classes: z.record(Id, ClassEntry).describe('The classes, by id') })
  .meta({
    title: 'filrouge clocks',
    description: 'Classes of incidents that must be reported in time, beside gdpr_breach and ai_act_serious',
  });
