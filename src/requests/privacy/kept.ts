import { defined } from '../../platform/defined.ts';
import type { RetentionCategory } from '../../rules/retention/retention.ts';
import { endOfRetention } from '../vault/retention.ts';
import type { KeptBack } from './privacy.ts';

type Row = { readonly id: string; readonly category: string; readonly anchorAt: number | null };

/** A row that stays in spite of an erasure: by law until a time, or under a hold. */
export type KeptRow = Row & { readonly why: KeptBack['why']; readonly until?: number };

/**
 * The rows that must be kept at `now` by the categories of retention.yaml. One whose time has not begun to
 * run stays, and nobody knows until when.
 */
export function keptByLaw(
  rows: readonly Row[],
  categories: readonly RetentionCategory[],
  timezone: string,
  now: number,
): readonly KeptRow[] {
  const rules = new Map(categories.map((category) => [category.id, category]));
  return rows.flatMap((row): KeptRow[] => {
    const rule = rules.get(row.category);
    if (rule?.mustKeep !== true) return [];
    if (row.anchorAt === null) return [{ ...row, why: 'law' }];
    const until = endOfRetention(row.anchorAt, rule.keep, timezone);
    return until > now ? [{ ...row, why: 'law', until }] : [];
  });
}

/** The same by category and reason, with the latest end of each; none where that of one row is not known. */
export function keptOf(rows: readonly KeptRow[]): readonly KeptBack[] {
  const groups = new Map<string, KeptRow[]>();
  for (const row of rows) {
    const key = `${row.category} ${row.why}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group): KeptBack[] => {
    const [first] = group;
    if (first === undefined) return [];
    const ends = group.map(({ until }) => until);
    const until = ends.some((end) => end === undefined)
      ? undefined
      : Math.max(...ends.flatMap((end) => end ?? []));
    return [{ category: first.category, why: first.why, count: group.length, ...defined({ until }) }];
  });
}
