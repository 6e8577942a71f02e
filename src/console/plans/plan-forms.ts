import { dayMs } from '../../language/zoned.ts';
import { dropProposal } from '../../plans/commands/review-decisions.ts';
import { dayOf } from '../../plans/documents/rows.ts';
import { holdText } from '../../plans/documents/wording.ts';
import { nextStep } from '../../plans/gates.ts';
import type { Action, Improvement, Plan } from '../../plans/plan.ts';
import { firstThree } from '../../plans/priority.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import { inOrder } from '../watch/watch.ts';
import type { I18n } from '../words/texts.ts';
import { criterionValues } from './criterion-fields.ts';
import type { FormValues, PartName } from './plan-editing.ts';

type Set = Pick<RuleSet, 'metrics' | 'rules'>;

/** The fields of a part's form when it is opened; nothing when the plan has no such part. */
export function formValues(plan: Plan, part: PartName, set: Set, i18n: I18n): FormValues | undefined {
  const fields = plainValues(plan, part);
  if (part === 'action/new') return { ...fields, ...mostWanted(plan, set, i18n) };
  const { criteria = [], checklists = [] } = measuredIn(plan, part);
  return fields && { ...fields, ...criterionValues(criteria, checklists, set, i18n) };
}

/** The criteria that a part holds, and the checklists that they name. */
function measuredIn(plan: Plan, part: PartName): Partial<Pick<Action, 'criteria' | 'checklists'>> {
  if (part === 'indicators') return { criteria: plan.indicators };
  return plan.actions.find(({ id }) => part === `action/${id}`) ?? {};
}

/** The fields of a part but its criteria. */
function plainValues(plan: Plan, part: PartName): FormValues | undefined {
  const [kind, id = ''] = part.split('/');
  const action = plan.actions.find((one) => one.id === id);
  const task = plan.tasks?.find((one) => one.id === id);
  switch (kind) {
    case 'head':
      return headValues(plan);
    case 'context':
      return { text: plan.context };
    case 'cause':
      return { text: plan.rootCause ?? '' };
    case 'objective':
      return { text: plan.objective ?? '' };
    case 'indicators':
      return {};
    case 'priorities':
      return priorityValues(plan);
    case 'closing':
      return { recommendations: plan.recommendations ?? '', closingSummary: plan.closingSummary ?? '' };
    case 'log':
      return { result: '', comment: '' };
    case 'blocked':
      return { why: action?.blockedWhy ?? '' };
    case 'risk':
      // Whoever answers for it begins with the words of who proposed it.
      return { why: (action && dropProposal(plan, action) && action.blockedWhy) ?? '' };
    case 'sign':
      return { name: '', step: nextStep(plan)?.step ?? '' };
    case 'task':
      return task && { owner: task.owner, due: dayOf(task.dueAt, plan.timezone), link: task.link ?? '' };
    case 'hazard':
      return hazardValues(plan, id);
    case 'action':
      if (id === 'new') return { title: '', phase: '', effort: 'low', impact: 'high', treats: 'cause' };
      return action && actionValues(plan, action);
    case 'improvement':
      return improvementValues(plan, id);
    default:
      return undefined;
  }
}

function headValues(plan: Plan): FormValues {
  const { title, owner, approver, followedBy, kind, startAt, targetAt, timezone } = plan;
  const [start, target] = [dayOf(startAt, timezone), dayOf(targetAt, timezone)];
  return { title, owner, approver, followedBy, kind, start, target, ...cadenceValues(plan) };
}

function hazardValues(plan: Plan, id: string): FormValues | undefined {
  if (id === 'new') return { text: '', mitigation: '', owner: '' };
  const hazard = plan.risks?.find((one) => one.id === id);
  return (
    hazard && {
      ...{ text: hazard.text, mitigation: hazard.mitigation ?? '' },
      ...{ owner: hazard.owner ?? '', state: hazard.state },
    }
  );
}

function actionValues(plan: Plan, action: Action): FormValues {
  return {
    ...workValues(action, plan),
    start: dayOf(action.startAt, plan.timezone),
    treats: action.treats,
    resources: action.resources ?? '',
    phase: action.phase ?? '',
    link: action.link?.url ?? '',
  };
}

function improvementValues(plan: Plan, id: string): FormValues | undefined {
  if (id === 'new') return { title: '', benefit: '', effort: 'low', impact: 'high', recurrence: '' };
  const improvement = plan.improvements.find((one) => one.id === id);
  return (
    improvement && {
      ...workValues(improvement, plan),
      benefit: improvement.benefit,
      recurrence: improvement.recurrence ?? '',
    }
  );
}

/** The fields that actions and improvements share. */
function workValues({ title, owner, dueAt, effort, impact }: Action | Improvement, { timezone }: Plan) {
  return { title, owner: owner ?? '', due: dayOf(dueAt, timezone), effort, impact };
}

/** The three that come first, as they are chosen or proposed. */
function priorityValues(plan: Plan) {
  const [first = '', second = '', third = ''] = firstThree(plan).items.map(({ id }) => id);
  return { first, second, third };
}

/** How often a plan is reviewed, in whole days. */
export function cadenceValues({ cadence }: Pick<Plan, 'cadence'>) {
  return {
    dailyDays: String(Math.round(cadence.dailyForMs / dayMs)),
    thenDays: String(Math.max(1, Math.round(cadence.thenEveryMs / dayMs))),
  };
}

/**
 * A new action is offered the proof that is asked for most: that what tripped stays away from its threshold.
 */
function mostWanted({ agent }: Plan, set: Set, i18n: I18n): FormValues {
  if (agent === undefined) return { 'c0.kind': 'attestation' };
  const [rule] = inOrder(rulesOver(set, agent));
  const metric = set.metrics.get(rule?.when[0]?.metric ?? '');
  return {
    'c0.kind': 'metric',
    'c0.metric': metric?.name ?? '',
    'c0.operator': metric?.better === 'higher' ? '>=' : '<',
    'c0.over': holdText(3_600_000, i18n.language),
    'c0.hold': holdText(dayMs, i18n.language),
  };
}

/**
 * A digest of what a part's form would show. When a form is saved after the plan has moved on, the same
 * digest lets the edit through; another one says that two people have edited the same part.
 */
export function seenOf(plan: Plan, part: PartName): string {
  const { criteria = [], checklists = [] } = measuredIn(plan, part);
  const texts = criteria.map(({ spec }) => spec.text);
  const lists = checklists.map(({ items }) => items.map(({ text }) => text));
  const status = plan.actions.find(({ id }) => part === `blocked/${id}` || part === `risk/${id}`)?.status;
  const contents = [plainValues(plan, part), texts, lists, status];
  return sha256Hex(JSON.stringify(contents)).slice(0, 24);
}
