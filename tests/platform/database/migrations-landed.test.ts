import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { knownMigrations } from '../../../src/platform/database/migrate.ts';

const landed = z
  .array(z.object({ at: z.int(), hash: z.string() }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'migrations-landed.json'), 'utf8')));

/** A database that has had one would not be taken by a version that knows another in its place. */
test('no migration that has landed was changed, taken away or put in between: they are only added to', () => {
  expect(knownMigrations().slice(0, landed.length)).toEqual(landed);
});
