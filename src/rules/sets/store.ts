import { and, desc, eq, gte, lt, lte, min, type SQL } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../ruleset.ts';
import type { RuleSetAuthor } from './author-files.ts';
import { diffRuleSets, noDifference, type RuleSetDiff } from './diff.ts';
import { ruleSetFromJson, ruleSetToJson } from './ruleset-json.ts';
import { ruleSets } from './tables.ts';

/** A set that came into force, with what it changed. `seq` grows with every set. */
export type RecordedRuleSet = Readonly<Omit<typeof ruleSets.$inferSelect, 'set'>>;

/** Records that `set` is in force from `now` on, unless it is the one recorded last. */
export async function recordRuleSet(
  tx: Db,
  set: RuleSet,
  now: number,
  author?: RuleSetAuthor,
): Promise<{ readonly recorded: boolean; readonly diff: RuleSetDiff }> {
  if (await isRecordedLast(tx, set)) return { recorded: false, diff: noDifference };
  const latest = await latestRuleSet(tx);
  const diff = latest === undefined ? noDifference : diffRuleSets(latest, set);
  await tx
    .insert(ruleSets)
    .values({ hash: set.hash, inForceSince: now, set: ruleSetToJson(set), diff, author });
  return { recorded: true, diff };
}

/**
 * Whether it is the set recorded last. Its hash alone is read: a set over thousands of agents is megabytes,
 * and at a restart it is nearly always the same.
 */
export async function isRecordedLast(db: Db, { hash }: Pick<RuleSet, 'hash'>): Promise<boolean> {
  const newest = db.select({ hash: ruleSets.hash }).from(ruleSets).orderBy(desc(ruleSets.seq)).limit(1);
  return (await newest)[0]?.hash === hash;
}

/** The set that was recorded last. */
export function latestRuleSet(db: Db): Promise<RuleSet | undefined> {
  return latestWhere(db, undefined);
}

/** The set with this hash, if it was ever in force. */
export function ruleSetByHash(db: Db, hash: string): Promise<RuleSet | undefined> {
  return latestWhere(db, eq(ruleSets.hash, hash));
}

async function latestWhere(db: Db, condition: SQL | undefined): Promise<RuleSet | undefined> {
  const all = db.select({ set: ruleSets.set }).from(ruleSets).where(condition);
  const [row] = await all.orderBy(desc(ruleSets.seq)).limit(1);
  return row === undefined ? undefined : ruleSetFromJson(row.set);
}

/** When the first set came into force; `undefined` before filrouge ever evaluated. */
export async function firstInForceSince(db: Db): Promise<number | undefined> {
  const [row] = await db.select({ at: min(ruleSets.inForceSince) }).from(ruleSets);
  return row?.at ?? undefined;
}

/** A part of the history: times are inclusive; `before` is the place at which the last page ended. */
export type HistorySpan = {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly before?: number | undefined;
  readonly limit?: number;
};

/** Sets that came into force within a span, oldest first, without contents; the latest ones. */
export async function ruleSetHistory(db: Db, span: HistorySpan): Promise<RecordedRuleSet[]> {
  const { seq, hash, inForceSince, diff, author } = ruleSets;
  const { from, to, before, limit = 1_000 } = span;
  const rows = await db
    .select({ seq, hash, inForceSince, diff, author })
    .from(ruleSets)
    .where(
      and(
        from === undefined ? undefined : gte(inForceSince, from),
        to === undefined ? undefined : lte(inForceSince, to),
        before === undefined ? undefined : lt(seq, before),
      ),
    )
    .orderBy(desc(seq))
    .limit(limit);
  return rows.toReversed();
}
