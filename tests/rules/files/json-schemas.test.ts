import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { keysOf, readSchema } from '../../../scripts/reference/keys.ts';
import { fileKind } from '../../../src/rules/files/file-kind.ts';
import { jsonSchemaText, schemaKinds } from '../../../src/rules/files/json-schemas.ts';
import { edited, shippedFiles } from '../folder.ts';

const rules = resolve(import.meta.dirname, '../../../rules');
const shipped = await shippedFiles();
/** Formats are beyond what ajv checks by itself; each has its pattern beside it where it matters. */
const options = { formats: { email: true, 'date-time': true }, allowUnionTypes: true } as const;

/** The schema that a file of this path has. */
function schemaPath(path: string): string {
  const kind = fileKind(path);
  if (kind === undefined || kind === 'misplaced' || kind === 'list') throw new Error(`${path} has no schema`);
  return join(rules, 'schema', `${kind}.json`);
}

/** What an editor would say: whether a text fits the schema of its file. */
function fits(path: string, text: string): boolean {
  const schema: object = JSON.parse(readFileSync(schemaPath(path), 'utf8'));
  return new Ajv(options).validate(schema, parse(text));
}

describe('the schemas for editors', () => {
  test('are what the code says: run npm run schemas after a change', () => {
    for (const kind of schemaKinds)
      expect(readFileSync(join(rules, 'schema', `${kind}.json`), 'utf8'), kind).toBe(jsonSchemaText(kind));
    const files = schemaKinds.map((kind) => `${kind}.json`);
    expect(readdirSync(join(rules, 'schema')).toSorted()).toEqual(files.toSorted());
  });

  test.each(schemaKinds)(
    'say of every key in %s what it is for, by .describe() or .meta() beside it',
    (kind) => {
      const schema = readSchema(jsonSchemaText(kind));
      const keys = keysOf(schema);
      expect(keys.length).toBeGreaterThan(3);
      expect(schema.description ?? schema.anyOf?.every(({ description }) => description)).toBeTruthy();
      expect(keys.filter(({ schema: { description } }) => !description).map(({ path }) => path)).toEqual([]);
    },
  );

  test.each(schemaKinds)(
    'have a true example of every key in %s whose values do not say themselves',
    (kind) => {
      const keys = keysOf(readSchema(jsonSchemaText(kind)));
      const bare = keys.filter(({ path, schema }) => {
        const says = schema.enum ?? schema.const ?? schema.examples;
        const within = keys.some((other) => other.path !== path && other.path.startsWith(path));
        return says === undefined && schema.type !== 'boolean' && !within;
      });
      expect(bare.map(({ path }) => path)).toEqual([]);
      const ajv = new Ajv(options);
      const wrong = keys.filter(({ schema }) =>
        schema.examples?.some((example) => !ajv.validate(schema, example)),
      );
      expect(wrong.map(({ path }) => path)).toEqual([]);
    },
  );

  test.each(shipped.map(({ path, text }) => ({ path, text })))(
    'are named by $path, and take it',
    ({ path, text }) => {
      const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? 'none';
      expect(join(rules, dirname(path), named)).toBe(schemaPath(path));
      expect(fits(path, text)).toBe(true);
    },
  );

  test.each([
    ['agents/margaux.yaml', 'then: alert', 'then: alarm'],
    ['agents/margaux.yaml', 'min_samples: 50', 'min_sample: 50'],
    ['agents/margaux.yaml', 'keep_firing_for: 10m', 'keep_firing_for: 10 minutes'],
    ['agents/margaux.yaml', 'owner: lea', 'own: lea'],
    ['metrics.yaml', 'better: lower', 'better: smaller'],
    ['people.yaml', 'approver: true', 'approver: sometimes'],
    ['playbooks/stale-answers.yaml', 'effort: low', 'effort: little'],
    ['agents/margaux.test.yaml', 'switch: suspended', 'switch: off'],
  ])('in %s refuse what filrouge refuses: %s → %s', (path, piece, by) => {
    const file = edited(shipped, path, piece, by).find((candidate) => candidate.path === path);
    expect(fits(path, file?.text ?? '')).toBe(false);
  });
});
