import { z } from 'zod';
import type { JsonValue } from '../platform/canonical.ts';
import { parseDuration } from '../platform/duration.ts';
import { patternFault } from './pattern.ts';

/**
 * How the agent of an action is asked its cases again, as playbooks and commands write it:
 *
 *     replay:
 *       url: https://agent.example/replay
 *       headers: {Authorization: support-agent}
 *       ask: {question: "{question}", conversation: "{id}"}
 *       expect: {path: $.answer, lacks: unavailable}
 */

/** An address that is asked. Secrets stand in settings, so it names no user and no password. */
const ReplayAddress = z
  .string({ error: 'expected an address such as https://agent.example/replay' })
  .max(2_000, 'expected an address of at most 2000 characters')
  .regex(
    /^https?:\/\/[^\s/@?#]+(?:[/?][^\s#]*)?$/,
    'expected an address of http or https without user and password, such as https://agent.example/replay',
  )
  .meta({ examples: ['https://agent.example/replay'] });

/** Headers that belong to the way of the request itself. */
const own = /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|filrouge-.*)$/i;

const ReplayHeaders = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, 'expected the name of a header, such as Authorization')
      .refine((name) => !own.test(name), 'expected a header that filrouge does not set itself'),
    z
      .string()
      .regex(
        /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
        'expected a name such as support-agent: its value stands in FILROUGE_REPLAY_SUPPORT_AGENT_VALUE',
      )
      .max(40),
  )
  .refine((headers) => Object.keys(headers).length <= 10, 'expected at most 10 headers')
  .meta({
    description:
      'Headers, each with the name of its value: that stands in FILROUGE_REPLAY_NAME_VALUE, never here',
    examples: [{ Authorization: 'support-agent' }],
  });

/** A path through JSON: `$.answer`, `$.items[0].state`, `$["a b"]`. */
export const jsonPath = /^\$(?:\.[A-Za-z_][\w-]*|\[\d{1,6}\]|\["[^"\\\]]{1,100}"\])*$/;

const Expected = z.string().min(1).max(500);

/** One thing that an answer must fulfil: exactly one of its keys besides `path` and `headers`. */
export const ReplayCheck = z
  .strictObject({
    path: z
      .string()
      .max(200)
      .regex(jsonPath, 'expected a path such as $.answer or $.items[0].state')
      .optional()
      .meta({
        description: 'Where in an answer of JSON it is looked for; without it, in the whole text',
        examples: ['$.answer'],
      }),
    contains: Expected.optional().meta({
      description: 'It is there, in large letters or small',
      examples: ['{expect}'],
    }),
    lacks: Expected.optional().meta({
      description: 'It is not there, in large letters or small',
      examples: ['unavailable'],
    }),
    matches: z
      .string()
      .min(1)
      .max(500)
      .superRefine((pattern, context) => {
        const fault = patternFault(pattern);
        if (fault !== undefined) context.addIssue({ code: 'custom', message: `expected ${fault}` });
      })
      .optional()
      .meta({
        description: 'A regular expression of RE2, whose time grows with the text alone',
        examples: ['(?i)in stock'],
      }),
    equals: z
      .union([z.string().max(500), z.number(), z.boolean(), z.null()], {
        error: 'expected a text, a number, true, false or null',
      })
      .optional()
      .meta({ description: 'It is this value; needs a path', examples: [true] }),
    judge: ReplayAddress.optional().describe(
      'A service that is sent question and answer, and answers {"pass": true or false, "reason": "…"}',
    ),
    headers: ReplayHeaders.optional(),
  })
  .refine(
    ({ contains, lacks, matches, equals, judge }) =>
      [contains, lacks, matches, equals, judge].filter((one) => one !== undefined).length === 1,
    'expected one of contains, lacks, matches, equals, judge',
  )
  .refine(({ equals, path }) => equals === undefined || path !== undefined, 'expected a path beside equals')
  .refine(
    ({ headers, judge }) => headers === undefined || judge !== undefined,
    'expected headers beside a judge alone',
  );
export type ReplayCheck = z.infer<typeof ReplayCheck>;

const times = { timeout: [100, 120_000], every: [3_600_000, 366 * 86_400_000] } as const;

function span(what: keyof typeof times, expected: string) {
  const [least, most] = times[what];
  return z
    .string({ error: `expected ${expected}` })
    .refine((text) => (parseDuration(text) ?? 0) >= least && (parseDuration(text) ?? 0) <= most, {
      message: `expected ${expected}`,
    });
}

/** Any value of JSON; the schema of a record of it would name itself for editors. */
const AnyJson = z.unknown() as z.ZodType<JsonValue>;

/** The longest body that is made of `ask`, before the words of a case stand in it. */
const mostAskLength = 8_000;

export const ReplaySpec = z
  .strictObject({
    url: ReplayAddress.describe('Where the agent answers questions of a replay; asked by POST'),
    headers: ReplayHeaders.optional(),
    ask: z
      .union([z.string().min(1), z.record(z.string(), AnyJson)], {
        error: 'expected a text, or keys with values',
      })
      .refine((ask) => JSON.stringify(ask).length <= mostAskLength, 'expected at most 8000 characters')
      .meta({
        description:
          'The body of the question: JSON, or a text. {question}, {id}, {text}, {reason}, {channel} and {expect} are those of the case',
        examples: [{ question: '{question}', conversation: '{id}' }],
      }),
    expect: z
      .union([ReplayCheck, z.array(ReplayCheck).min(1).max(10)], {
        error: 'expected a check such as {lacks: unavailable}, or a list of them',
      })
      .describe('What a right answer fulfils: all of it'),
    timeout: span('timeout', 'a duration from 100ms to 2m')
      .optional()
      .meta({ description: 'For one answer; 30s unless it is said', examples: ['10s'] }),
    every: span('every', 'a duration of at least 1h')
      .optional()
      .meta({
        description: 'Asks again at this interval once all was answered, so that a regression is seen',
        examples: ['24h'],
      }),
  })
  .meta({ description: 'How the agent is asked the cases of the action again' });
export type ReplaySpec = z.infer<typeof ReplaySpec>;

const defaultTimeoutMs = 30_000;

/** The checks that an answer must pass, all of them. */
export function checksOf({ expect }: Pick<ReplaySpec, 'expect'>): readonly ReplayCheck[] {
  return Array.isArray(expect) ? expect : [expect];
}

/** How long one answer may take. */
export function timeoutMsOf({ timeout }: Pick<ReplaySpec, 'timeout'>): number {
  return (timeout === undefined ? undefined : parseDuration(timeout)) ?? defaultTimeoutMs;
}

/** At which interval everything is asked again, if it is. */
export function everyMsOf({ every }: Pick<ReplaySpec, 'every'>): number | undefined {
  return every === undefined ? undefined : parseDuration(every);
}
