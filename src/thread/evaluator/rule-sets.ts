import { appendEntries } from '../../register/store.ts';
import { awaitFeeds, watchedFeeds } from '../../rules/engine/awaited.ts';
import { saveAwaited } from '../../rules/engine/awaited-store.ts';
import { activeAlerts, adoptRuleSet, ruleOn } from '../../rules/engine/engine.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { isRecordedLast, recordRuleSet } from '../../rules/sets/store.ts';
import type { RuleRemoved } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import type { Memory } from './memory.ts';

/**
 * Records the set in force, with its changes and who made them, unless it is the one recorded last, and
 * what it waits for.
 */
export async function recordInForce(
  { database, fenced, clock, authorOf }: ThreadPorts,
  set: RuleSet,
): Promise<void> {
  const author = (await isRecordedLast(database.db, set)) ? undefined : await authorOf(set);
  const now = clock.now();
  await fenced(async (tx) => {
    const [recorded] = await Promise.all([
      recordRuleSet(tx, set, now, author),
      saveAwaited(tx, watchedFeeds(set), now),
    ]);
    if (!recorded.recorded) return;
    const data = { hash: set.hash, changes: recorded.diff.lines, ...author };
    await appendEntries(tx, [{ kind: 'ruleSetInForce', actor: 'engine', data }], now);
  });
}

/**
 * Puts another set in force over a memory whose windows fit it. Answers the alerts whose rule, or agent, has
 * left.
 */
export function adoptInMemory({ engine }: Memory, set: RuleSet, now: number): RuleRemoved[] {
  const standing = activeAlerts(engine).map(({ alert }) => alert);
  adoptRuleSet(engine, set, now);
  awaitFeeds(engine, now);
  return standing
    .filter(({ agent, rule }) => ruleOn(engine, agent, rule) === undefined)
    .map((alert) => ({ kind: 'ruleRemoved', agent: alert.agent, alert }));
}
