import { eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import type { Db } from '../../platform/database/database.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { findingRequestsBy } from '../matching/words-store.ts';
import { type DeskPorts, openDesk } from '../ports.ts';
import { conflict } from '../refusals.ts';
import { callsTable, customerHintsTable, customersTable, requestsTable } from '../tables.ts';
import { vaultRows, vaultTokens } from '../vault/tables.ts';

/** The body of the order to merge: the id of the customer who stays. */
export const MergeCustomersBody = z.strictObject({ into: z.string().min(1).max(63) });

/** The customer who stays, and how many requests are his now. */
export type MergedCustomers = { readonly customer: string; readonly requests: number };

/**
 * Merges a customer into another one: his requests, calls, addresses, numbers and all words about him go on
 * under the one who stays, whose name is kept; where he has none, the other one's. The one who is gone leads
 * to him for ever, and whoever asks what is kept of one is told of both.
 */
export async function mergeCustomers(
  ports: DeskPorts,
  from: string,
  into: string,
  caller: Caller,
): Promise<Result<MergedCustomers>> {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const { at, actor } = desk.value;
  const forbidden = mayCommand(caller, { kind: 'mergeCustomers', desk: actor.role });
  if (forbidden !== undefined) return refused(forbidden);
  if (from === into)
    return refused(conflict('merge_into_itself', `Customer ${from} cannot be merged into himself.`));
  const result = await ports.database.transaction(async (tx): Promise<Result<MergedCustomers>> => {
    const locked = await lockBoth(tx, from, into);
    if (!locked.ok) return locked;
    const { gone, stays } = locked.value;
    const moved = await tx
      .update(requestsTable)
      .set({ customer: into })
      .where(eq(requestsTable.customer, from))
      .returning({ number: requestsTable.number });
    await moveWords(tx, from, into);
    const name = stays.name ?? gone.name;
    const emails = [...stays.emails, ...gone.emails];
    const phones = [...stays.phones, ...gone.phones];
    await tx.execute(findingRequestsBy(into, [...(name === null ? [] : [name]), ...emails, ...phones]));
    await tx
      .update(customersTable)
      .set({
        ...{ name, emails, phones },
        lastContactAt: Math.max(stays.lastContactAt, gone.lastContactAt),
      })
      .where(eq(customersTable.id, into));
    await tx.update(customersTable).set({ mergedInto: into }).where(eq(customersTable.id, from));
    // Whoever was merged before leads straight to the one who stays.
    await tx.update(customersTable).set({ mergedInto: into }).where(eq(customersTable.mergedInto, from));
    const data = { from, into, requests: moved.length };
    await appendEntries(tx, [{ kind: 'customersMerged', actor: actor.by, data }], at);
    return done({ customer: into, requests: moved.length });
  });
  if (result.ok) ports.changed();
  return result;
}

type CustomerRow = typeof customersTable.$inferSelect;

/** Both customers, locked; neither may have been merged before. */
async function lockBoth(
  tx: Db,
  from: string,
  into: string,
): Promise<Result<{ readonly gone: CustomerRow; readonly stays: CustomerRow }>> {
  const rows = await tx
    .select()
    .from(customersTable)
    .where(inArray(customersTable.id, [from, into]))
    .orderBy(customersTable.id)
    .for('update');
  const [gone, stays] = [from, into].map((id) => rows.find((row) => row.id === id));
  if (gone === undefined) return refused(noSuch('customer', from));
  if (stays === undefined) return refused(noSuch('customer', into));
  for (const { id, mergedInto } of [gone, stays])
    if (mergedInto !== null)
      return refused(
        conflict('customer_merged', `Customer ${id} was merged into ${mergedInto}: go on there.`, {
          into: mergedInto,
        }),
      );
  return done({ gone, stays });
}

/** Calls, words and what they are found by go on under the one who stays. */
async function moveWords(tx: Db, from: string, into: string): Promise<void> {
  await tx.update(callsTable).set({ customer: into }).where(eq(callsTable.customer, from));
  await tx.update(vaultRows).set({ subject: into }).where(eq(vaultRows.subject, from));
  await tx.update(vaultTokens).set({ subject: into }).where(eq(vaultTokens.subject, from));
  // A hint that both have stands once for the one who stays.
  await tx.execute(
    sql`INSERT INTO ${customerHintsTable} (token, customer, "row")
      SELECT token, ${into}, "row" FROM ${customerHintsTable} WHERE customer = ${from} ON CONFLICT DO NOTHING`,
  );
  await tx.delete(customerHintsTable).where(eq(customerHintsTable.customer, from));
}
