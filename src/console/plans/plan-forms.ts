import { dayMs, localDate } from '../../language/zoned.ts';
import { holdText } from '../../plans/documents/wording.ts';
import type { Plan } from '../../plans/plan.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { inOrder } from '../watch/watch.ts';
import type { I18n } from '../words/texts.ts';
import { criterionValues } from './criterion-fields.ts';
import type { FormValues, PartName } from './plan-editing.ts';

type Set = Pick<RuleSet, 'metrics' | 'rules'>;

/** The fields of a part's form when it is opened; nothing when the plan has no such part. */
export function formValues(plan: Plan, part: PartName, set: Set, i18n: I18n): FormValues | undefined {
  const [kind, id = ''] = part.split('/');
  switch (kind) {
    case 'head':
      return {
        title: plan.title,
        owner: plan.owner,
        approver: plan.approver,
        followedBy: plan.followedBy,
        kind: plan.kind,
        target: dayOf(plan.targetAt, plan.timezone),
        ...cadenceValues(plan),
      };
    case 'context':
      return { text: plan.context };
    case 'cause':
      return { text: plan.rootCause ?? '' };
    case 'objective':
      return { text: plan.objective ?? '' };
    case 'indicators':
      return criterionValues(plan.indicators, [], set, i18n);
    case 'closing':
      return { recommendations: plan.recommendations ?? '', closingSummary: plan.closingSummary ?? '' };
    case 'review':
      return { comment: '', next: '' };
    case 'log':
      return { result: '', comment: '' };
    case 'blocked':
      return { why: plan.actions.find((action) => action.id === id)?.blockedWhy ?? '' };
    case 'risk':
      return { why: '' };
    case 'action':
      return actionValues(plan, id, set, i18n);
    case 'improvement':
      return improvementValues(plan, id);
    default:
      return undefined;
  }
}

/** How often a plan is reviewed, in whole days. */
export function cadenceValues({ cadence }: Pick<Plan, 'cadence'>) {
  return {
    dailyDays: String(Math.round(cadence.dailyForMs / dayMs)),
    thenDays: String(Math.max(1, Math.round(cadence.thenEveryMs / dayMs))),
  };
}

function actionValues(plan: Plan, id: string, set: Set, i18n: I18n): FormValues | undefined {
  if (id === 'new') return newActionValues(plan, set, i18n);
  const action = plan.actions.find((one) => one.id === id);
  if (!action) return undefined;
  return {
    title: action.title,
    owner: action.owner ?? '',
    start: dayOf(action.startAt, plan.timezone),
    due: dayOf(action.dueAt, plan.timezone),
    effort: action.effort,
    impact: action.impact,
    treats: action.treats,
    resources: action.resources ?? '',
    ...criterionValues(action.criteria, action.checklists, set, i18n),
  };
}

/**
 * A new action is offered the proof that is asked for most: that what tripped stays away from its threshold.
 */
function newActionValues(plan: Plan, set: Set, i18n: I18n): FormValues {
  const [rule] = inOrder(set.rules.filter((one) => one.agents.includes(plan.agent)));
  const condition = rule?.when[0];
  const metric = set.metrics.get(condition?.metric ?? '');
  return {
    title: '',
    effort: 'low',
    impact: 'high',
    treats: 'cause',
    'c0.kind': 'metric',
    'c0.metric': metric?.name ?? '',
    'c0.operator': metric?.better === 'higher' ? '>=' : '<',
    'c0.over': holdText(3_600_000, i18n.language),
    'c0.hold': holdText(dayMs, i18n.language),
  };
}

function improvementValues(plan: Plan, id: string): FormValues | undefined {
  if (id === 'new') return { title: '', benefit: '', effort: 'low', impact: 'high', recurrence: '' };
  const improvement = plan.improvements.find((one) => one.id === id);
  if (!improvement) return undefined;
  return {
    title: improvement.title,
    benefit: improvement.benefit,
    owner: improvement.owner ?? '',
    due: dayOf(improvement.dueAt, plan.timezone),
    recurrence: improvement.recurrence ?? '',
    effort: improvement.effort,
    impact: improvement.impact,
  };
}

/** `2026-06-08`, as date fields want it, in the plan's time zone. */
export function dayOf(at: number | undefined, timezone: string): string {
  if (at === undefined) return '';
  const { year, month, day } = localDate(at, timezone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * A digest of a part's contents. When a form is saved after the plan has moved on, the same digest lets the
 * edit through; another one says that two people have edited the same part.
 */
export function seenOf(plan: Plan, part: PartName): string {
  return sha256Hex(JSON.stringify(contentsOf(plan, part))).slice(0, 24);
}

function contentsOf(plan: Plan, part: PartName): unknown {
  const [kind, id] = part.split('/');
  switch (kind) {
    case 'head': {
      const { title, owner, approver, followedBy, targetAt, cadence } = plan;
      return { title, kind: plan.kind, owner, approver, followedBy, targetAt, cadence };
    }
    case 'context':
      return plan.context;
    case 'cause':
      return plan.rootCause ?? null;
    case 'objective':
      return plan.objective ?? null;
    case 'indicators':
      return plan.indicators.map(({ spec }) => spec.text);
    case 'closing':
      return [plan.recommendations, plan.closingSummary];
    case 'blocked':
    case 'risk':
      return plan.actions.find((action) => action.id === id)?.status ?? null;
    case 'action': {
      const action = plan.actions.find((one) => one.id === id);
      if (!action) return null;
      const { title, owner, startAt, dueAt, effort, impact, treats, resources } = action;
      const criteria = action.criteria.map(({ spec }) => spec.text);
      const lists = action.checklists.map((list) => list.items.map((item) => item.text));
      return { title, owner, startAt, dueAt, effort, impact, treats, resources, criteria, lists };
    }
    case 'improvement': {
      const improvement = plan.improvements.find((one) => one.id === id);
      if (!improvement) return null;
      const { title, benefit, owner, dueAt, recurrence, effort, impact } = improvement;
      return { title, benefit, owner, dueAt, recurrence, effort, impact };
    }
    default:
      return null;
  }
}
