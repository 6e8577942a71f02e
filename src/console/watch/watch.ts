import type { Incident } from '../../incidents/incident.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import type { Condition } from '../../rules/condition.ts';
import type { Alert, Measure } from '../../rules/engine/alert.ts';
import type { Rule } from '../../rules/rule.ts';
import { type Mandate, type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import { latchedAgents, standInMandate } from '../../switches/latched.ts';
import {
  type AgentStanding,
  agentStanding,
  isWithinLimits,
  needsPerson,
  obedienceOf,
  type RuleStanding,
  rankOf,
  ruleStanding,
} from '../../switches/standing.ts';
import { type KillSwitch, mayRun, shareOf, untouchedSwitch } from '../../switches/switch.ts';
import { workIn } from './work.ts';

/** One rule of an agent as it stands, next to its last hour. */
export type RuleGlance = {
  readonly rule: Rule;
  readonly metric: NamedMetric;
  readonly condition: Condition;
  readonly value?: number;
  /** As it is now; absent where there is nothing to compare with. */
  readonly threshold?: number;
  /** There is a value, of fewer samples than the rule asks for: it says nothing. */
  readonly tooFew: boolean;
  readonly standing: RuleStanding;
  /** Until when it is silenced; absent: it is not. */
  readonly silencedUntil?: number | undefined;
  /** The last hour, oldest first; null where nothing was measured. Only who draws it has it made. */
  readonly spark: () => readonly (number | null)[];
};

/** Everything the home page says about one agent. */
export type AgentGlance = {
  readonly agent: string;
  readonly mandate: Mandate;
  readonly standing: AgentStanding;
  /** The part of its traffic that it may answer, 0 to 1. */
  readonly share: number;
  /** Since when it has been suspended, or running. */
  readonly since: number;
  readonly rules: readonly RuleGlance[];
  readonly incidents: readonly Incident[];
  readonly plans: readonly Plan[];
  /** 0 needs a person most; equal ranks are sorted by name. */
  readonly rank: number;
  readonly needsPerson: boolean;
  /** Nobody reads its switch here: a stop would reach nobody. */
  readonly outOfReach: boolean;
  /** Known to be: what is not measured is not within its limits. */
  readonly withinLimits: boolean;
};

/** Where the glances come from; all of it is read once per page or per change. */
export type WatchSource = {
  readonly now: number;
  readonly set: RuleSet;
  readonly switches: ReadonlyMap<string, KillSwitch>;
  readonly alert: (agent: string, rule: string) => Alert | undefined;
  readonly measure: (agent: string, rule: string) => Measure | undefined;
  /** When traffic of an agent's own was measured last. */
  readonly trafficAt?: (agent: string) => number | undefined;
  readonly outOfReach?: (agent: string) => boolean;
  /** Until when a rule is silenced on an agent. */
  readonly silencedUntil?: (agent: string, rule: Rule) => number | undefined;
  /** The last hour of a metric. */
  readonly spark: (agent: string, metric: NamedMetric) => readonly (number | null)[];
  /** Unresolved ones of any agent. */
  readonly incidents: readonly Incident[];
  /** Those that are not closed, of any agent. */
  readonly plans: readonly Plan[];
  /** Closed ones whose improvements and tasks go on. */
  readonly closedPlans?: readonly Plan[];
};

/**
 * Every agent of the set in force, and those that it dropped while suspended; and how one of them is looked
 * at, piece by piece.
 */
export function glancesOf(source: WatchSource): {
  readonly mandates: readonly Mandate[];
  readonly glance: (mandate: Mandate) => AgentGlance;
} {
  const incidents = byAgent(source.incidents);
  const plans = byAgent(source.plans);
  const latched = latchedAgents(source.set, source.switches.values()).map(standInMandate);
  return {
    mandates: [...source.set.agents.values(), ...latched],
    glance: (mandate) =>
      glanceOf(mandate, source, {
        rules: rulesOver(source.set, mandate.agent),
        incidents: incidents.get(mandate.agent) ?? [],
        plans: plans.get(mandate.agent) ?? [],
      }),
  };
}

/** A comparison by a collator of its own is ten times as fast as one by each name. */
const byName = new Intl.Collator();

/** Agents in order of need: those that need a person come first, equal ranks by name. */
export function inOrderOfNeed(glances: readonly AgentGlance[]): AgentGlance[] {
  return glances.toSorted((a, b) => a.rank - b.rank || byName.compare(a.mandate.name, b.mandate.name));
}

type Own = Pick<AgentGlance, 'incidents' | 'plans'> & { readonly rules: readonly Rule[] };

function glanceOf(mandate: Mandate, source: WatchSource, { incidents, plans, ...own }: Own): AgentGlance {
  const { agent } = mandate;
  const state = source.switches.get(agent) ?? untouchedSwitch(agent, source.now);
  const rules = rulesNow(agent, own.rules, !mayRun(state), source);
  const standings = rules.map((rule) => rule.standing);
  const obedience = obedienceOf(state, mandate.ackWithinMs, source.now, source.trafficAt?.(agent));
  const standing = agentStanding(state, obedience, standings);
  const outOfReach = source.outOfReach?.(agent) ?? false;
  const rank = rankOf(standing, workIn(incidents, plans, source.now));
  const { since } = state;
  return {
    share: shareOf(state),
    ...{ agent, mandate, standing, since, rules, incidents, plans, rank },
    needsPerson: needsPerson(rank),
    outOfReach,
    withinLimits: isWithinLimits(standing, standings, outOfReach),
  };
}

const effectRank = { suspend: 0, degrade: 1, alert: 2, observe: 3 } as const;

/** Rules that may stop the agent first, then as the files have them. */
export function inOrder(rules: readonly Rule[]): Rule[] {
  return [...rules].sort(
    (a, b) => effectRank[a.effect] - effectRank[b.effect] || a.source.line - b.source.line,
  );
}

/** The rules of an agent as they stand. */
export function rulesNow(
  agent: string,
  rules: readonly Rule[],
  suspended: boolean,
  source: WatchSource,
): RuleGlance[] {
  return inOrder(rules).flatMap((rule) => ruleGlance(rule, agent, suspended, source) ?? []);
}

/** One rule on one agent; nothing when the rule's metric is not in the set. */
function ruleGlance(
  rule: Rule,
  agent: string,
  suspended: boolean,
  source: WatchSource,
): RuleGlance | undefined {
  const condition = rule.when[0];
  const metric = condition && source.set.metrics.get(condition.metric);
  if (!condition || !metric) return undefined;
  const measure = source.measure(agent, rule.id);
  const current = source.alert(agent, rule.id)?.current.state ?? 'inactive';
  return {
    rule,
    metric,
    condition,
    // The age of a feed that never came is that of the wait for it.
    ...defined({ value: measure?.weight === 0 && current === 'inactive' ? undefined : measure?.value }),
    ...defined({ threshold: condition.threshold ?? measure?.threshold }),
    tooFew: measure?.verdict === 'no_data' && measure.value !== undefined && measure.weight < rule.minSamples,
    standing: ruleStanding(current, measure, suspended && metric.own_traffic),
    silencedUntil: source.silencedUntil?.(agent, rule),
    spark: () => source.spark(agent, metric),
  };
}

function byAgent<T extends { readonly agent?: string | undefined }>(
  items: readonly T[],
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { agent } = item;
    if (agent === undefined) continue;
    const group = groups.get(agent);
    if (group) group.push(item);
    else groups.set(agent, [item]);
  }
  return groups;
}
