import { type SQL, sql } from 'drizzle-orm';
import { requestsTable, requestWordsTable } from '../tables.ts';
import { vaultTokens } from '../vault/tables.ts';

/** The statement by which all requests of a customer are found by these rows of the vault, too. */
export function findingRequestsBy(customer: string, rows: readonly string[]): SQL {
  return sql`INSERT INTO ${requestWordsTable} (token, request, "row")
    SELECT t.token, r.number, t."row" FROM ${requestsTable} r CROSS JOIN ${vaultTokens} t
    WHERE r.customer = ${customer} AND t."row" IN (SELECT jsonb_array_elements_text(${JSON.stringify(rows)}::jsonb))
    ON CONFLICT DO NOTHING`;
}
