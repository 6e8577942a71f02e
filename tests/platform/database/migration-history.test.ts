import { readMigrationFiles } from 'drizzle-orm/migrator';
import { describe, expect, test } from 'vitest';
import { migrationsFolder } from '../../../src/platform/database/migrate.ts';
import { historyProblem } from '../../../src/platform/database/migration-history.ts';

const known = [
  { at: 10, hash: 'a' },
  { at: 20, hash: 'b' },
  { at: 30, hash: 'c' },
];

describe('a database is migrated', () => {
  test('when it is empty, behind, or up to date', () => {
    expect(historyProblem(known, [])).toBeUndefined();
    expect(historyProblem(known, known.slice(0, 2))).toBeUndefined();
    expect(historyProblem(known, known)).toBeUndefined();
  });

  test('not when it has a migration more than this version knows', () => {
    expect(historyProblem(known.slice(0, 2), known)).toMatchObject({ code: 'database_newer' });
  });

  test('not when a migration that it missed lies before one that it has: that one would be skipped', () => {
    const missed = known.filter(({ at }) => at !== 20);
    expect(historyProblem(known, missed)).toMatchObject({ code: 'database_unknown_history' });
  });

  test('not when an applied migration was changed afterwards', () => {
    const changed = [{ at: 10, hash: 'x' }];
    expect(historyProblem(known, changed)).toMatchObject({ code: 'database_unknown_history' });
  });
});

test('our own migrations are in the order of their times, so that none is ever skipped', () => {
  const times = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});
