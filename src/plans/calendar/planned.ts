import { dayMs } from '../../language/zoned.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { plannedIn } from '../../rules/silences/coverage.ts';
import type { Maintenance } from '../../rules/silences/maintenance.ts';

/** A window of planned work, of one agent or of several that share it. Times are epoch ms. */
export type PlannedEntry = {
  /** The same as long as the file says the same. */
  readonly key: string;
  /** Their names; of many, the first ones. */
  readonly agents: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly reason: string;
};

/** So far ahead, and so many windows at most, are in a calendar. */
const aheadMs = 14 * dayMs;
const mostEntries = 300;
const mostNames = 5;

/** The planned work of the agents that somebody owns or approves, one entry a window. */
export function plannedOf(
  set: Pick<RuleSet, 'agents'>,
  person: string,
  now: number,
): readonly PlannedEntry[] {
  const windows = plannedIn(
    set,
    { from: now, to: now + aheadMs },
    ({ owner, approver }) => owner === person || approver === person,
  );
  const entries = new Map<string, PlannedEntry & { readonly agents: string[] }>();
  for (const { agent, maintenance, from, until } of windows) {
    const name = set.agents.get(agent)?.name ?? agent;
    // The agents of a fleet share its file.
    const shared = `${from} ${keyOf(maintenance)}`;
    const known = entries.get(shared);
    if (known === undefined) {
      if (entries.size === mostEntries) break;
      const key = `${agent}-${keyOf(maintenance)}-${from}`;
      entries.set(shared, { key, agents: [name], from, until, reason: maintenance.reason });
    } else if (known.agents.length < mostNames) known.agents.push(name);
    else if (known.agents.length === mostNames) known.agents.push('…');
  }
  return [...entries.values()];
}

function keyOf({ cron, durationMs, rules = [] }: Maintenance): string {
  return [cron, durationMs, ...rules].join(' ').replace(/[^a-z0-9]+/gi, '_');
}
