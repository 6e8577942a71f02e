import { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;
type Sized = {
  readonly origin: string;
  readonly exact?: boolean | undefined;
  readonly inclusive?: boolean | undefined;
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'names with values',
  null: 'null',
  nan: 'no number',
  date: 'a date',
};

const formatNames: Readonly<Record<string, string>> = {
  url: 'an address such as https://example.org/',
  email: 'an address such as lea@example.org',
  uuid: 'a UUID',
  datetime: 'a time such as 2026-06-05T08:00:00Z',
  date: 'a day such as 2026-06-08',
};

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
};

/** The thing that a schema wanted in the place of what it refused: `a number`, `at most 20 characters`. */
function expectedOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_big':
      return sizeOf(issue, issue.maximum, 'at most', 'less than');
    case 'too_small':
      return sizeOf(issue, issue.minimum, 'at least', 'more than');
    case 'invalid_format':
      return formatOf(issue.format, issue);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(', ') : 'other names';
    case 'invalid_union':
      return unionOf(issue);
    case 'invalid_key':
      return expectedWithin(issue.issues) ?? 'another name';
    case 'invalid_element':
      return expectedWithin(issue.issues) ?? 'another entry';
    case 'custom':
      return 'another value';
    default:
      return issue satisfies never;
  }
}

/** The words of an issue whose schema brings none of its own: `found 3, expected a text`. */
export function issueText(issue: RawIssue): string {
  const { input, discriminator } = issue;
  const found: unknown = typeof discriminator === 'string' ? Object(input)[discriminator] : input;
  return `found ${foundOf(found)}, expected ${expectedOf(issue)}`;
}

/** The expectation that a message of an issue states: ours, or one that a schema brings. */
export function expectedIn(message: string): string {
  return message.replace(/^(?:found .*, )?expected /s, '');
}

function foundOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'keys with values';
  if (typeof value === 'number' && Number.isNaN(value)) return 'no number';
  if (typeof value !== 'string') return String(value);
  return value.length > 60 ? `a text of ${value.length} characters` : JSON.stringify(value);
}

function sizeOf(
  { origin, exact, inclusive }: Sized,
  limit: number | bigint,
  to: string,
  strictly: string,
): string {
  const unit = units[origin]?.[limit === 1 ? 0 : 1];
  const bound = exact === true ? 'exactly' : inclusive === false ? strictly : to;
  return `${bound} ${limit}${unit === undefined ? '' : ` ${unit}`}`;
}

function formatOf(format: string, more: Readonly<Record<string, unknown>>): string {
  switch (format) {
    case 'starts_with':
      return `a text that begins with ${more['prefix']}`;
    case 'ends_with':
      return `a text that ends with ${more['suffix']}`;
    case 'includes':
      return `a text with ${more['includes']} in it`;
    case 'regex':
      return `a text that matches ${more['pattern']}`;
    default:
      return formatNames[format] ?? `a text of the form ${format}`;
  }
}

function unionOf({ inst, discriminator }: RawIssue): string {
  if (!(inst instanceof z.ZodDiscriminatedUnion) || typeof discriminator !== 'string') return 'another value';
  const kinds = [...(inst._zod.propValues[discriminator] ?? [])];
  return `${kinds.length > 1 ? 'one of ' : ''}${kinds.join(', ')}`;
}

function expectedWithin([first]: readonly z.core.$ZodIssue[]): string | undefined {
  return first && expectedIn(first.message);
}

// Nobody is told anything in the words of zod, wherever a schema is used.
z.config({ localeError: issueText });
