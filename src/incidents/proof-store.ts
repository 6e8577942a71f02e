import { eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import { register } from '../register/tables.ts';
import { type ProofAttempt, proofPassedKind } from './proof.ts';
import { proofAttempts } from './tables.ts';

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
    const { rule, ruleSet } = data;
    if (agent === null || typeof rule !== 'string' || typeof ruleSet !== 'string') continue;
    const ofAgent = proofs.get(agent) ?? new Map();
    proofs.set(agent, ofAgent.set(rule, { passedAt: at, ruleSetHash: ruleSet }));
  }
  return proofs;
}

/** An attempt, and whose it was. */
export type AgentAttempt = ProofAttempt & { readonly agent: string };

/** The last attempt of each agent that did not pass, or was skipped. */
export async function lastAttempts(db: Db): Promise<readonly AgentAttempt[]> {
  return (await db.select().from(proofAttempts)).map(withoutNulls);
}

/** The statement that keeps attempts, one an agent. */
export function settingAttempts(attempts: readonly AgentAttempt[]): SQL {
  return sql`${insertRows(proofAttempts, attempts)}
    ON CONFLICT (agent) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, code = excluded.code,
      rule = excluded.rule, failing_since = excluded.failing_since, failing_rule = excluded.failing_rule`;
}
