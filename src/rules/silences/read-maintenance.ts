import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { agentsIn, type Lists } from '../files/fleet.ts';
import { checkKnown } from '../files/known.ts';
import type { ReadRules } from '../files/read-rules.ts';
import { complain, complainOfWord, type Files, itemsOf, type Place, under } from '../files/source.ts';
import { parseCron } from './cron.ts';
import { longestTogetherMs, type Maintenance, mostMaintenanceMs } from './maintenance.ts';

/** Planned work as a file writes it, once its schema has read it. */
export type MaintenanceEntry = {
  readonly cron: string;
  readonly duration: number;
  readonly reason: string;
  readonly rules?: readonly string[] | undefined;
};

const most = formatDuration(mostMaintenanceMs).replace('1d', '24h');
const tooLong = `planned work of at most ${most} without a break: nothing may be silenced for good`;

/**
 * The planned work of a file: patterns that cannot be read, and windows that are too long, one by one or
 * together, are reported at their place.
 */
export function readMaintenance(
  file: Place,
  entries: readonly MaintenanceEntry[] | undefined,
): readonly Maintenance[] | undefined {
  if (entries === undefined || entries.length === 0) return undefined;
  const list = under(file, 'maintenance');
  let isGood = true;
  for (const [place, { cron, duration }] of entries.entries()) {
    const parsed = parseCron(cron);
    if (!parsed.ok) for (const fault of parsed.faults) complainOfWord(under(list, place, 'cron'), fault);
    if (duration > mostMaintenanceMs)
      complain(under(list, place, 'duration'), 'maintenance_too_long', formatDuration(duration), tooLong);
    if (!parsed.ok || duration > mostMaintenanceMs) isGood = false;
  }
  if (!isGood) return undefined;
  const read = entries.map(({ cron, duration, reason, rules }) =>
    defined({ cron: cron.trim().replace(/\s+/g, ' '), durationMs: duration, reason, rules }),
  );
  const last = itemsOf(list).at(-1);
  if (last !== undefined && longestOf(read) > mostMaintenanceMs) {
    const found = `windows that come to more than ${most} in a row`;
    complain(under(last, 'cron'), 'maintenance_too_long', found, tooLong);
    return undefined;
  }
  return read;
}

const known = new Map<string, number>();
const mostKnown = 1_000;

/** A year of windows is gone through once for each list of patterns. */
function longestOf(entries: readonly Maintenance[]): number {
  const key = JSON.stringify(entries.map(({ cron, durationMs }) => [cron, durationMs]));
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const longest = longestTogetherMs(entries, mostMaintenanceMs);
  known.set(key, longest);
  return longest;
}

const aRule = { code: 'unknown_rule', expected: 'a rule that stands over an agent of this file' };

/** Reports names of rules that planned work silences and that stand over no agent of the file. */
export function checkMaintained({ places }: Files, lists: Lists, { rules, known }: ReadRules): void {
  for (const file of places) {
    const named = itemsOf(under(file, 'maintenance')).flatMap((entry) => itemsOf(under(entry, 'rules')));
    if (named.length === 0) continue;
    const own = new Set(agentsIn(file, lists).map(({ id }) => id));
    const over = rules.filter(({ agents }) => agents.some((agent) => own.has(agent)));
    const good = new Map(over.map(({ id }) => [id, true]));
    for (const place of named) checkKnown({ ...known, good }, place, aRule);
  }
}
