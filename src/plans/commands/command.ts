import { z } from 'zod';
import { InstantText } from '../../platform/iso.ts';
import { levels, recurrences, treatments } from '../../rules/playbook.ts';
import { ReplaySpec } from '../../rules/replay.ts';
import { caseNote, NewCases } from '../cases/fields.ts';
import { linkFaults, statusesThere } from '../link.ts';
import { actionStatuses, planKinds, signedSteps, signerRoles } from '../plan.ts';
import { riskStates } from '../plan-risk.ts';
import {
  Checklists,
  CriterionTexts,
  Duration,
  LongText,
  Moment,
  Name,
  PartId,
  PlanResources,
  Title,
  TopThree,
  Version,
} from './fields.ts';

/**
 * Every command that changes a plan, as plain JSON. A body is what the API takes about a plan or a part that
 * its path names; the command is that body with its kind, its plan and its part. Console forms become
 * commands too, and are parsed by the same schemas: both accept and refuse the same.
 */

export const EditPlanBody = z.strictObject({
  version: Version,
  title: Title.optional(),
  kind: z.enum(planKinds).optional(),
  objective: LongText.nullish(),
  start: Moment.nullish(),
  resources: PlanResources.nullish(),
  target: Moment.nullish(),
  context: LongText.optional(),
  rootCause: LongText.nullish(),
  cadence: z.strictObject({ dailyFor: Duration, thenEvery: Duration }).optional(),
  indicators: CriterionTexts.optional(),
  topThree: TopThree.nullish(),
  recommendations: LongText.nullish(),
  closingSummary: LongText.nullish(),
  owner: Name.optional(),
  approver: Name.optional(),
  followedBy: Name.optional(),
});

const Link = z.url({ protocol: /^https?$/ }).max(2_000);

const actionFields = {
  version: Version,
  phase: Title.nullish(),
  link: Link.nullish().meta({
    description: 'An issue or task of Jira, GitLab or Odoo Project that it is mirrored to and from.',
  }),
  owner: Name.nullish(),
  start: Moment.nullish(),
  due: Moment.nullish(),
  effort: z.enum(levels).optional(),
  impact: z.enum(levels).optional(),
  treats: z.enum(treatments).optional(),
  resources: LongText.nullish(),
  criteria: CriterionTexts.optional(),
  checklists: Checklists.optional(),
  replay: ReplaySpec.nullish(),
};
/** The body of a request to add an action. */
export const AddActionBody = z.strictObject({ ...actionFields, title: Title });
export const EditActionBody = z
  .strictObject({
    ...actionFields,
    title: Title.optional(),
    status: z.enum(actionStatuses).optional(),
    blockedWhy: LongText.optional(),
  })
  .refine(({ status, blockedWhy }) => status !== 'blocked' || blockedWhy !== undefined, {
    path: ['blockedWhy'],
    message: 'say what it is blocked by, so that somebody can decide',
  })
  .refine(({ status, blockedWhy }) => blockedWhy === undefined || status === 'blocked', {
    path: ['status'],
    message: 'blockedWhy goes with the status blocked',
  });
/** The body of a request to tick an item of a list, or to take its tick away. */
export const TickItemBody = z.strictObject({ version: Version, ticked: z.boolean().default(true) });
export const AddCasesBody = z.strictObject({ version: Version, cases: NewCases });
export const NoteCaseBody = z.strictObject({ version: Version, ...caseNote });
export const AttestCriterionBody = z.strictObject({ version: Version, link: Link.optional() });

const improvementFields = {
  version: Version,
  owner: Name.nullish(),
  due: Moment.nullish(),
  recurrence: z.enum(recurrences).nullish(),
  status: z.enum(actionStatuses).optional(),
  effort: z.enum(levels).optional(),
  impact: z.enum(levels).optional(),
};
/** The body of a request to add an improvement. */
export const AddImprovementBody = z.strictObject({ ...improvementFields, title: Title, benefit: LongText });
export const EditImprovementBody = z.strictObject({
  ...improvementFields,
  title: Title.optional(),
  benefit: LongText.optional(),
});

const riskFields = { version: Version, mitigation: LongText.nullish(), owner: Name.nullish() };
/** The body of a request to add a risk. */
export const AddRiskBody = z.strictObject({ ...riskFields, text: Title });
export const EditRiskBody = z.strictObject({
  ...riskFields,
  text: Title.optional(),
  state: z.enum(riskStates).optional(),
});

