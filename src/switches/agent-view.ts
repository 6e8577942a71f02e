import { defined } from '../platform/defined.ts';
import type { Alert, Measure } from '../rules/engine/alert.ts';
import { alertOf, type Engine, measureRule } from '../rules/engine/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { type Mandate, type RuleSet, rulesOver } from '../rules/ruleset.ts';
import { type SwitchAnswer, switchAnswer } from './lease.ts';
import { isAcknowledged } from './standing.ts';
import type { KillSwitch } from './switch.ts';

/** A rule on an agent as it stands. Values are in the metric's unit, times ISO 8601 UTC. */
export type RuleView = {
  readonly rule: string;
  readonly metric: string;
  readonly condition: string;
  readonly effect: Rule['effect'];
  readonly severity: Rule['severity'];
  readonly value: number | null;
  readonly threshold: number;
  /** Σ weight in the window: below the rule's `min_samples` the verdict is `no_data`. */
  readonly weight: number;
  readonly verdict: Measure['verdict'];
  readonly state: Alert['current']['state'];
  /** Since when it is pending or has been firing. */
  readonly since?: string;
  readonly firedAt?: string;
  readonly peak?: number;
  readonly resolvedAt?: string;
  readonly resolvedWhy?: string;
  readonly noDataSince?: string;
};

/** An agent as it stands: mandate, switch, rules. */
export type AgentView = {
  readonly agent: string;
  readonly name: string;
  readonly mandate: {
    readonly scope: Mandate['scope'];
    readonly owner: string;
    readonly approver: string;
    readonly onUnreachable: Mandate['onUnreachable'];
    readonly leaseSeconds: number;
    readonly acknowledgeWithinSeconds: number;
    readonly timezone: string;
    readonly language: Mandate['language'];
  };
  readonly switch: SwitchAnswer & {
    /** Whether the agent has said that it obeys the present epoch. */
    readonly acknowledged: boolean;
    readonly acknowledgedEpoch?: number;
    readonly acknowledgedAt?: string;
  };
  readonly incident?: number;
  readonly rules: readonly RuleView[];
};

/** The state that a view is made from. */
export type AgentSources = {
  readonly set: RuleSet;
  readonly engine: Engine;
  readonly state: KillSwitch;
  readonly incident?: number;
};

/** The view of one agent at `now`. */
export function agentView(mandate: Mandate, sources: AgentSources, now: number): AgentView {
  const { set, engine, state, incident } = sources;
  const { acknowledged } = state;
  return {
    agent: mandate.agent,
    name: mandate.name,
    mandate: {
      scope: mandate.scope,
      owner: mandate.owner,
      approver: mandate.approver,
      onUnreachable: mandate.onUnreachable,
      leaseSeconds: mandate.leaseMs / 1000,
      acknowledgeWithinSeconds: mandate.ackWithinMs / 1000,
      timezone: mandate.timezone,
      language: mandate.language,
    },
    switch: {
      ...switchAnswer(state, mandate, now),
      acknowledged: isAcknowledged(state),
      ...defined({ acknowledgedEpoch: acknowledged?.epoch, acknowledgedAt: isoIf(acknowledged?.at) }),
    },
    ...defined({ incident }),
    rules: rulesOver(set, mandate.agent).map((rule) => ruleView(engine, mandate.agent, rule, now)),
  };
}

function ruleView(engine: Engine, agent: string, rule: Rule, now: number): RuleView {
  const measure = measureRule(engine, agent, rule.id, now);
  const alert = alertOf(engine, agent, rule.id);
  const first = rule.when[0];
  return {
    rule: rule.id,
    metric: first?.metric ?? '',
    condition: rule.when.map((condition) => condition.text).join(' and '),
    effect: rule.effect,
    severity: rule.severity,
    value: measure?.value ?? null,
    threshold: measure?.threshold ?? first?.threshold ?? 0,
    weight: measure?.weight ?? 0,
    verdict: measure?.verdict ?? 'no_data',
    ...alertFacts(alert),
  };
}

function alertFacts(alert: Alert | undefined): Pick<RuleView, 'state'> & Partial<RuleView> {
  const silent = defined({ noDataSince: isoIf(alert?.noData?.since) });
  const current = alert?.current ?? { state: 'inactive' as const };
  switch (current.state) {
    case 'inactive':
      return {
        ...silent,
        state: 'inactive',
        ...defined({ resolvedAt: isoIf(current.resolvedAt), resolvedWhy: current.why }),
      };
    case 'pending':
      return { ...silent, state: 'pending', since: iso(current.since) };
    case 'firing': {
      const { since, firedAt, peak } = current;
      return { ...silent, state: 'firing', since: iso(since), firedAt: iso(firedAt), peak };
    }
    default:
      return current satisfies never;
  }
}

function isoIf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
