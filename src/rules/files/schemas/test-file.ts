import { z } from 'zod';
import { MetricName } from '../../../metrics/metric.ts';
import { InstantText } from '../../../platform/iso.ts';
import { Duration, Id, PositiveDuration, Text } from './parts.ts';

const Notation = z
  .union([z.string(), z.number()], { error: 'expected the values of a series, such as 1%x9 2.3%x5 _x10' })
  .transform(String);

const Series = z
  .union([Notation, z.strictObject({ values: Notation, weight: Notation.optional() })], {
    error: 'expected values such as 1%x9 2.3%x5, or the keys values and weight',
  })
  .transform((series) => (typeof series === 'string' ? { values: series } : series))
  .meta({
    description: 'One value a step: a, axn (n more), a+bxn, a-bxn, _ and _xn for gaps; weight likewise',
  });

const clock = {
  agent: Id.optional().describe('The agent under test'),
  step: PositiveDuration.optional().describe('The time from one value of a series to the next'),
  start: InstantText.optional().describe('The time of the first value; left out: 2026-01-01T00:00:00Z'),
};

const Command = z
  .strictObject({
    at: Duration,
    suspend: Text.optional().describe('Suspends the agent, with this reason'),
    resume: Text.optional().describe('Lets the agent run again, with this reason'),
    by: Id.describe('A person of people.yaml'),
    override: z.boolean().default(false).describe('Resumes in spite of a measured breach'),
  })
  .refine(
    ({ suspend, resume }) => (suspend === undefined) !== (resume === undefined),
    'expected one of the keys suspend and resume',
  );

const PlanExpectation = z.strictObject({
  playbook: Id.optional(),
  owner: Id.optional(),
  approver: Id.optional(),
  language: z.enum(['fr', 'en']).optional(),
  actions: z.array(Id).optional().describe('The ids of the playbook, in the order of the plan'),
});

const Expectation = z.strictObject({
  at: Duration.describe('After the first value'),
  values: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .default({})
    .describe('By measure, such as error_rate over 5m: a quantity, or no data'),
  alerts: z
    .record(Id, z.enum(['inactive', 'pending', 'firing']))
    .default({})
    .describe('By rule'),
  switch: z.enum(['running', 'suspended']).optional(),
  tripped_by: z.array(Id).optional().describe('The rules whose trips stand, in any order'),
  incident: z
    .union([z.literal('none'), z.strictObject({ triggers: z.array(Id) })], {
      error: 'expected none, or the key triggers',
    })
    .optional()
    .describe('The unresolved incident, and the rules that triggered it in their order'),
  plan: z
    .union([z.literal('none'), PlanExpectation], { error: 'expected none, or what the draft says' })
    .optional()
    .describe('The plan drafted for the unresolved incident'),
});

/** One test: series in, and what must be true at given times. */
export const TestEntry = z.strictObject({
  name: Text.describe('The policy that the test holds'),
  ...clock,
  series: z.record(MetricName, Series).describe('By metric; a value is a sample at its time'),
  do: z.array(Command).default([]).describe('What people do meanwhile'),
  expect: z.array(Expectation).min(1, 'expected one expectation at least'),
});
export type TestEntry = z.infer<typeof TestEntry>;

/** A file *.test.yaml: what the rules beside it must do. agent, step and start are defaults for its tests. */
export const TestFile = z
  .strictObject({ ...clock, tests: z.array(TestEntry).min(1, 'expected one test at least') })
  .meta({ title: 'filrouge rule tests', description: 'What the rules must do with given series' });

/** The same with its tests unread, so that one bad test does not hide the others. */
export const TestHead = z.strictObject({
  ...clock,
  tests: z.array(z.unknown()).min(1, 'expected one test at least'),
});
