import { StartupError } from '../startup-error.ts';

/** One migration: when it was generated (epoch ms, its identity for drizzle) and the SHA-256 of its SQL. */
export type Migration = { readonly at: number; readonly hash: string };

/**
 * Why the migrations of this code must not be run on a database, or `undefined` when they may. drizzle's
 * migrator looks at the newest applied migration only and skips everything older without a word, so an
 * unknown or out-of-order history would leave a schema that the code does not fit (drizzle-orm #5316).
 */
export function historyProblem(
  known: readonly Migration[],
  applied: readonly Migration[],
): StartupError | undefined {
  const strange = applied.findIndex((entry, index) => {
    const expected = known[index];
    return expected !== undefined && (expected.at !== entry.at || expected.hash !== entry.hash);
  });
  if (strange !== -1) {
    return new StartupError(
      'database_unknown_history',
      `The database was changed by a version of filrouge that this one does not know (migration ${strange + 1} of ${applied.length} differs).`,
      'Start the version that made this database, or give this one an empty database.',
    );
  }
  if (applied.length > known.length) {
    return new StartupError(
      'database_newer',
      `The database is newer than this version of filrouge (it has ${applied.length} migrations, this version knows ${known.length}).`,
      'Start the newer version again, or restore the backup that was made before the upgrade.',
    );
  }
  return undefined;
}
