import { canonicalJson } from '../../platform/canonical.ts';
import type { CalendarEntry } from './entries.ts';

/** An entry as a person's calendar has shown it: readers compare its number with the one they know. */
export type KeptEntry = {
  readonly entry: CalendarEntry;
  /** RFC 5545, 3.8.7.4: raised by every change. */
  readonly sequence: number;
  /** It is nothing of this person's any more: shown as cancelled, or readers would keep it for ever. */
  readonly isCancelled: boolean;
  readonly changedAt: number;
};

/**
 * The changes in a person's calendar, once `wanted` is what it should show. An entry that is wanted no longer
 * is cancelled, not left out; one of a plan that is not `inSight` stays as it was last shown.
 */
export function calendarChanges(
  known: readonly KeptEntry[],
  wanted: readonly CalendarEntry[],
  inSight: ReadonlySet<number>,
  now: number,
): readonly KeptEntry[] {
  const before = new Map(known.map((kept) => [kept.entry.uid, kept]));
  const shown = wanted.flatMap((entry): KeptEntry[] => {
    const kept = before.get(entry.uid);
    if (kept === undefined) return [{ entry, sequence: 0, isCancelled: false, changedAt: now }];
    if (!kept.isCancelled && isSame(kept.entry, entry)) return [];
    return [{ entry, sequence: kept.sequence + 1, isCancelled: false, changedAt: now }];
  });
  const uids = new Set(wanted.map(({ uid }) => uid));
  const gone = known
    .filter(({ entry, isCancelled }) => !isCancelled && !uids.has(entry.uid) && inSight.has(entry.plan))
    .map((kept) => ({ ...kept, sequence: kept.sequence + 1, isCancelled: true, changedAt: now }));
  return [...shown, ...gone];
}

function isSame(left: CalendarEntry, right: CalendarEntry): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
