import { z } from 'zod';
import { incidentSources } from '../../incidents/incident.ts';
import { languages } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { iso, isoTimes } from '../../platform/iso.ts';
import { PlanResources } from '../commands/fields.ts';
import { reviewDecisions } from '../follow-up.ts';
import { whatBlocksActivation, whatBlocksClosure } from '../gates.ts';
import { hypothesisBases } from '../hypothesis.ts';
import { allCriteria, type Plan, planKinds, planStates, returns, signedSteps, signerRoles } from '../plan.ts';
import { firstThree, priorityMatrix, quadrants, topThree } from '../priority.ts';
import { plannedReview, progressOf } from '../progress.ts';
import { watchOf } from '../recurrence.ts';
import { planWarnings, type Surroundings } from '../warnings.ts';
import {
  ActionBody,
  actionBody,
  ImprovementBody,
  improvementBody,
  RiskBody,
  TaskBody,
  taskBody,
} from './action-body.ts';
import { CriterionBody, criterionBody } from './criterion-body.ts';

const Instant = z.iso.datetime();
const count = z.int().nonnegative();
const ratio = z.number().min(0).max(1);
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** A missing thing or a warning: a stable code, and where. */
const Remark = z.object({
  code: z.string(),
  at: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** A plan in a list. */
export const PlanSummary = z
  .object({
    number: z.int().positive(),
    agent: z.string().optional().meta({ description: 'Absent: a plan of the whole organisation.' }),
    incident: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'Absent: a plan begun by hand, or from the text of an audit.' }),
    source: z.enum(incidentSources).optional().meta({ description: 'What the plan began with.' }),
    kind: z.enum(planKinds),
    state: z.enum(planStates),
    version: z
      .int()
      .meta({ description: 'To be named by an edit that must not overwrite what others changed.' }),
    title: z.string(),
    owner: z.string(),
    approver: z.string(),
    followedBy: z.string(),
    createdAt: Instant,
    activatedAt: Instant.optional(),
    closedAt: Instant.optional(),
    start: Instant.optional(),
    target: Instant.optional(),
    nextReview: Instant.optional(),
    progress: z.object({
      actions: count,
      done: count,
      verified: count,
      verifiedBy: z.object({ measured: count, ticked: count, attested: count }).meta({
        description:
          'The verified actions by what they rest on, each counted once: under measured only where live data alone shows it.',
      }),
      accepted: count,
      overdue: count,
      completion: ratio,
      verification: ratio,
    }),
    criteria: z.object({ all: count, met: count }),
  })
  .meta({ id: 'PlanSummary' });

const Hypothesis = z.object({
  text: z.string(),
  basis: z.enum(hypothesisBases),
});
const Review = z.object({
  due: Instant,
  heldAt: Instant.optional(),
  by: z.string().optional(),
  comment: z.string().optional(),
});
const FollowUp = z.object({
  at: Instant,
  by: z.string(),
  action: z.string().optional(),
  decision: z.enum(reviewDecisions).optional(),
  due: Instant.optional().meta({ description: 'The new date that was decided.' }),
  result: z.string(),
  comment: z.string().optional(),
});
const Proven = z.enum(['key', 'provider']).optional().meta({
  description: 'By what they proved for it who they are: a key, or anew at their provider.',
});
const Signature = z.object({
  as: z.enum(signerRoles),
  for: z.enum(signedSteps),
  person: z.string(),
  version: z.int(),
  at: Instant,
  proof: Proven,
});
const AcceptedRisk = z.object({
  ...{ action: z.string(), by: z.string(), at: Instant, reason: z.string() },
  proof: Proven,
});
const Reopening = z.object({
  at: Instant,
  incident: z.int().meta({ description: 'That showed the recurrence.' }),
  rule: z.string().optional(),
  as: z.enum(returns).optional().meta({ description: 'How the rule is known to be the same again.' }),
  closedAt: Instant.optional().meta({ description: 'Of the closure that did not last.' }),
  signatures: list(Signature).optional().meta({ description: 'Given for that closure.' }),
  acceptedRisks: list(AcceptedRisk).optional().meta({ description: 'With which it was closed.' }),
  closingSummary: z.string().optional(),
});
const Watch = z.object({
  state: z.enum(['watching', 'held', 'came_back', 'unwatched']),
  until: Instant.optional(),
  rules: list(z.string()).optional(),
});
const Audit = z.object({
  pains: list(
    z.object({ text: z.string(), yearlyCost: z.number().optional(), stated: z.string().optional() }),
  ),
  statedTotal: z.number().optional().meta({ description: 'The sum that the audit gives for its pains.' }),
  gains: list(z.object({ text: z.string(), amount: z.number().optional() })).optional(),
  expectedGain: z.number().optional(),
  phases: list(z.object({ title: z.string(), items: list(z.string()) })),
  date: z.string().optional(),
  status: z.string().optional(),
  target: z.string().optional(),
  notes: list(z.object({ under: z.string().optional(), text: z.string() })).optional(),
  read: list(z.object({ text: z.string(), as: z.string() })).optional(),
});

