import { z } from 'zod';
import {
  durationExpected,
  durationPattern,
  formatDuration,
  parseDuration,
} from '../../../platform/duration.ts';
import { longestDurationMs } from '../../condition.ts';
import { levels } from '../../playbook.ts';

/**
 * Pieces of the rule files' schemas. Every message of theirs says what was expected, in words that stand
 * after "expected": schema-check.ts puts the place and what was found in front.
 */

/** An id of an agent, a rule, a person, a playbook, an action: part of addresses, labels and rows. */
export const Id = z
  .string({ error: 'expected an id such as error-rate' })
  .regex(
    /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/,
    'expected an id of small letters, digits and dashes, such as error-rate',
  )
  .max(63, 'expected an id of at most 63 characters')
  .meta({ title: 'id', examples: ['error-rate'] });

/** A text for people that is not empty. */
export const Text = z
  .string({ error: 'expected a text' })
  .trim()
  .min(1, 'expected a text that is not empty')
  .max(4_000, 'expected a text of at most 4000 characters')
  .meta({ title: 'text' });

/** The address of a page for each id. */
export const LinkTemplate = z
  .string({ error: 'expected an address such as https://desk.example/tickets/{id}' })
  .regex(
    /^https?:\/\/[^\s{}]+\/[^\s{}]*\{id\}[^\s{}]*$/,
    'expected an address of http or https with {id} in it, such as https://desk.example/tickets/{id}',
  )
  .max(500, 'expected an address of at most 500 characters')
  .meta({ title: 'address', examples: ['https://desk.example/tickets/{id}'] });

const durationText = z
  .string({ error: `expected ${durationExpected}` })
  .regex(durationPattern, `expected ${durationExpected}`)
  .meta({ title: 'duration', examples: ['10m'] });
const tooLong = `expected a duration of at most ${formatDuration(longestDurationMs)}`;

/** A duration as people write it, read as milliseconds. */
export const Duration = z
  .union([z.literal(0), durationText], { error: `expected ${durationExpected}` })
  .meta({ title: 'duration', examples: ['10m'] })
  .transform((text) => parseDuration(String(text)) ?? 0)
  .refine((ms) => ms <= longestDurationMs, tooLong);

/** A duration that takes some time. */
export const PositiveDuration = durationText
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms <= longestDurationMs, tooLong)
  .refine((ms) => ms > 0, 'expected a duration longer than 0');

/** A time of day as clocks show it, read as minutes after midnight. */
export const TimeOfDay = z
  .string({ error: 'expected a time of day such as 08:00' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 08:00')
  .meta({ title: 'time of day', examples: ['08:00'] })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** One text or a list of them, read as a list. */
function oneOrMore(title: string, example: string, description: string) {
  return z
    .union([z.string(), z.array(z.string()).min(1).max(50)], {
      error: `expected a ${title} such as ${example}, or a list of them`,
    })
    .meta({ title, description, examples: [example] })
    .transform((texts) => (typeof texts === 'string' ? [texts] : texts));
}

/** Conditions that must all be true. */
export const Conditions = oneOrMore(
  'condition',
  'error_rate > 2% over 5m',
  'metric op quantity [over window], such as error_rate > 2% over 5m; a list means all of them',
);

/** Success criteria. */
export const Criteria = oneOrMore(
  'criterion',
  'error_rate < 1% over 1h for 24h',
  'A success criterion, such as error_rate < 1% over 1h for 24h; a list means all of them',
);

/** Effort, impact. */
export const Level = z.enum(levels);

/** An IANA time zone that this machine knows. */
export const TimeZone = z
  .string({ error: 'expected a time zone such as Europe/Paris' })
  .refine(isTimeZone, 'expected the IANA name of a time zone, such as Europe/Paris')
  .meta({
    title: 'time zone',
    description: 'The IANA name of a time zone',
    examples: ['Europe/Paris'],
  });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
