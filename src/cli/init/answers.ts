import { z } from 'zod';
import { Id, Text } from '../../rules/files/schemas/parts.ts';

/** Where the measures of an agent come from, or how it reads its switch. */
export const sourceNames = [
  'interactions',
  'samples',
  'remote-write',
  'prometheus',
  'scrape',
  'opentelemetry',
  'alertmanager',
  'openfeature',
  'helpdesk',
  'scores',
] as const;
export type SourceName = (typeof sourceNames)[number];

export const houses = ['en', 'fr', 'both'] as const;

/** A text that stands in one line: nothing in it hides from who reads the file. */
const Line = Text.max(100, 'expected a text of at most 100 characters').regex(
  /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u,
  'expected one line without control characters',
);

/** Somebody, as `Sam Carter` or `Sam Carter <sam@example.org>`. */
const Somebody = Line.transform((text, ctx) => {
  const [, name = text, email] = /^([^<>]+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(text) ?? [];
  const id = idOf(name);
  if (Id.safeParse(id).success && !/[<>]/.test(name)) return { id, name, email };
  ctx.addIssue('expected a name, such as "Sam Carter <sam@example.org>"');
  return z.NEVER;
});

/** A share that a rule may stand at, as people write it. */
const Threshold = z
  .string()
  .regex(/^\d{1,2}(?:\.\d{1,3})?\s*%$/, 'expected a percentage such as 5%')
  .transform((text) => Number.parseFloat(text))
  .refine((percent) => percent > 0, 'expected more than 0%');

/** The answers of people about what they run. */
export const Answers = z
  .object({
    agent: Id,
    name: Line.optional(),
    owner: Somebody,
    approver: Somebody,
    language: z.enum(houses).default('en'),
    source: z.enum(sourceNames).default('interactions'),
    threshold: Threshold.prefault('5%'),
  })
  .refine(({ owner, approver }) => owner.id !== approver.id, {
    path: ['approver'],
    error: 'expected somebody else than the owner: who drives a plan does not sign it as well',
  })
  .transform(({ name, ...rest }) => ({ ...rest, name: name ?? capital(rest.agent) }));
export type Answers = z.output<typeof Answers>;
/** The answers as they are given, before defaults stand in for those that are missing. */
export type Asked = z.input<typeof Answers>;

/** The id of a person: all of the name, in small plain letters. */
function idOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 63);
}

function capital(agent: string): string {
  return agent.charAt(0).toUpperCase() + agent.slice(1);
}
