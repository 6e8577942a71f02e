import { sql } from 'drizzle-orm';
import type { Database } from '../../src/platform/database/database.ts';

/**
 * The database refuses rows of a table for their data (SQLSTATE 22003), as it does with a number that no column
 * holds: those that the SQL condition over `NEW` names. Answers what lifts that again.
 */
export async function refuseRows(
  { db }: Database,
  table: string,
  condition: string,
): Promise<() => Promise<void>> {
  const name = `refuse_${table}`;
  await db.execute(
    sql.raw(`CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF ${condition} THEN RAISE EXCEPTION 'refused' USING ERRCODE = '22003'; END IF; RETURN NEW; END $$`),
  );
  await db.execute(
    sql.raw(
      `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    ),
  );
  return async () => {
    await db.execute(sql.raw(`DROP TRIGGER IF EXISTS ${name} ON ${table}`));
  };
}
