import { asc, eq } from 'drizzle-orm';
import { getIncident } from '../../incidents/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined, withoutNulls } from '../../platform/defined.ts';
import { readRegister } from '../../register/store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { VerdictEntry } from '../criteria/follow.ts';
import type { LearnSources } from '../drafting/learn/learnt.ts';
import type { Plan } from '../plan.ts';
import { criterionVerdicts } from './tables.ts';

/** Everything that a playbook is learnt from, besides the plan. */
export async function learnSources(
  db: Db,
  ruleSet: RuleSet,
  plan: Plan,
  name?: string,
): Promise<LearnSources> {
  const [incident, histories, [closing]] = await Promise.all([
    getIncident(db, plan.incident),
    verdictsOfPlan(db, plan.number),
    readRegister(db, { plan: plan.number, kind: 'planClosed', order: 'latest_first', limit: 1 }),
  ]);
  return { incident, ruleSet, histories, closing, ...defined({ name }) };
}

/** How each criterion of a plan came to its verdict, oldest first. */
export async function verdictsOfPlan(
  db: Db,
  plan: number,
): Promise<ReadonlyMap<string, readonly VerdictEntry[]>> {
  const rows = await db
    .select()
    .from(criterionVerdicts)
    .where(eq(criterionVerdicts.plan, plan))
    .orderBy(asc(criterionVerdicts.at));
  const byCriterion = new Map<string, VerdictEntry[]>();
  for (const { plan: _, ...row } of rows) {
    const entry = withoutNulls(row);
    const own = byCriterion.get(entry.criterion);
    if (own === undefined) byCriterion.set(entry.criterion, [entry]);
    else own.push(entry);
  }
  return byCriterion;
}
