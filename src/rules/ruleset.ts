import type { Language } from '../language/language.ts';
import type { Bilingual, NamedMetric } from '../metrics/metric.ts';
import type { SeriesSource } from '../metrics/sources.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { Playbook } from './playbook.ts';
import { conditionsOf, type Rule } from './rule.ts';

/** A person of people.yaml. `id` is a pseudonym: it alone goes into the register. */
export type Person = {
  readonly id: string;
  readonly name: string;
  /** "Head of support", in the person's own words and language. */
  readonly title?: string;
  readonly email?: string;
  readonly language: Language;
  /** May sign as approver and let agents run again. */
  readonly approver: boolean;
};

/** An agent's mandate: a file of agents/, of its own or of its fleet. */
export type Mandate = {
  readonly agent: string;
  readonly name: string;
  /** The agent's purpose and limits, for the documents. */
  readonly scope: Bilingual;
  /** Person id: who drives the plan. */
  readonly owner: string;
  /** Person id: who signs and lets the agent back on line. */
  readonly approver: string;
  readonly onUnreachable: 'suspend' | 'run';
  /** How long an answer about the switch may be relied on. */
  readonly leaseMs: number;
  /** A suspension not acknowledged within this time escalates. */
  readonly ackWithinMs: number;
  /** A proof test older than this no longer counts; absent: proofs do not age. */
  readonly proofEveryMs?: number;
  /** IANA name, for the dates of documents. */
  readonly timezone: string;
  /** Of the documents drafted for this agent. */
  readonly language: Language;
  /** Where the helpdesk has an interaction: an address with `{id}` in it. */
  readonly interactionUrl?: string;
  /** Names that the agents of its fleet share. */
  readonly tags?: readonly string[];
};

/** Everything `rules/` says, checked as a whole: the unit in force, recorded, compared and replayed. */
export type RuleSet = {
  /** SHA-256 (hex) of the canonical contents: equal sets have equal hashes, whatever comments and layout. */
  readonly hash: string;
  readonly stepMs: number;
  readonly metrics: ReadonlyMap<string, NamedMetric>;
  readonly people: ReadonlyMap<string, Person>;
  readonly agents: ReadonlyMap<string, Mandate>;
  readonly rules: readonly Rule[];
  readonly playbooks: ReadonlyMap<string, Playbook>;
  /** Which Prometheus series are which metrics; absent without a sources.yaml. */
  readonly sources?: readonly SeriesSource[];
  /** Labels of series that tell replicas of a sender apart; the usual ones where sources.yaml names none. */
  readonly replicaLabels?: readonly string[];
};

/** By list of rules: with thousands of agents, each with a few, nobody goes through all of them for one. */
const byAgent = new WeakMap<readonly Rule[], ReadonlyMap<string, readonly Rule[]>>();

/** The rules of a set that stand over an agent. */
export function rulesOver({ rules }: Pick<RuleSet, 'rules'>, agent: string): readonly Rule[] {
  const known = byAgent.get(rules) ?? sortedByAgent(rules);
  byAgent.set(rules, known);
  return known.get(agent) ?? [];
}

function sortedByAgent(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const sorted = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const agent of new Set(rule.agents)) {
      const before = sorted.get(agent);
      if (before === undefined) sorted.set(agent, [rule]);
      else before.push(rule);
    }
  return sorted;
}

/** The rule of a set with this id that stands over an agent. */
export function ruleOver(set: Pick<RuleSet, 'rules'>, agent: string, id: string): Rule | undefined {
  return rulesOver(set, agent).find((rule) => rule.id === id);
}

/** The windows over a metric that the rules of an agent read. */
export function ruleWindows(set: Pick<RuleSet, 'rules'>, agent: string, metric: string): WindowSpec[] {
  return rulesOver(set, agent)
    .flatMap(conditionsOf)
    .flatMap((condition) => (condition.metric === metric ? (condition.window ?? []) : []));
}

/** Whether a metric is aggregated in another way: it needs other columns, so all has to be read again. */
export function aggregatesChanged(before: RuleSet, after: RuleSet): boolean {
  return [...after.metrics].some(([name, metric]) => {
    const known = before.metrics.get(name);
    return known !== undefined && known.aggregate !== metric.aggregate;
  });
}

/** One fault of the rule files. Lines and columns count from 1. */
export type RuleProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How much of the line is wrong, in characters; absent: all of it. */
  readonly length?: number;
  /** Stable and snake_case, e.g. `unknown_metric`. */
  readonly code: string;
  readonly found: string;
  readonly expected: string;
  /** The nearest known name, where a name was not known. */
  readonly didYouMean?: string;
  readonly severity: 'error' | 'warning';
};
