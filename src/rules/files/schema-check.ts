import { z } from 'zod';
import { expectedIn } from '../../platform/issue-text.ts';
import { nearestName } from '../../platform/nearest.ts';
import { complain, complainOfKey, itemsOf, type Place, shown, under } from './source.ts';

/**
 * Reads a part of a file with a schema. Each thing that does not fit is reported at its place, with what was
 * found and what was expected; then there is no value.
 */
export function readWith<T>(schema: z.ZodType<T>, place: Place): T | undefined {
  const parsed = schema.safeParse(place.value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) complainOfIssue(issue, place);
  return undefined;
}

/**
 * The entries of a file that is one list under a key, unread, so that a bad one does not hide the others;
 * `beside` it other keys may stand.
 */
export function entriesOf(file: Place, key: string, beside: readonly string[] = []): Place[] {
  readWith(z.strictObject({ [key]: z.array(z.unknown()), ...unread(beside) }), file);
  return itemsOf(under(file, key));
}

/** Keys that may stand in a file, and are read elsewhere. */
export function unread(keys: readonly string[]): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]));
}

/** Where editors of YAML look for it. */
const inComment =
  'a comment in the first line, # yaml-language-server: $schema=… (see filrouge rules schemas)';

/** Of one object: a thousand keys that are not known are one mistake. */
const mostUnknownKeys = 20;

function complainOfIssue(issue: z.core.$ZodIssue, base: Place): void {
  const place = under(base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)));
  const expected = expectedIn(issue.message);
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys.slice(0, mostUnknownKeys))
        complainOfKey(
          under(place, key),
          'unknown_key',
          shown(key),
          key === '$schema' ? inComment : `one of the keys ${expected}`,
          {
            didYouMean: nearestName(key, expected.split(', ')),
          },
        );
      return;
    case 'invalid_key': {
      const wanted = expectedIn(issue.issues[0]?.message ?? 'another name');
      complainOfKey(place, 'bad_name', shown(place.path.at(-1)), wanted);
      return;
    }
    case 'invalid_union': {
      const deeper = issue.errors.filter((branch) =>
        branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
      );
      if (deeper.length !== 1) break;
      for (const inner of deeper.flat()) complainOfIssue(inner, place);
      return;
    }
    default:
      break;
  }
  complainOfValue(place, expected, issue.code === 'invalid_value' ? issue.values.map(String) : []);
}

function complainOfValue(place: Place, expected: string, values: readonly string[]): void {
  const { value, path } = place;
  const didYouMean = typeof value === 'string' ? nearestName(value, values) : undefined;
  const key = path.at(-1);
  if (value === undefined && typeof key === 'string')
    complain(place, 'missing_key', shown(value), `the key ${key}: ${expected}`);
  else
    complain(place, value === null ? 'missing_value' : 'bad_value', shown(value), expected, { didYouMean });
}
