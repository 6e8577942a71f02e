import { z } from 'zod';
import { deskRoles } from '../../../access/desk-roles.ts';
import { languages } from '../../../language/language.ts';
import { parseDate } from '../../../language/zoned.ts';
import { personalChannels } from '../../../notices/channel.ts';
import { Id, PositiveDuration, Text, TimeOfDay, TimeZone } from './parts.ts';

const Day = z
  .string({ error: 'expected a day such as 2026-08-03' })
  .refine((text) => parseDate(text) !== undefined, 'expected a day of the calendar, such as 2026-08-03')
  .meta({ title: 'day', examples: ['2026-08-03'] });

const Ways = z.array(z.enum(personalChannels));

/** One entry of people.yaml. */
export const PersonEntry = z.strictObject({
  name: Text.meta({ description: 'As the documents write it', examples: ['Léa Fontaine'] }),
  title: Text.optional().meta({
    description: 'Their role, in their own words and language',
    examples: ['Head of support'],
  }),
  email: z
    .email({ error: 'expected an e-mail address' })
    .optional()
    .meta({
      description: 'Where reminders and alarms go; without it nobody reaches the person',
      examples: ['lea@example.org'],
    }),
  language: z
    .enum(languages)
    .optional()
    .describe('Of what is sent to them; left out: en, or the one language of the house'),
  channels: z
    .strictObject({
      info: Ways.optional().meta({ description: 'Of what is only to be known', examples: [['mail']] }),
      warning: Ways.optional().meta({ description: 'Of what needs somebody soon', examples: [['mail']] }),
      critical: Ways.min(1, 'expected one way at least: what is critical must reach somebody')
        .optional()
        .meta({ description: 'Of what needs somebody now', examples: [['mail', 'apprise']] }),
    })
    .optional()
    .meta({
      description: 'How they are told, by severity; left out: by mail',
      examples: [{ info: ['mail'], critical: ['mail', 'apprise'] }],
    }),
  timezone: TimeZone.optional().describe('Where they are; left out: where most agents are'),
  country: z
    .string({ error: 'expected the code of a country such as FR, or of a part of one such as FR-57' })
    .optional()
    .meta({
      description:
        'Of whose working days they keep: reviews of plans that they drive fall neither on its public holidays nor on a weekend; left out: on any day',
      examples: ['FR', 'FR-57', 'GB'],
    }),
  deputy: Id.optional().describe('Who is told while they are away; signatures are not delegated'),
  away: z
    .array(
      z
        .strictObject({ from: Day.describe('The first day'), to: Day.describe('The last day') })
        .refine(({ from, to }) => from <= to, 'expected a last day (to) that is not before the first (from)'),
    )
    .min(1, 'expected one absence at least')
    .optional()
    .meta({
      description: 'When they are away, the first and the last day',
      examples: [[{ from: '2026-08-03', to: '2026-08-21' }]],
    }),
  quiet: z
    .strictObject({
      from: TimeOfDay.meta({ description: 'Where they are, every day', examples: ['20:00'] }),
      to: TimeOfDay.meta({ description: 'Before from: of the next day', examples: ['07:00'] }),
    })
    .refine(
      ({ from, to }) => from !== to,
      'expected an end (to) that is another time than the beginning (from)',
    )
    .transform(({ from, to }) => ({ fromMinutes: from, toMinutes: to }))
    .optional()
    .meta({
      description:
        'Hours in which only what is critical reaches them; the rest waits for the end, and comes together',
      examples: [{ from: '20:00', to: '07:00' }],
    }),
  escalate: z
    .array(
      z
        .strictObject({
          after: PositiveDuration.meta({
            description: 'After they were told, whatever their number',
            examples: ['2h'],
          }),
          to: Id.describe('Who is told then'),
        })
        .transform(({ after, to }) => ({ afterMs: after, to })),
    )
    .min(1, 'expected one person at least')
    .max(10, 'expected ten people at most')
    .optional()
    .meta({
      description:
        'Who is told next, one after the other, when they do not answer what is asked of them: an incident to be taken up, a decision on an action that was escalated',
      examples: [[{ after: '2h', to: 'camille' }]],
    }),
  checkpoints: z
    .enum(['hourly', 'daily'], { error: 'expected hourly or daily' })
    .optional()
    .describe('Is sent the signed state of the register, to keep it outside: an auditor'),
  admin: z
    .boolean()
    .optional()
    .describe('Runs filrouge: is told of a channel that no longer works; nobody is: all approvers'),
  role: z
    .enum(['viewer', 'operator', 'approver', 'admin'])
    .optional()
    .meta({
      description:
        'What they may do when they sign in at a provider; left out: admin where admin is true, approver where approver is, else operator. Where the groups of a provider say it, these count',
      examples: ['viewer'],
    }),
  desk: z
    .enum(deskRoles)
    .optional()
    .describe(
      'Their part at the desk of desk.yaml: an agent enters requests; a referent also checks, merges and corrects; a lead also decides what may be closed without the customer',
    ),
  subjects: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected the name of a provider in lower case, such as company'),
      z.string({ error: 'expected the subject as the provider writes it, in quotes' }).min(1).max(255),
    )
    .optional()
    .meta({
      description:
        'By the name of a provider, the subject (sub) that it knows them by; left out: they are known by the address that it has verified',
      examples: [{ company: '248289761001' }],
    }),
  approver: z.boolean().default(false).describe('May sign as approver and let agents run again'),
});

/** The languages of the house. */
export const HouseLanguages = z
  .array(z.enum(languages))
  .min(1)
  .default([...languages])
  .meta({
    description:
      'The languages of the house: what pages, mails and documents are offered in, and texts of these files must be written in',
    examples: [['en']],
  });

/** people.yaml: who owns, approves and is told, by pseudonym. The pseudonym alone goes into the register. */
export const PeopleFile = z
  .strictObject({
    languages: HouseLanguages,
    people: z.record(Id, PersonEntry).describe('The people, by pseudonym'),
  })
  .meta({ title: 'filrouge people', description: 'Who owns, approves and is told, by pseudonym' });
