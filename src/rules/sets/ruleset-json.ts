import type { NamedMetric } from '../../metrics/metric.ts';
import type { JsonValue } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import type { Condition } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import type { Playbook, PlaybookAction, PlaybookCase } from '../playbook.ts';
import type { Mandate, Person, RuleSet } from '../ruleset.ts';

/** A rule set as JSON, as it is recorded and read again by replays and comparisons: its maps are objects. */
export type RuleSetJson = Omit<RuleSet, 'metrics' | 'people' | 'agents' | 'playbooks'> & {
  readonly metrics: Named<NamedMetric>;
  readonly people: Named<Person>;
  readonly agents: Named<Mandate>;
  readonly playbooks: Named<PlaybookJson>;
};
type PlaybookJson = Omit<Playbook, 'actions'> & { readonly actions: readonly ActionJson[] };
type ActionJson = Omit<PlaybookAction, 'checklists'> & {
  readonly checklists: Named<readonly PlaybookCase[]>;
};
type Named<T> = Readonly<Record<string, T>>;

/** A rule set with objects in the place of its maps. */
export function ruleSetToJson(set: RuleSet): RuleSetJson {
  return {
    ...set,
    metrics: Object.fromEntries(set.metrics),
    people: Object.fromEntries(set.people),
    agents: Object.fromEntries(set.agents),
    playbooks: Object.fromEntries([...set.playbooks].map(([id, playbook]) => [id, playbookToJson(playbook)])),
  };
}

/** The inverse of `ruleSetToJson`. Maps are in the order of their keys, since a database keeps none. */
export function ruleSetFromJson(json: RuleSetJson): RuleSet {
  return {
    ...json,
    metrics: mapOf(json.metrics),
    people: mapOf(json.people),
    agents: mapOf(json.agents),
    playbooks: new Map([...mapOf(json.playbooks)].map(([id, playbook]) => [id, playbookFromJson(playbook)])),
  };
}

/**
 * The contents that a set's hash is taken over: everything that makes a difference, and nothing that does
 * not. Left out are the hash itself, the lines that rules stand on, and how conditions were spelt.
 */
export function ruleSetContents(set: Omit<RuleSet, 'hash'>): JsonValue {
  const { hash: _, rules, playbooks, ...rest } = ruleSetToJson({ ...set, hash: '' });
  return {
    ...rest,
    rules: rules.map(({ source: _, when, clear, ...rule }) =>
      defined({ ...rule, when: when.map(conditionContents), clear: clear?.map(conditionContents) }),
    ),
    playbooks: Object.fromEntries(
      Object.entries(playbooks).map(([id, { actions, indicators, ...playbook }]) => [
        id,
        {
          ...playbook,
          indicators: indicators.map(criterionContents),
          actions: actions.map(({ criteria, ...action }) => ({
            ...action,
            criteria: criteria.map(criterionContents),
          })),
        },
      ]),
    ),
  };
}

/** A map in the order of its keys. */
export function mapOf<T>(entries: Named<T>): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function conditionContents({ text: _, ...condition }: Condition): JsonValue {
  return condition;
}

function criterionContents(criterion: CriterionSpec): JsonValue {
  const { text: _, ...rest } = criterion;
  return 'condition' in rest ? { ...rest, condition: conditionContents(rest.condition) } : rest;
}

function playbookToJson(playbook: Playbook): PlaybookJson {
  const actions = playbook.actions.map((action) => ({
    ...action,
    checklists: Object.fromEntries(action.checklists),
  }));
  return { ...playbook, actions };
}

function playbookFromJson(playbook: PlaybookJson): Playbook {
  const actions = playbook.actions.map((action) => ({ ...action, checklists: mapOf(action.checklists) }));
  return { ...playbook, actions };
}
