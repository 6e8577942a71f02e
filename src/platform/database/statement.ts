import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { type Fence, fenceCodes } from './sql-error.ts';

/**
 * Writes that go to the database as one statement, by name. None sees the rows of another; one may read what
 * another returns, by its name. A name must not be that of a table.
 */
export type Parts = Readonly<Record<string, SQL>>;

/** One statement that carries out all parts, or none. `first` is answered, evaluated before any write. */
export function together(parts: Parts, first: SQL = sql`1`): SQL {
  const named = Object.entries(parts).map(([name, part]) => sql`${sql.identifier(name)} AS (${part})`);
  return sql`WITH ${sql.join(named, sql`, `)} SELECT ${first}`;
}

/** Fails the whole statement, with the code of this fence, unless it holds. */
export function fenceOf(fence: Fence, holds: SQL): SQL {
  return sql`filrouge_fence(${holds}, ${sql.raw(`'${fenceCodes[fence]}'`)})`;
}

/**
 * Rows into a table. They are one parameter, as JSON: the text is the same for any rows, costs next to
 * nothing to make, and is parsed once by each connection. Columns that have a default are left to the
 * database.
 */
export function insertRows<T extends PgTable>(table: T, rows: readonly T['$inferInsert'][]): SQL {
  const { text, columns } = shapeOf(table);
  const records = rows.map((row) => {
    const values: Record<string, unknown> = row;
    const record: Record<string, unknown> = {};
    for (const { key, name } of columns) record[name] = values[key];
    return record;
  });
  return sql`${sql.raw(text)}${JSON.stringify(records)}::jsonb)`;
}

type Shape = { readonly text: string; readonly columns: readonly { key: string; name: string }[] };

const shapes = new Map<PgTable, Shape>();
const dialect = new PgDialect();

function shapeOf(table: PgTable): Shape {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries(getTableColumns(table))
    .filter(([, column]) => !column.hasDefault)
    .map(([key, column]) => ({ key, name: column.name }));
  const names = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const text = sql`INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, `;
  const shape = { text: dialect.sqlToQuery(text).sql, columns };
  shapes.set(table, shape);
  return shape;
}
