import { z } from 'zod';
import { nearestName } from './nearest.ts';
import { type Path, type Report, reportAt, reportAtKey, type Source, shown, valueAt } from './source.ts';

/**
 * Reads a part of a file with a schema. Each thing that does not fit is reported at its place, with what was
 * found and what was expected; then there is no value.
 */
export function readWith<T>(schema: z.ZodType<T>, source: Source, path: Path, report: Report): T | undefined {
  const parsed = schema.safeParse(valueAt(source.value, path), { error: expectation });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) reportIssue(issue, path, source, report);
  return undefined;
}

/** Of one object: a thousand keys that are not known are one mistake. */
const mostUnknownKeys = 20;
const expectedPrefix = 'expected ';

/** The message of an issue whose schema brings none of its own: always "expected …". */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return expectedPrefix + (typeNames[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return `${expectedPrefix}${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return (
        expectedPrefix + (issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(', ') : '')
      );
    case 'too_small':
      return `${expectedPrefix}at least ${issue.minimum}`;
    case 'too_big':
      return `${expectedPrefix}at most ${issue.maximum}`;
    default:
      return `${expectedPrefix}something else`;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'names with values',
};

function reportIssue(issue: z.core.$ZodIssue, base: Path, source: Source, report: Report): void {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const expected = issue.message.replace(/^expected /, '');
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys.slice(0, mostUnknownKeys))
        reportUnknownKey([...path, key], expected.split(', '), source, report);
      return;
    case 'invalid_key':
      reportAtKey(report, source, path, {
        code: 'bad_name',
        found: shown(path.at(-1)),
        expected: (issue.issues[0]?.message ?? 'another name').replace(/^expected /, ''),
      });
      return;
    case 'invalid_union': {
      const deeper = issue.errors.filter((branch) => branch.every((inner) => inner.path.length > 0));
      if (deeper.length === 1 && deeper[0] !== undefined) {
        for (const inner of deeper[0]) reportIssue(inner, path, source, report);
        return;
      }
      break;
    }
    default:
      break;
  }
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  reportValue(path, expected, values, source, report);
}

function reportUnknownKey(path: Path, known: readonly string[], source: Source, report: Report): void {
  const key = String(path.at(-1));
  const near = nearestName(key, known);
  reportAtKey(report, source, path, {
    code: 'unknown_key',
    found: shown(key),
    expected: `one of the keys ${known.join(', ')}`,
    didYouMean: near,
  });
}

function reportValue(
  path: Path,
  expected: string,
  values: readonly string[],
  source: Source,
  report: Report,
): void {
  const value = valueAt(source.value, path);
  const near = typeof value === 'string' ? nearestName(value, values) : undefined;
  const key = path.at(-1);
  const missing = value === undefined && typeof key === 'string';
  reportAt(report, source, path, {
    code: missing ? 'missing_key' : value === null ? 'missing_value' : 'bad_value',
    found: shown(value),
    expected: missing ? `the key ${key}: ${expected}` : expected,
    didYouMean: near,
  });
}
