import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { iso, isoTimes } from '../platform/iso.ts';
import type { Alert } from '../rules/engine/alert.ts';
import { alertOf, type Engine, measureRule } from '../rules/engine/engine.ts';
import { lastMeasuredAt, ownTrafficAt } from '../rules/engine/own-traffic.ts';
import { isProvable, proofStanding } from '../rules/proof.ts';
import { type Rule, ruleEffects, ruleText } from '../rules/rule.ts';
import { type Mandate, type RuleSet, rulesOver } from '../rules/ruleset.ts';
import { coverageOf } from '../rules/silences/coverage.ts';
import { SilencedBody, silencedBody } from '../rules/silences/silence-view.ts';
import { SwitchAnswer, switchAnswer } from './lease.ts';
import { ReachView } from './reach-view.ts';
import { ReadinessView } from './readiness.ts';
import { disobeyedAt, isAcknowledged, measuredVerdict } from './standing.ts';
import type { KillSwitch } from './switch.ts';
import { isSwitchless } from './switchless.ts';

const time = z.iso.datetime();

/**
 * A rule on an agent as it stands. Values are in the metric's unit; below the rule's `min_samples` (`weight`,
 * Σ weight in the window) the verdict is `no_data`. `since`: it is pending, or has been firing, since then.
 */
const RuleView = z.object({
  rule: z.string(),
  metric: z.string(),
  condition: z.string().meta({ example: 'error_rate > 2% over 5m' }),
  effect: z.enum(ruleEffects),
  share: z
    .number()
    .optional()
    .meta({ description: 'Of degrade: the part of its traffic that the agent keeps.' }),
  severity: z.enum(['info', 'warning', 'critical']),
  value: z.number().nullable(),
  threshold: z.number().nullable().meta({
    description:
      'As it is now: of a comparison it moves, and is null where there is nothing to compare with.',
  }),
  weight: z.number(),
  verdict: z.enum(['breach', 'ok', 'no_data']),
  state: z.enum(['inactive', 'pending', 'firing']),
  since: time.optional(),
  firedAt: time.optional(),
  peak: z.number().optional(),
  resolvedAt: time.optional(),
  resolvedWhy: z.string().optional(),
  noDataSince: time.optional(),
  lastAt: time.optional().meta({
    description: 'When its metric came last, of several the one that is silent longest; absent: never.',
  }),
  proof: z.enum(['never', 'stale', 'good']).optional().meta({
    description: 'How its last proof test stands; absent: it only observes.',
  }),
  provenAt: time.optional(),
  silenced: SilencedBody.optional().meta({
    description: 'Nobody is told of it, and nothing comes of it, until then.',
  }),
});
type RuleView = z.infer<typeof RuleView>;

/** An agent as it stands: mandate, switch (and the epoch that the agent says it obeys), rules. */
export const AgentView = z
  .object({
    agent: z.string(),
    name: z.string(),
    mandate: z.object({
      scope: z.object({ fr: z.string(), en: z.string() }),
      owner: z.string(),
      approver: z.string(),
      switch: z.literal('none').optional().meta({
        description:
          'People do its work: there is no kill switch, and what is said of it here has no effect.',
      }),
      onUnreachable: z.enum(['suspend', 'run']),
      leaseSeconds: z.number(),
      acknowledgeWithinSeconds: z.number(),
      timezone: z.string(),
      language: z.enum(['fr', 'en']),
    }),
    switch: SwitchAnswer.and(
      z.object({
        acknowledged: z.boolean(),
        acknowledgedEpoch: z.int().optional(),
        acknowledgedAt: time.optional(),
        outOfReach: z.boolean().meta({
          description: 'It has asked no process about its switch, streamed or acknowledged for two leases.',
        }),
        disobeyedAt: time.optional().meta({
          description: 'Its own traffic was seen at this time, after it had acknowledged the suspension.',
        }),
      }),
    ),
    reach: ReachView,
    /** Whether it can still be stopped. */
    readiness: ReadinessView.optional(),
    /** The last proof test by schedule that did not pass, or was skipped. */
    proofAttempt: z
      .object({
        at: time,
        outcome: z.enum(['failed', 'skipped']),
        code: z.string().meta({ example: 'proof_not_delivered' }),
        rule: z.string().optional(),
      })
      .optional(),
    incident: z.int().optional(),
    /** Items sent for the agent and refused, in the last day, by reason. */
    refused: z
      .array(z.object({ source: z.string(), reason: z.string(), count: z.int(), since: time, lastAt: time }))
      .readonly()
      .optional(),
    rules: z.array(RuleView).readonly(),
  })
  .meta({ id: 'Agent' });