/** The body of a request to edit a task. */
export const EditTaskBody = z.strictObject({
  version: Version,
  owner: Name.optional(),
  due: Moment.optional(),
  done: z.boolean().optional(),
  link: Link.nullish().meta({ description: 'Where what was done can be seen.' }),
});
const ofAction = { action: PartId, result: LongText.optional(), comment: LongText.optional() };
const ReviewDecision = z.discriminatedUnion('decision', [
  z.strictObject({ ...ofAction, decision: z.enum(['keep', 'done']) }),
  z.strictObject({ ...ofAction, decision: z.literal('new_date'), due: Moment, reason: LongText }),
  z.strictObject({ ...ofAction, decision: z.enum(['blocked', 'propose_drop', 'drop']), reason: LongText }),
]);
/** The body of a request to hold a review. */
export const HoldReviewBody = z.strictObject({
  version: Version,
  decisions: z.array(ReviewDecision).max(500).optional().meta({
    description:
      'What becomes of each action. An overdue one needs one: done, a new date, the reason that blocks it or for which it is to be dropped. An approver drops it at once and answers for the risk; for anybody else `propose_drop` blocks it until the approver has decided.',
  }),
  comment: LongText.optional(),
  heldAt: InstantText.optional(),
  nextDue: Moment.optional(),
});
/** The body of a request to log a result. */
export const LogResultBody = z.strictObject({
  version: Version,
  result: LongText,
  comment: LongText.optional(),
});
export const AcceptRiskBody = z.strictObject({ version: Version, action: PartId, reason: LongText });
export const SignPlanBody = z.strictObject({
  version: Version,
  as: z.enum(signerRoles),
  for: z.enum(signedSteps),
});
export const ClosePlanBody = z.strictObject({ version: Version });

const drop = z.strictObject({ version: Version });

/** The issue or task elsewhere as the mirror has seen it; `status`: of the action, as it was then. */
const note = z.strictObject({
  version: Version,
  link: Link,
  status: z.enum(actionStatuses),
  there: z.enum(statusesThere).optional(),
  fault: z.enum(linkFaults).optional(),
});

/** The plan that a command is about, and the part of it. */
const plan = z.int().positive();
const onPlan = <K extends string>(kind: K) => ({ kind: z.literal(kind), plan });
const onAction = <K extends string>(kind: K) => ({ ...onPlan(kind), action: PartId });
const onImprovement = <K extends string>(kind: K) => ({ ...onPlan(kind), improvement: PartId });

const onList = <K extends string>(kind: K) => ({ ...onAction(kind), checklist: Name });

const onRisk = <K extends string>(kind: K) => ({ ...onPlan(kind), risk: PartId });

/** Any command on a plan. */
export const PlanCommand = z.discriminatedUnion('kind', [
  // The plan's own kind makes room for the command's.
  EditPlanBody.omit({ kind: true }).extend({ ...onPlan('editPlan'), planKind: EditPlanBody.shape.kind }),
  AddActionBody.extend(onPlan('addAction')),
  EditActionBody.safeExtend(onAction('editAction')),
  note.extend(onAction('noteLink')),
  drop.extend(onAction('dropAction')),
  TickItemBody.extend({
    ...onAction('tickItem'),
    checklist: z.string().max(64),
    item: z.int().nonnegative(),
  }),
  AddCasesBody.extend(onList('addCases')),
  NoteCaseBody.extend({ ...onList('noteCase'), item: z.int().nonnegative() }),
  AttestCriterionBody.extend({ ...onPlan('attestCriterion'), criterion: PartId }),
  AddImprovementBody.extend(onPlan('addImprovement')),
  EditImprovementBody.extend(onImprovement('editImprovement')),
  drop.extend(onImprovement('dropImprovement')),
  AddRiskBody.extend(onPlan('addRisk')),
  EditRiskBody.extend(onRisk('editRisk')),
  drop.extend(onRisk('dropRisk')),
  EditTaskBody.extend({ ...onPlan('editTask'), task: PartId }),
  HoldReviewBody.extend(onPlan('holdReview')),
  LogResultBody.extend(onPlan('logResult')),
  AcceptRiskBody.extend(onPlan('acceptRisk')),
  SignPlanBody.extend(onPlan('signPlan')),
  ClosePlanBody.extend(onPlan('closePlan')),
]);
export type PlanCommand = z.infer<typeof PlanCommand>;
export type PlanCommandKind = PlanCommand['kind'];
export type PlanCommandOf<K extends PlanCommandKind> = Extract<PlanCommand, { kind: K }>;

/** The body of a command: its fields without kind, plan and version. */
export type Asked<K extends PlanCommandKind> = Omit<PlanCommandOf<K>, 'kind' | 'plan' | 'version'>;
