import type { Caller } from '../../access/roles.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { ProofAttempt } from '../../incidents/proof.ts';
import type { RefusalNote } from '../../metrics/intake/refusal-notes.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Point } from '../../metrics/series.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { Against } from '../../rules/against.ts';
import type { Rule } from '../../rules/rule.ts';
import { type Mandate, type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import type { Reader } from '../../switches/reach.ts';
import type { Readiness } from '../../switches/readiness.ts';
import type { AgentStanding, Obedience } from '../../switches/standing.ts';
import type { KillSwitch } from '../../switches/switch.ts';
import type { Limit, MetricChart } from '../charts/charts.ts';
import type { ProofView } from '../rules/proof.page.tsx';
import { inOrder, type RuleGlance } from '../watch/watch.ts';

/** How far back the charts of an agent may look. */
export const ranges = ['1h', '6h', '24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

const hour = 3_600_000;
/** Milliseconds of each range. */
export const rangeMs: Readonly<Record<Range, number>> = {
  '1h': hour,
  '6h': 6 * hour,
  '24h': 24 * hour,
  '7d': 168 * hour,
  '30d': 720 * hour,
};

/** How an agent stands now: what its page keeps up to date. */
export type AgentStand = {
  readonly mandate: Mandate;
  readonly switchState: KillSwitch;
  readonly suspended: boolean;
  readonly standing: AgentStanding;
  readonly obedience: Obedience;
  /** Nobody reads its switch here. */
  readonly outOfReach?: boolean;
  readonly readers?: readonly Reader[];
  readonly readiness?: Readiness | undefined;
  /** The last proof test by schedule that did not pass, or was skipped. */
  readonly attempt?: ProofAttempt | undefined;
  readonly rules: readonly RuleGlance[];
  readonly set: RuleSet;
  readonly now: number;
  /** Whether the viewer has to prove anew who they are, and how. */
  readonly proof?: Caller['proof'];
  readonly may: { readonly suspend: boolean; readonly resume: boolean };
  /** A command that was just refused, with what the person had typed. */
  readonly refused?: Refused | undefined;
};

/** A command that was refused on the page, with what was typed. */
export type Refused = {
  readonly command: 'suspend' | 'resume';
  readonly reason: string;
  readonly refusal?: Refusal;
  /** They have not proved anew who they are. */
  readonly unproved?: string;
};

/** Everything an agent's page shows. */
export type AgentView = AgentStand & {
  readonly charts: readonly MetricChart[];
  readonly range: Range;
  readonly incidents: readonly Incident[];
  readonly plans: readonly Plan[];
  /** Refused items that were sent for it. */
  readonly notTaken: readonly RefusalNote[];
  readonly mayDeclare: boolean;
  readonly proofs: ProofView;
};

/** Metrics that the agent's rules read, in the order of the rules. */
export function metricsOf(agent: string, set: Pick<RuleSet, 'rules' | 'metrics'>): NamedMetric[] {
  const names = inOrder(rulesOver(set, agent)).flatMap((rule) =>
    rule.when.map((condition) => condition.metric),
  );
  return [...new Set(names)].flatMap((name) => set.metrics.get(name) ?? []);
}

/**
 * The window a metric's chart is drawn with, and how much it must hold: those of the first rule that reads
 * it.
 */
export function windowOf(
  agent: string,
  metric: string,
  rules: readonly Rule[],
): { readonly windowMs: number; readonly minWeight: number } {
  const [first] = conditionsOn(agent, metric, inOrder(rules));
  return { windowMs: first?.condition.window?.lengthMs ?? 0, minWeight: first?.rule.minSamples ?? 0 };
}

/** The threshold that a comparison comes to now, and in words what it is a multiple of. */
export type Moving = {
  readonly now: (rule: string) => number | undefined;
  readonly words: (against: Against) => string;
};

/** The thresholds that a chart of this metric shows; those that move as they are now. */
export function limitsOf(agent: string, metric: string, rules: readonly Rule[], moving?: Moving): Limit[] {
  return conditionsOn(agent, metric, rules).flatMap(({ rule, condition }): Limit[] => {
    const { operator, against } = condition;
    const clear = rule.clear?.find((other) => other.metric === metric)?.threshold;
    if (against === undefined) return [{ rule: rule.id, operator, value: condition.threshold, clear }];
    const value = condition === rule.when[0] ? moving?.now(rule.id) : undefined;
    return value === undefined ? [] : [{ rule: rule.id, operator, value, moves: moving?.words(against) }];
  });
}

function conditionsOn(agent: string, metric: string, rules: readonly Rule[]) {
  return rules
    .filter((rule) => rule.agents.includes(agent))
    .flatMap((rule) =>
      rule.when.filter((condition) => condition.metric === metric).map((condition) => ({ rule, condition })),
    );
}

type Extremes = { least?: number; most?: number };

/** The extremes of a chart, for the words beside it; what is now, the rules say, and keep up to date. */
export function chartFacts(points: readonly Point[]): Extremes {
  const values = points.flatMap(([, value]) => value ?? []);
  if (values.length === 0) return {};
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
  };
}
