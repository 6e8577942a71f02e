import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldErrors } from '../../src/platform/http/field-errors.ts';

const told = (schema: z.ZodType, value: unknown) =>
  fieldErrors('json', schema.safeParse(value).error?.issues ?? []).map(({ detail }) => detail);
const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a') }),
  z.object({ kind: z.literal('b') }),
]);

/** One case at least of every code that zod has: the compiler asks for a new one. */
const cases: Readonly<Record<z.core.$ZodIssueCode, readonly (readonly [z.ZodType, unknown, string])[]>> = {
  invalid_type: [
    [z.string(), 3, 'Found 3, expected a text.'],
    [z.number(), '3', 'Found "3", expected a number.'],
    [z.coerce.number(), 'x', 'Found no number, expected a number.'],
    [z.int(), 1.5, 'Found 1.5, expected a whole number.'],
    [z.object({}), undefined, 'Found nothing, expected keys with values.'],
    [z.array(z.string()), null, 'Found null, expected a list.'],
  ],
  too_big: [
    [z.number().max(3), 4, 'Found 4, expected at most 3.'],
    [z.number().lt(3), 3, 'Found 3, expected less than 3.'],
    [z.array(z.number()).max(1), [1, 2], 'Found a list of 2, expected at most 1 entry.'],
  ],
  too_small: [
    [z.string().min(2), 'a', 'Found "a", expected at least 2 characters.'],
    [z.number().positive(), 0, 'Found 0, expected more than 0.'],
    [z.string().length(2), 'a', 'Found "a", expected exactly 2 characters.'],
  ],
  invalid_format: [
    [z.url(), 'x', 'Found "x", expected an address such as https://example.org/.'],
    [z.string().startsWith('fr_'), 'x', 'Found "x", expected a text that begins with fr_.'],
    [
      z.string().regex(/^a/),
      'x'.repeat(99),
      'Found a text of 99 characters, expected a text that matches /^a/.',
    ],
    [z.string().regex(/^a/, 'expected an a'), 'x', 'Expected an a.'],
  ],
  not_multiple_of: [[z.number().multipleOf(5), 7, 'Found 7, expected a multiple of 5.']],
  unrecognized_keys: [
    [
      z.strictObject({ name: z.string().optional(), agent: z.string().optional() }),
      { nmae: 1 },
      'Unknown field; expected one of name, agent. Did you mean name?',
    ],
  ],
  invalid_union: [
    [z.union([z.array(z.string()), z.string()]), 3, 'Found 3, expected a list.'],
    [kinds, { kind: 'c' }, 'Found "c", expected one of a, b.'],
  ],
  invalid_key: [
    [z.record(z.string().min(2), z.number()), { a: 1 }, 'Found "a", expected at least 2 characters.'],
  ],
  invalid_element: [
    [z.map(z.object({}), z.string()), new Map([[{}, 3]]), 'Found keys with values, expected a text.'],
  ],
  invalid_value: [[z.enum(['a', 'b']), 'c', 'Found "c", expected one of a, b.']],
  custom: [
    [z.string().refine(() => false), 'x', 'Found "x", expected another value.'],
    [z.string().refine(() => false, 'name each once'), 'x', 'Name each once.'],
  ],
};

describe('what a schema refuses is told in our words, with what was found and what was expected', () => {
  test.each(Object.entries(cases))('%s', (_, all) => {
    for (const [schema, value, text] of all) expect(told(schema, value)).toEqual([text]);
  });
});
