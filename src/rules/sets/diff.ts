import { defined } from '../../platform/defined.ts';
import { type Facts, type Subject, type Thing, thingsOf } from '../files/facts.ts';
import type { RuleSet } from '../ruleset.ts';

/** One difference between two rule sets. No texts of persons: register and incidents quote these. */
export type RuleSetChange = {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly subject: Subject;
  /** `stale-answers/prompt-guard` for a part of a playbook. */
  readonly id: string;
  /** The agents that a rule stands over and that see this change; empty for other subjects. */
  readonly agents: readonly string[];
  /** The changed key, as the files write it; absent when the whole thing was added or removed. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
};

/** The differences as data, and one readable line for each. */
export type RuleSetDiff = { readonly changes: readonly RuleSetChange[]; readonly lines: readonly string[] };

/** No difference: what stands beside the first set ever recorded. */
export const noDifference: RuleSetDiff = { changes: [], lines: [] };

/** The differences between two sets, for people: `margaux/error-rate: when … → …`. Empty when equal. */
export function diffRuleSets(before: RuleSet, after: RuleSet): RuleSetDiff {
  const [old, now] = [byKey(thingsOf(before)), byKey(thingsOf(after))];
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    changesOf(old.get(key), now.get(key)),
  );
  const merged = mergeAgents(changes);
  return { changes: merged, lines: merged.map(lineOf) };
}

function byKey(all: readonly Thing[]): Map<string, Thing> {
  return new Map(all.map((thing) => [[thing.subject, thing.id, thing.agent ?? ''].join(' '), thing]));
}

function changesOf(old: Thing | undefined, now: Thing | undefined): RuleSetChange[] {
  const thing = now ?? old;
  if (thing === undefined) return [];
  const about = {
    subject: thing.subject,
    id: thing.id,
    agents: thing.agent === undefined ? [] : [thing.agent],
  };
  if (old === undefined) return [{ kind: 'added', ...about, ...summary('after', thing) }];
  if (now === undefined) return [{ kind: 'removed', ...about, ...summary('before', thing) }];
  return fieldChanges(old.facts, now.facts).map((change) => ({ kind: 'changed', ...about, ...change }));
}

/** Of a rule that came or went, what it said: the rest is in the files. */
function summary(side: 'before' | 'after', { subject, facts }: Thing): { before?: string; after?: string } {
  const [when, effect] = [facts.get('when')?.text, facts.get('then')?.text];
  return subject === 'rule' && when !== undefined ? { [side]: `${when}, ${effect}` } : {};
}

function fieldChanges(old: Facts, now: Facts): { field: string; before?: string; after?: string }[] {
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [before, after] = [old.get(field), now.get(field)];
    if (before?.text === after?.text) return [];
    if (before?.private || after?.private) return [{ field }];
    return [defined({ field, before: before?.text, after: after?.text })];
  });
}

/** The same change of a shared rule is one change over several agents. */
function mergeAgents(changes: readonly RuleSetChange[]): RuleSetChange[] {
  const merged = new Map<string, RuleSetChange>();
  for (const change of changes) {
    const { agents, ...rest } = change;
    const key = JSON.stringify(rest);
    const same = merged.get(key);
    merged.set(key, same === undefined ? change : { ...same, agents: [...same.agents, ...agents] });
  }
  return [...merged.values()];
}

function lineOf(change: RuleSetChange): string {
  const { subject, id, agents, field, before, after } = change;
  const name =
    subject === 'rule' ? `${agents.join(', ')}/${id}` : subject === 'set' ? id : `${subject} ${id}`;
  if (field === undefined) {
    const said = after ?? before;
    return `${name}: ${change.kind}${said === undefined ? '' : ` (${said})`}`;
  }
  if (before === undefined && after === undefined) return `${name}: ${field} changed`;
  return `${name}: ${field} ${before ?? 'none'} → ${after ?? 'none'}`;
}
