import { z } from 'zod';
import { iso } from '../../platform/iso.ts';
import { levels, recurrences, treatments } from '../../rules/playbook.ts';
import { ReplaySpec } from '../../rules/replay.ts';
import { type Case, caseState, caseStates, countCases } from '../cases/case.ts';
import { followUpCodes, type MandateChange } from '../commands/followups.ts';
import { bases, basesOf } from '../criteria/criterion.ts';
import { linkFaults, statusesThere } from '../link.ts';
import {
  type Action,
  actionStatuses,
  type Improvement,
  type Plan,
  type Task,
  verifications,
} from '../plan.ts';
import { riskStates } from '../plan-risk.ts';
import { quadrantOf, quadrants } from '../priority.ts';
import { isOverdue, isTaskOverdue } from '../progress.ts';
import { CriterionBody, criterionBody } from './criterion-body.ts';

const Instant = z.iso.datetime();

const ChecklistBody = z.object({
  id: z.string(),
  items: z
    .array(
      z.object({
        text: z.string(),
        ticked: z.boolean(),
        state: z.enum(caseStates),
        by: z.string().optional().meta({ description: 'Who did it, or tried.' }),
        at: Instant.optional(),
        id: z.string().optional().meta({ description: 'Of its interaction or ticket.' }),
        reason: z.string().optional(),
        question: z.string().optional(),
        expect: z.string().optional(),
        channel: z.string().optional(),
        result: z.string().optional(),
      }),
    )
    .readonly(),
  counts: z.object({ todo: z.int(), tried: z.int(), done: z.int() }),
});

/** A corrective action as the API shows it. `due` is the end of the day it is due, in the agent's zone. */
export const ActionBody = z.object({
  id: z.string().meta({ example: '4-2' }),
  title: z.string(),
  phase: z.string().optional(),
  owner: z.string().optional(),
  start: Instant.optional(),
  due: Instant.optional(),
  overdue: z.boolean(),
  status: z.enum(actionStatuses),
  doneAt: Instant.optional(),
  blockedWhy: z.string().optional(),
  verification: z.enum(verifications),
  verifiedBy: z.array(z.enum(bases)).readonly().optional().meta({
    description: 'Of verified: what its criteria rest on. Only `measured` says that live data shows it.',
  }),
  effort: z.enum(levels),
  impact: z.enum(levels),
  quadrant: z.enum(quadrants),
  treats: z.enum(treatments),
  resources: z.string().optional(),
  criteria: z.array(CriterionBody).readonly(),
  checklists: z.array(ChecklistBody).readonly(),
  replay: ReplaySpec.optional(),
  link: z
    .object({
      url: z.url(),
      there: z
        .enum(statusesThere)
        .optional()
        .meta({ description: 'The status there, as it was last noted.' }),
      notedAt: Instant.optional(),
      fault: z.enum(linkFaults).optional().meta({ description: 'Why the two are not the same.' }),
    })
    .optional()
    .meta({ description: 'The issue or task elsewhere that it is mirrored to and from.' }),
  from: z.object({ playbook: z.string(), action: z.string() }).optional(),
});

/** An improvement as the API shows it. */
export const ImprovementBody = z.object({
  id: z.string().meta({ example: '4-m-1' }),
  title: z.string(),
  benefit: z.string(),
  owner: z.string().optional(),
  due: Instant.optional(),
  recurrence: z.enum(recurrences).optional(),
  overdue: z.boolean(),
  status: z.enum(actionStatuses),
  effort: z.enum(levels),
  impact: z.enum(levels),
  quadrant: z.enum(quadrants),
});

/** A risk that the plan runs, as the API shows it. */
export const RiskBody = z.object({
  id: z.string().meta({ example: '4-r-1' }),
  text: z.string(),
  mitigation: z.string().optional(),
  owner: z.string().optional(),
  state: z.enum(riskStates),
});

/** A task that follows a closure, as the API shows it. */
export const TaskBody = z.object({
  id: z.string().meta({ example: '4-t-1' }),
  code: z.enum(followUpCodes),
  reference: z.string().meta({ description: 'Number of the form concerned.', example: 'ACF-05' }),
  owner: z.string(),
  due: Instant,
  overdue: z.boolean(),
  done: z.boolean(),
  doneAt: Instant.optional(),
  doneBy: z.string().optional(),
  link: z.string().optional().meta({ description: 'Where what was done can be seen.' }),
  changes: z
    .array(
      z.object({
        kind: z.enum(['rule', 'scope']),
        rule: z.string().optional(),
        before: z.array(z.string()).optional(),
        after: z.array(z.string()).optional(),
      }),
    )
    .optional()
    .meta({ description: 'Of a mandate to be revised: what has changed in it since the incident.' }),
});

/** A task as JSON, as it stands at `now`. */
export function taskBody(task: Task, now: number): z.infer<typeof TaskBody> {
  const { id, followUp, owner, dueAt, doneAt, doneBy, link } = task;
  return {
    ...{ id, code: followUp.code, reference: followUp.reference, owner, doneBy, link },
    due: iso(dueAt),
    overdue: isTaskOverdue(task, now),
    done: doneAt !== undefined,
    doneAt: iso(doneAt),
    changes: 'changes' in followUp ? followUp.changes.map(changeBody) : undefined,
  };
}

function changeBody(change: MandateChange) {
  if (change.kind === 'scope') return { kind: change.kind };
  const texts = (conditions: typeof change.before) => conditions?.map(({ text }) => text);
  const { kind, rule, before, after } = change;
  return { kind, rule, before: texts(before), after: texts(after) };
}

/** An action as JSON, as it stands at `now`. */
export function actionBody(action: Action, plan: Plan, now: number): z.infer<typeof ActionBody> {
  const { startAt, dueAt, doneAt, checklists, criteria, link, ...rest } = action;
  return {
    ...rest,
    start: iso(startAt),
    due: iso(dueAt),
    overdue: isOverdue(plan, action, now),
    doneAt: iso(doneAt),
    verifiedBy: action.verification === 'verified' ? basesOf(criteria) : undefined,
    quadrant: quadrantOf(action),
    link: link && { url: link.url, there: link.there, notedAt: iso(link.notedAt), fault: link.fault },
    criteria: criteria.map(criterionBody),
    checklists: checklists.map(({ id, items }) => ({
      id,
      items: items.map(caseBody),
      counts: countCases(items),
    })),
  };
}

function caseBody(one: Case): z.infer<typeof ChecklistBody>['items'][number] {
  const { doneBy, doneAt, triedBy, triedAt, ref: id, ...rest } = one;
  return {
    ...{ ...rest, id, state: caseState(one), ticked: doneAt !== undefined },
    ...{ by: doneBy ?? triedBy, at: iso(doneAt ?? triedAt) },
  };
}

/** An improvement as JSON, as it stands at `now`. */
export function improvementBody(
  improvement: Improvement,
  plan: Plan,
  now: number,
): z.infer<typeof ImprovementBody> {
  const { dueAt, ...rest } = improvement;
  return {
    ...rest,
    due: iso(dueAt),
    overdue: isOverdue(plan, improvement, now),
    quadrant: quadrantOf(improvement),
  };
}
