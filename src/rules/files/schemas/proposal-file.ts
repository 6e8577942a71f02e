import { z } from 'zod';
import { InstantText } from '../../../platform/iso.ts';
import { Text } from './parts.ts';

const Moment = InstantText.meta({ examples: ['2026-06-08T09:30:00Z'] });
const Whose = Text.max(100).meta({ examples: ['camille'] });
const Count = z.number().nonnegative();
const compared = (description: string) =>
  z
    .strictObject({
      in_force: Count.meta({ description: 'Under the rules in force', examples: [3] }),
      proposed: Count.meta({ description: 'Under the proposed values', examples: [1] }),
    })
    .describe(description);

/** The result of a trial over recorded measures. */
const Trial = z.strictObject({
  agent: Text.max(100).meta({ description: 'Whose past was replayed', examples: ['margaux'] }),
  from: Moment.describe('From when'),
  until: Moment.describe('Until when'),
  firings: compared('How often the rule fires'),
  suspended_minutes: compared('How long the agent is suspended, in minutes'),
  incidents_caught: compared('How many of the incidents on record the rules notice'),
});

/** A file of proposals/: another value for a rule, for somebody to review. Nothing in it is in force. */
export const ProposalFile = z
  .strictObject({
    proposed_by: Whose.describe('Who proposes it: a pseudonym of people.yaml, or a key'),
    at: Moment.describe('When'),
    why: Text.meta({
      description: 'Why, for the reviewer',
      examples: ['The breach of 5 June came to 1.8 %.'],
    }),
    rule: z
      .string()
      .max(130)
      .regex(/^(?:[a-z][a-z0-9_-]*\/)?[a-z][a-z0-9_-]*$/, 'expected a rule, or agent/rule')
      .meta({
        description: 'The rule, as `filrouge rules set` takes it',
        examples: ['error-rate', 'margaux/error-rate'],
      }),
    file: Text.max(300).meta({
      description: 'The file in which the rule stood',
      examples: ['agents/margaux.yaml'],
    }),
    changes: z
      .array(
        z.strictObject({
          key: z
            .string()
            .regex(/^[a-z_]+(?:\.\d{1,2})?$/, 'expected a key of a rule, such as when')
            .meta({ description: 'The key of the rule', examples: ['when'] }),
          from: Text.max(500)
            .optional()
            .meta({
              description: 'Its value when this was proposed; left out: it had none',
              examples: ['error_rate > 2% over 5m'],
            }),
          to: Text.max(500).meta({
            description: 'Its proposed value',
            examples: ['error_rate > 1.5% over 5m'],
          }),
        }),
      )
      .min(1)
      .max(10)
      .describe('The values to be changed'),
    trial: Trial.optional().describe('What a trial over recorded measures showed'),
    outcome: z
      .strictObject({
        kind: z.enum(['applied', 'withdrawn']).describe('Put in force, or given up'),
        by: Whose.describe('Who reviewed or withdrew it'),
        at: Moment.describe('When'),
        rule_set: z
          .string()
          .regex(/^[0-9a-f]{64}$/, 'expected the hash of a rule set')
          .optional()
          .meta({ description: 'The hash of the rule set that it made', examples: ['9f86d081'.repeat(8)] }),
      })
      .optional()
      .describe('How it ended; filrouge adds it when the file moves to proposals/done'),
  })
  .meta({
    title: 'filrouge proposal',
    description: 'Another value for a rule, proposed with what a trial showed; changes nothing until applied',
  });
export type ProposalFile = z.infer<typeof ProposalFile>;
