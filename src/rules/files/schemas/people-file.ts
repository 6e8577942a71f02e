import { z } from 'zod';
import { languages } from '../../../language/language.ts';
import { Id, Text } from './parts.ts';

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
