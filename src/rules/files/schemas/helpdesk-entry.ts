import { z } from 'zod';
import { helpdeskKinds } from '../../helpdesk.ts';
import { Id, LinkTemplate } from './parts.ts';

const From = z
  .string({ error: 'expected the name of a field' })
  .min(1)
  .max(200)
  .meta({
    description:
      'The field of the ticket: group, tags, channel, or its name in the helpdesk, with dots into it',
    examples: ['group'],
  });

const Code = z
  .string({ error: 'expected a code' })
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,63}$/,
    'expected a code of small letters, digits, dashes, dots and underscores, such as stale_catalogue',
  );

const values = <T extends z.ZodType>(schema: T) => z.record(z.string().min(1).max(200), schema);

const codes = (description: string, example: Record<string, string>) =>
  z
    .strictObject({
      from: From,
      values: values(Code).meta({
        description: 'What each of its values stands for; others are dropped',
        examples: [example],
      }),
    })
    .optional()
    .describe(description);

const flag = (description: string) =>
  z
    .strictObject({
      from: From,
      is: z
        .array(z.string().min(1).max(200))
        .min(1)
        .default(['true'])
        .meta({ description: 'The values that say yes; left out: true', examples: [['bot-wrong']] }),
    })
    .optional()
    .describe(description);

const number = (description: string, example: Record<string, number>) =>
  z
    .strictObject({
      from: From,
      values: values(z.number({ error: 'expected a number' }))
        .default({})
        .meta({ description: 'Numbers that values stand for, where they are none', examples: [example] }),
    })
    .optional()
    .describe(description);

/** One entry of `helpdesks` in sources.yaml. */
export const HelpdeskEntry = z.strictObject({
  kind: z
    .enum(helpdeskKinds, { error: `expected one of ${helpdeskKinds.join(', ')}` })
    .optional()
    .meta({ description: 'The helpdesk; left out: the name of the entry', examples: ['zammad'] }),
  agent: z
    .union(
      [
        Id,
        z.strictObject({
          from: From,
          values: values(Id).meta({
            description: 'The agent that each of its values stands for; others are about none',
            examples: [{ 'Support IA': 'margaux' }],
          }),
        }),
      ],
      {
        error: 'expected the id of an agent, or a field and its values',
      },
    )
    .meta({
      description: 'The agent that its tickets are about, or the field that says it',
      examples: ['margaux'],
    }),
  url: LinkTemplate.optional().meta({
    description: 'Where people find a ticket there; {id} stands for its number',
    examples: ['https://desk.example/#ticket/zoom/{id}'],
  }),
  fields: z
    .strictObject({
      settled: flag('It is over, where the helpdesk has states of your own'),
      error: flag('The answer was wrong: the outcome is error'),
      reason: codes('Why it was wrong', { perime: 'stale_catalogue' }),
      escalated: flag('It was handed on to people'),
      channel: codes('The way that the customer took', { 'phone call': 'phone' }),
      csat: number('How content the customer was, in the unit of the metric', { good: 5, bad: 1 }),
      nps: number('Whether the customer would recommend it, from 0 to 10', { promoter: 10 }),
    })
    .prefault({})
    .describe('Where in a ticket what stands; left out: what the helpdesk itself says of it'),
});
export type HelpdeskEntry = z.infer<typeof HelpdeskEntry>;
