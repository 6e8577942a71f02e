import { eq, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { register } from '../register/tables.ts';
import { proofPassedKind } from './proof.ts';

/** The last passed proof test of each rule on each agent, as the register has it. */
export async function lastProofs(
  db: Db,
): Promise<Map<string, Map<string, { readonly passedAt: number; readonly ruleSetHash: string }>>> {
  const rows = await db
    .select({ at: register.at, agent: register.agent, data: register.data })
    .from(register)
    .where(eq(register.kind, proofPassedKind))
    .orderBy(sql`${register.seq}`);
  const proofs = new Map<string, Map<string, { passedAt: number; ruleSetHash: string }>>();
  for (const { at, agent, data } of rows) {
    const { rule, ruleSet } = data as { rule?: unknown; ruleSet?: unknown };
    if (agent === null || typeof rule !== 'string' || typeof ruleSet !== 'string') continue;
    const ofAgent = proofs.get(agent) ?? new Map();
    proofs.set(agent, ofAgent.set(rule, { passedAt: at, ruleSetHash: ruleSet }));
  }
  return proofs;
}
