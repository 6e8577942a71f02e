import { z } from 'zod';
import { InstantText } from '../../../platform/iso.ts';
import { Duration, Id, PositiveDuration, Text } from './parts.ts';
import { Share } from './share.ts';

const Notation = z
  .union([z.string(), z.number()], { error: 'expected the values of a series, such as 1%x9 2.3%x5 _x10' })
  .transform(String);

const Series = z
  .union(
    [
      Notation,
      z.strictObject({
        values: Notation.describe('One value a step: a, axn (n more), a+bxn, a-bxn, _ and _xn for gaps'),
        weight: Notation.optional().describe('The weight of each value, written likewise; left out: 1'),
      }),
    ],
    {
      error: 'expected values such as 1%x9 2.3%x5, or the keys values and weight',
    },
  )
  .transform((series) => (typeof series === 'string' ? { values: series } : series))
  .meta({ title: 'series' });

/** `error_rate`, or `error_rate@candidate`: traffic of one variant. */
const SeriesName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}(?:@[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)?$/,
    'expected a metric such as error_rate, or one of a variant such as error_rate@candidate',
  );

const clock = {
  agent: Id.optional().meta({ description: 'The agent under test', examples: ['margaux'] }),
  step: PositiveDuration.optional().describe('The time from one value of a series to the next; left out: 1m'),
  start: InstantText.optional().meta({
    description: 'The time of the first value; left out: 2026-01-01T00:00:00Z',
    examples: ['2026-06-05T08:00:00Z'],
  }),
};

const Command = z
  .strictObject({
    at: Duration.describe('After the first value'),
    suspend: Text.optional().meta({
      description: 'Suspends the agent, with this reason',
      examples: ['Wrong prices'],
    }),
    resume: Text.optional().meta({
      description: 'Lets the agent run again, with this reason',
      examples: ['Feed synchronised'],
    }),
    silence: Id.optional().meta({
      description: 'Silences this rule, or all of the agent where it says all, as an approver does',
      examples: ['error-rate'],
    }),
    for: PositiveDuration.optional().describe('How long the silence lasts, at most 4h'),
    by: Id.meta({ description: 'A person of people.yaml', examples: ['camille'] }),
    override: z.boolean().default(false).describe('Resumes in spite of a measured breach'),
    at_once: z
      .boolean()
      .default(false)
      .describe('Resumes without the steps of the mandate: all of the traffic at once'),
  })
  .refine(
    ({ suspend, resume, silence }) =>
      [suspend, resume, silence].filter((one) => one !== undefined).length === 1,
    'expected one of the keys suspend, resume and silence',
  )
  .refine(
    (command) => (command.silence === undefined) === (command.for === undefined),
    'expected the keys silence and for together',
  );

const PlannedWork = z
  .union(
    [
      z.literal('planned'),
      z
        .array(
          z.strictObject({
            at: Duration.describe('After the first value'),
            for: PositiveDuration.describe('How long the work lasts'),
            rules: z
              .array(Id)
              .min(1)
              .optional()
              .meta({ description: 'The rules that it silences; left out: all', examples: [['error-rate']] }),
          }),
        )
        .min(1)
        .max(50),
    ],
    { error: 'expected planned, or a list with the keys at, for and rules' },
  )
  .optional()
  .meta({
    description:
      'Planned work while the test runs: windows of its own, or planned: those of the agent’s file, by start. Left out: none',
    examples: ['planned', [{ at: '10m', for: '30m', rules: ['error-rate'] }]],
  });

const Triggers = z
  .array(Id)
  .meta({ description: 'The rules that triggered it, in their order', examples: [['error-rate']] });

const PlanExpectation = z.strictObject({
  playbook: Id.optional().meta({ description: 'It is drafted from', examples: ['stale-answers'] }),
  owner: Id.optional().meta({ description: 'Who drives it', examples: ['lea'] }),
  approver: Id.optional().meta({ description: 'Who signs it', examples: ['camille'] }),
  language: z.enum(['fr', 'en']).optional().describe('It is written in'),
  actions: z
    .array(Id)
    .optional()
    .meta({
      description: 'The ids of the playbook, in the order of the plan',
      examples: [['resync-feed', 'contact-customers']],
    }),
});

const Expectation = z.strictObject({
  at: Duration.describe('After the first value'),
  values: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .default({})
    .meta({
      description: 'By measure, such as error_rate over 5m: a quantity, or no data',
      examples: [{ 'error_rate over 5m': '2.04%' }],
    }),
  alerts: z
    .record(Id, z.enum(['inactive', 'pending', 'firing']))
    .default({})
    .meta({ description: 'The state of alerts, by rule', examples: [{ 'error-rate': 'firing' }] }),
  switch: z
    .enum(['running', 'degraded', 'suspended'])
    .optional()
    .describe('Whether the agent may run; one that is degraded runs, for a share of its traffic'),
  share: z
    .union([Share, z.enum(['0%', '100%']), z.literal([0, 1])])
    .transform((share) => (share === '100%' ? 1 : share === '0%' ? 0 : share))
    .optional()
    .meta({ description: 'The part of its traffic that the agent may answer', examples: ['20%'] }),
  tripped_by: z
    .array(Id)
    .optional()
    .meta({ description: 'The rules whose trips stand, in any order', examples: [['error-rate']] }),
  incident: z
    .union([z.literal('none'), z.strictObject({ triggers: Triggers })], {
      error: 'expected none, or the key triggers',
    })
    .optional()
    .meta({ description: 'The unresolved incident', examples: ['none', { triggers: ['error-rate'] }] }),
  plan: z
    .union([z.literal('none'), PlanExpectation], { error: 'expected none, or what the draft says' })
    .optional()
    .meta({
      description: 'The plan drafted for the unresolved incident',
      examples: ['none', { playbook: 'stale-answers' }],
    }),
});

/** One test: series in, and what must be true at given times. */
export const TestEntry = z.strictObject({
  name: Text.meta({
    description: 'The policy that the test holds',
    examples: ['exactly 2 % is no breach'],
  }),
  ...clock,
  series: z.record(SeriesName, Series).meta({
    description:
      'By metric, or metric@variant, which counts for the metric as well; a value is a sample at its time',
    examples: [{ error_rate: { values: '1%x9 2.3%x4 _x30', weight: 24 } }],
  }),
  maintenance: PlannedWork,
  do: z.array(Command).default([]).describe('What people do meanwhile'),
  expect: z
    .array(Expectation)
    .min(1, 'expected one expectation at least')
    .describe('What must be true, and when'),
});
export type TestEntry = z.infer<typeof TestEntry>;

/** A file *.test.yaml: what the rules beside it must do. agent, step and start are defaults for its tests. */
export const TestFile = z
  .strictObject({
    ...clock,
    tests: z.array(TestEntry).min(1, 'expected one test at least').describe('The tests'),
  })
  .meta({ title: 'filrouge rule tests', description: 'What the rules must do with given series' });

/** The same with its tests unread, so that one bad test does not hide the others. */
export const TestHead = z.strictObject({
  ...clock,
  tests: z.array(z.unknown()).min(1, 'expected one test at least'),
});
