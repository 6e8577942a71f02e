import { z } from 'zod';
import { formatDuration } from '../platform/duration.ts';
import { whatBlocksActivation, whatBlocksClosure } from './gates.ts';
import { type Action, allCriteria, type Improvement, type Plan } from './plan.ts';
import { priorityMatrix, quadrantOf, quadrants, topThree } from './priority.ts';
import { isOverdue, progressOf } from './progress.ts';
import { plannedReview } from './review.ts';
import { planWarnings } from './warnings.ts';
import { Instant, iso } from './wire-time.ts';
import { CriterionBody, criterionBody } from './wire-criterion.ts';

const Level = z.enum(['low', 'high']);
const Status = z.enum(['todo', 'in_progress', 'blocked', 'done']);
const State = z.enum(['draft', 'active', 'closed']);
const Quadrant = z.enum(quadrants);
const count = z.int().nonnegative();
const ratio = z.number().min(0).max(1);
/** What is missing or deserves a look: a stable code, and where. */
const Remark = z.object({
  code: z.string(),
  at: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** A corrective action as the API shows it. */
export const ActionBody = z.object({
  id: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  start: Instant.optional(),
  due: Instant.optional(),
  overdue: z.boolean(),
  status: Status,
  doneAt: Instant.optional(),
  blockedWhy: z.string().optional(),
  verification: z.enum(['unverified', 'verified', 'regressed']),
  effort: Level,
  impact: Level,
  quadrant: Quadrant,
  treats: z.enum(['cause', 'symptom']),
  resources: z.string().optional(),
  criteria: z.array(CriterionBody),
  checklists: z.array(
    z.object({
      id: z.string(),
      items: z.array(
        z.object({
          text: z.string(),
          ticked: z.boolean(),
          by: z.string().optional(),
          at: Instant.optional(),
        }),
      ),
    }),
  ),
  from: z.object({ playbook: z.string(), action: z.string() }).optional(),
});

/** An improvement as the API shows it. */
export const ImprovementBody = z.object({
  id: z.string(),
  title: z.string(),
  benefit: z.string(),
  owner: z.string().optional(),
  due: Instant.optional(),
  overdue: z.boolean(),
  recurrence: z.enum(['daily', 'weekly', 'monthly', 'quarterly']).optional(),
  status: Status,
  effort: Level,
  impact: Level,
  quadrant: Quadrant,
});

/** How far the corrective actions are. */
const ProgressBody = z.object({
  actions: count,
  done: count,
  verified: count,
  accepted: count,
  overdue: count,
  completion: ratio,
  verification: ratio,
});

/** A plan in a list. */
export const PlanSummary = z.object({
  number: z.int().positive(),
  agent: z.string(),
  incident: z.int().positive(),
  kind: z.enum(['corrective', 'strategic', 'operational', 'people', 'sustainability', 'crisis', 'learning']),
  state: State,
  version: z.int(),
  title: z.string(),
  owner: z.string(),
  approver: z.string(),
  followedBy: z.string(),
  createdAt: Instant,
  activatedAt: Instant.optional(),
  closedAt: Instant.optional(),
  target: Instant.optional(),
  nextReview: Instant.optional(),
  progress: ProgressBody,
  criteria: z.object({ all: count, met: count }),
});

/** A plan with everything in it. `blocks` says what stands before the next step, all of it. */
export const PlanBody = PlanSummary.extend({
  language: z.enum(['fr', 'en']),
  timezone: z.string(),
  objective: z.string().optional(),
  context: z.string(),
  hypotheses: z.array(
    z.object({ text: z.string(), basis: z.enum(['moved_first', 'reason', 'rule_change', 'playbook']) }),
  ),
  rootCause: z.string().optional(),
  playbooks: z.array(z.string()),
  settle: z.string(),
  cadence: z.object({ dailyFor: z.string(), thenEvery: z.string() }),
  actions: z.array(ActionBody),
  improvements: z.array(ImprovementBody),
  indicators: z.array(CriterionBody),
  priorities: z.object({
    topThree: z.array(z.string()),
    matrix: z.array(z.object({ quadrant: Quadrant, items: z.array(z.string()) })),
  }),
  reviews: z.array(
    z.object({
      due: Instant,
      heldAt: Instant.optional(),
      by: z.string().optional(),
      comment: z.string().optional(),
    }),
  ),
  log: z.array(
    z.object({ at: Instant, by: z.string(), result: z.string(), comment: z.string().optional() }),
  ),
  signatures: z.array(
    z.object({
      as: z.enum(['owner', 'approver']),
      for: z.enum(['activation', 'closure']),
      person: z.string(),
      version: z.int(),
      at: Instant,
    }),
  ),
  acceptedRisks: z.array(
    z.object({ action: z.string(), by: z.string(), at: Instant, reason: z.string() }),
  ),
  reopened: z.array(z.object({ at: Instant, incident: z.int() })),
  warnings: z.array(Remark),
  blocks: z.object({ activation: z.array(Remark).optional(), closure: z.array(Remark).optional() }),
  audit: z
    .object({
      pains: z.array(z.object({ text: z.string(), yearlyCost: z.number() })),
      expectedGain: z.number().optional(),
      phases: z.array(z.object({ title: z.string(), items: z.array(z.string()) })),
    })
    .optional(),
  recommendations: z.string().optional(),
  closingSummary: z.string().optional(),
});

/** A plan of a list as JSON, as it stands at `now`. */
export function planSummary(plan: Plan, now: number): z.infer<typeof PlanSummary> {
  const criteria = allCriteria(plan);
  const review = plan.state === 'closed' ? undefined : plannedReview(plan);
  return {
    number: plan.number,
    agent: plan.agent,
    incident: plan.incident,
    kind: plan.kind,
    state: plan.state,
    version: plan.version,
    title: plan.title,
    owner: plan.owner,
    approver: plan.approver,
    followedBy: plan.followedBy,
    createdAt: iso(plan.createdAt),
    ...timesOf({ activatedAt: plan.activatedAt, closedAt: plan.closedAt }),
    ...timesOf({ target: plan.targetAt, nextReview: review?.dueAt }),
    progress: progressOf(plan, now),
    criteria: {
      all: criteria.length,
      met: criteria.filter(({ state }) => state.verdict === 'met').length,
    },
  };
}

/** A plan as JSON, as it stands at `now`. */
export function planBody(plan: Plan, now: number): z.infer<typeof PlanBody> {
  const matrix = priorityMatrix(plan);
  const { objective, rootCause, audit, recommendations, closingSummary } = plan;
  return {
    ...planSummary(plan, now),
    language: plan.language,
    timezone: plan.timezone,
    context: plan.context,
    ...given({ objective, rootCause, recommendations, closingSummary }),
    hypotheses: [...plan.hypotheses],
    playbooks: [...plan.playbooks],
    settle: formatDuration(plan.settleMs),
    cadence: {
      dailyFor: formatDuration(plan.cadence.dailyForMs),
      thenEvery: formatDuration(plan.cadence.thenEveryMs),
    },
    actions: plan.actions.map((action) => actionBody(action, now)),
    improvements: plan.improvements.map((improvement) => improvementBody(improvement, now)),
    indicators: plan.indicators.map(criterionBody),
    priorities: {
      topThree: topThree(plan).map(({ id }) => id),
      matrix: quadrants.map((quadrant) => ({ quadrant, items: matrix[quadrant].map(({ id }) => id) })),
    },
    ...diaryOf(plan),
    warnings: planWarnings(plan, now).map(remark),
    blocks: blocksOf(plan),
    ...(audit === undefined ? {} : { audit: structuredClone<AuditBody>(audit as AuditBody) }),
  };
}

type AuditBody = NonNullable<z.infer<typeof PlanBody>['audit']>;