/** A plan with everything in it. `blocks` says what stands before each step that is still to come. */
export const PlanBody = z
  .object({
    ...PlanSummary.shape,
    language: z.enum(languages),
    timezone: z.string(),
    objective: z.string().optional(),
    resources: PlanResources.optional(),
    context: z.string(),
    hypotheses: list(Hypothesis),
    additions: list(
      z.object({ at: Instant, incident: z.int(), text: z.string(), hypotheses: list(Hypothesis) }),
    ).meta({
      description: 'Paragraphs added after the plan was signed: a recurrence, or what came to light.',
    }),
    rootCause: z.string().optional(),
    playbooks: list(z.string()),
    settle: z.string().meta({ example: '10m' }),
    cadence: z.object({ dailyFor: z.string(), thenEvery: z.string() }),
    actions: list(ActionBody),
    improvements: list(ImprovementBody),
    indicators: list(CriterionBody),
    priorities: z.object({
      topThree: list(z.string()).meta({ description: 'As people chose them; until then as proposed.' }),
      chosen: z.object({ by: z.string(), at: Instant }).optional(),
      proposed: list(z.string()),
      matrix: list(z.object({ quadrant: z.enum(quadrants), items: list(z.string()) })),
    }),
    reviews: list(Review),
    log: list(FollowUp),
    signatures: list(Signature),
    acceptedRisks: list(AcceptedRisk),
    risks: list(RiskBody),
    reopened: list(Reopening).meta({ description: 'Each time that its cause came back after a closure.' }),
    watch: Watch.optional().meta({
      description:
        'The watch over the cure from the first closure on: 30 days, in which a rule that fires again reopens the plan.',
    }),
    warnings: list(Remark),
    blocks: z.object({ activation: list(Remark).optional(), closure: list(Remark).optional() }),
    audit: Audit.optional(),
    recommendations: z.string().optional(),
    closingSummary: z.string().optional(),
    tasks: list(TaskBody).meta({ description: 'What must follow, from the first closure on.' }),
  })
  .meta({ id: 'Plan' });

/** A plan of a list as JSON, as it stands at `now`. */
export function planSummary(plan: Plan, now: number): z.infer<typeof PlanSummary> {
  const criteria = allCriteria(plan);
  const { number, agent, incident, source, kind, state, version, title, owner, approver, followedBy } = plan;
  const { createdAt, activatedAt, closedAt } = plan;
  return {
    ...{ number, agent, incident, source, kind, state, version, title, owner, approver, followedBy },
    ...isoTimes({ createdAt, activatedAt, closedAt }),
    start: iso(plan.startAt),
    target: iso(plan.targetAt),
    nextReview: iso(plannedReview(plan)?.dueAt),
    progress: progressOf(plan, now),
    criteria: { all: criteria.length, met: criteria.filter((each) => each.state.verdict === 'met').length },
  };
}

/** A plan as JSON, as it stands at `now`. */
export function planBody(plan: Plan, now: number, about: Surroundings): z.infer<typeof PlanBody> {
  const { language, timezone, objective, context, hypotheses, rootCause, playbooks } = plan;
  const { audit, recommendations, closingSummary, log, signatures, acceptedRisks, reopened } = plan;
  const { additions = [], tasks = [], risks = [] } = plan;
  return {
    ...planSummary(plan, now),
    ...{ language, timezone, objective, context, hypotheses, rootCause, playbooks },
    ...{ audit, recommendations, closingSummary, risks, resources: plan.resources },
    settle: formatDuration(plan.settleMs),
    cadence: {
      dailyFor: formatDuration(plan.cadence.dailyForMs),
      thenEvery: formatDuration(plan.cadence.thenEveryMs),
    },
    actions: plan.actions.map((action) => actionBody(action, plan, now)),
    improvements: plan.improvements.map((improvement) => improvementBody(improvement, plan, now)),
    indicators: plan.indicators.map(criterionBody),
    priorities: prioritiesOf(plan),
    reviews: plan.reviews.map(({ dueAt, heldAt, ...rest }) => ({
      due: iso(dueAt),
      heldAt: iso(heldAt),
      ...rest,
    })),
    log: log.map(({ dueAt, ...entry }) => ({ ...isoTimes(entry), ...defined({ due: iso(dueAt) }) })),
    ...isoTimes({ additions, signatures, acceptedRisks, reopened }),
    warnings: planWarnings(plan, now, about),
    blocks: blocksOf(plan),
    watch: isoTimes(watchOf(plan, now)),
    tasks: tasks.map((task) => taskBody(task, now)),
  };
}

function prioritiesOf(plan: Plan): z.infer<typeof PlanBody>['priorities'] {
  const matrix = priorityMatrix(plan);
  const { items, chosen } = firstThree(plan);
  return {
    topThree: items.map(({ id }) => id),
    chosen: chosen && { by: chosen.by, at: iso(chosen.at) },
    proposed: topThree(plan).map(({ id }) => id),
    matrix: quadrants.map((quadrant) => ({ quadrant, items: matrix[quadrant].map(({ id }) => id) })),
  };
}

function blocksOf(plan: Plan): z.infer<typeof PlanBody>['blocks'] {
  switch (plan.state) {
    case 'draft':
      return { activation: whatBlocksActivation(plan), closure: whatBlocksClosure(plan) };
    case 'active':
      return { closure: whatBlocksClosure(plan) };
    case 'closed':
      return {};
    default:
      return plan.state satisfies never;
  }
}