export type AgentView = z.infer<typeof AgentView>;

/** The state that a view is made from. */
export type AgentSources = {
  readonly set: RuleSet;
  readonly engine: Engine;
  readonly state: KillSwitch;
  /** The readers of the switch, and whether a stop would reach it. */
  readonly reach: ReachView;
  /** By rule, when it last passed its proof test. */
  readonly proofs: ReadonlyMap<string, { readonly passedAt: number }>;
  readonly incident?: number;
  readonly attempt?: AgentView['proofAttempt'];
};

/** The view of one agent at `now`. */
export function agentView(mandate: Mandate, sources: AgentSources, now: number): AgentView {
  const { set, engine, state, reach, incident } = sources;
  const { acknowledged } = state;
  const { agent, name, scope, owner, approver, onUnreachable, timezone, language } = mandate;
  return {
    agent,
    name,
    mandate: {
      ...{ scope, owner, approver, onUnreachable },
      leaseSeconds: mandate.leaseMs / 1000,
      acknowledgeWithinSeconds: mandate.ackWithinMs / 1000,
      ...{ timezone, language, ...defined({ switch: mandate.switch }) },
    },
    switch: {
      ...switchAnswer(state, mandate, now),
      acknowledged: isAcknowledged(state),
      outOfReach: !isSwitchless(mandate, state) && isUnread(reach),
      ...defined({
        acknowledgedEpoch: acknowledged?.epoch,
        acknowledgedAt: iso(acknowledged?.at),
        disobeyedAt: iso(disobeyedAt(state, ownTrafficAt(engine, agent))),
      }),
    },
    reach,
    ...defined({ incident, proofAttempt: sources.attempt }),
    rules: rulesOver(set, agent).map((rule) => {
      const provenAt = sources.proofs.get(rule.id)?.passedAt;
      const proof = isProvable(rule) ? proofStanding(provenAt, mandate.proofEveryMs, now) : undefined;
      const lastAt = lastMeasuredAt(engine, agent, rule);
      return {
        ...ruleView(engine, agent, rule, now),
        ...defined({ proof, lastAt: iso(lastAt), provenAt: iso(provenAt) }),
        ...defined({ silenced: silencedOn(engine, agent, rule, now) }),
      };
    }),
  };
}

function isUnread({ standing }: ReachView): boolean {
  return standing === 'out_of_reach' || standing === 'never_read';
}

function ruleView(engine: Engine, agent: string, rule: Rule, now: number): RuleView {
  const measure = measureRule(engine, agent, rule.id, now);
  const alert = alertOf(engine, agent, rule.id);
  const first = rule.when[0];
  return {
    rule: rule.id,
    metric: first?.metric ?? '',
    condition: ruleText(rule.when),
    effect: rule.effect,
    ...defined({ share: rule.share }),
    severity: rule.severity,
    value: measure?.value ?? null,
    threshold: measure?.threshold ?? first?.threshold ?? null,
    weight: measure?.weight ?? 0,
    verdict: measuredVerdict(measure),
    ...alertFacts(alert),
  };
}

function silencedOn({ set, silences }: Engine, agent: string, rule: Rule, now: number) {
  const coverage = silences && coverageOf({ set, silences }, agent, rule, now);
  return coverage && silencedBody(coverage);
}

function alertFacts(alert: Alert | undefined): Pick<RuleView, 'state'> & Partial<RuleView> {
  const current = alert?.current ?? { state: 'inactive' as const };
  const silent = defined({ noDataSince: iso(alert?.noData?.since) });
  switch (current.state) {
    case 'inactive': {
      const { state, resolvedAt, why: resolvedWhy } = current;
      return { ...silent, ...defined(isoTimes({ state, resolvedAt, resolvedWhy })) };
    }
    case 'pending':
      return { ...silent, state: 'pending', since: iso(current.since) };
    case 'firing': {
      const { state, since, firedAt, peak } = current;
      return { ...silent, ...isoTimes({ state, since, firedAt, peak }) };
    }
    default:
      return current satisfies never;
  }
}
