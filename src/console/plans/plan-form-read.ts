import { dayMs, endOfDate, parseDate, startOfDate } from '../../language/zoned.ts';
import { addAction, editAction } from '../../plans/action.ts';
import { setActionStatus } from '../../plans/commands/action-progress.ts';
import type { PlanContext, PlanDecision } from '../../plans/commands/change.ts';
import { editPlan, logFollowUp } from '../../plans/commands/edit.ts';
import { acceptRisk } from '../../plans/commands/risk.ts';
import { PlanKindName } from '../../plans/http/wire.ts';
import { Level, Recurrence, Treats } from '../../plans/http/wire-action.ts';
import { addImprovement, editImprovement } from '../../plans/improvement.ts';
import type { Plan } from '../../plans/plan.ts';
import { holdReview } from '../../plans/review.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Say } from '../words/texts.ts';
import { readCriterionRows } from './criterion-fields.ts';
import type { FormValues, PartName } from './plan-editing.ts';

export type Decide = (plan: Plan, ctx: PlanContext) => PlanDecision;

/** What a form asks for, or one text for each bad field. */
export type ReadForm =
  | { readonly ok: true; readonly decide: Decide }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

type Words<T extends string> = { readonly options: readonly T[] };

const mostTitle = 300;
const mostText = 20_000;

/** Reads the fields of one form and gathers what is wrong with them, in the reader's language. */
type Fields = {
  readonly errors: Record<string, string>;
  readonly required: (name: string, most?: number) => string;
  /** Null when it was left empty. */
  readonly optional: (name: string) => string | null;
  readonly start: (name: string) => number | null;
  /** The end of the day. */
  readonly due: (name: string) => number | null;
  readonly person: (name: string) => string | null;
  readonly days: (name: string) => number;
  /** One of the schema's words; `fallback` for anything else, which no form of ours sends. */
  readonly choice: <T extends string, F>(name: string, schema: Words<T>, fallback: F) => T | F;
};

function fieldsOf(values: FormValues, plan: Plan, set: Pick<RuleSet, 'people'>, say: Say): Fields {
  const errors: Record<string, string> = {};
  const words = say.t.plan.errors;
  const text = (name: string) => (values[name] ?? '').replaceAll('\u0000', '').trim();
  const bounded = (name: string, most: number) => {
    if (text(name).length > most) errors[name] = words.tooLong(say.f.number(most));
    return text(name);
  };
  const date = (name: string, read: typeof endOfDate) => {
    if (text(name) === '') return null;
    const parsed = parseDate(text(name));
    if (parsed === undefined) errors[name] = words.date;
    return parsed === undefined ? null : read(parsed, plan.timezone);
  };
  return {
    errors,
    required: (name, most = mostTitle) => {
      if (text(name) === '') errors[name] = words.required;
      return bounded(name, most);
    },
    optional: (name) => bounded(name, mostText) || null,
    start: (name) => date(name, startOfDate),
    due: (name) => date(name, endOfDate),
    person: (name) => {
      const id = text(name);
      if (id !== '' && !set.people.has(id)) errors[name] = words.person;
      return id === '' ? null : id;
    },
    days: (name) => {
      const days = Number(text(name));
      if (!Number.isInteger(days) || days < 0 || days > 366) errors[name] = words.number;
      return days * dayMs;
    },
    choice: (name, schema, fallback) => schema.options.find((option) => option === text(name)) ?? fallback,
  };
}

/** What the form of `part` asks of the plan. */
export function readPartForm(
  part: PartName,
  values: FormValues,
  plan: Plan,
  set: RuleSet,
  say: Say,
): ReadForm {
  const fields = fieldsOf(values, plan, set, say);
  const decide = decisionOf(part, fields, values, plan, set, say);
  return Object.keys(fields.errors).length > 0 ? { ok: false, errors: fields.errors } : { ok: true, decide };
}

function decisionOf(
  part: PartName,
  fields: Fields,
  values: FormValues,
  plan: Plan,
  set: RuleSet,
  say: Say,
): Decide {
  const [kind, id = ''] = part.split('/');
  switch (kind) {
    case 'head':
      return headDecision(fields, plan);
    case 'context': {
      const context = fields.required('text', mostText);
      return (before, ctx) => editPlan(before, { context }, ctx);
    }
    case 'cause': {
      const rootCause = fields.optional('text');
      return (before, ctx) => editPlan(before, { rootCause }, ctx);
    }
    case 'objective': {
      const objective = fields.optional('text');
      return (before, ctx) => editPlan(before, { objective }, ctx);
    }
    case 'indicators': {
      const criteria = criteriaOf(fields, values, plan, set, say);
      return (before, ctx) => editPlan(before, { indicators: criteria.specs }, ctx);
    }
    case 'closing': {
      const edits = {
        recommendations: fields.optional('recommendations'),
        closingSummary: fields.optional('closingSummary'),
      };
      return (before, ctx) => editPlan(before, edits, ctx);
    }
    case 'review': {
      const comment = fields.required('comment', mostText);
      const next = fields.due('next');
      return (before, ctx) =>
        holdReview(before, { comment, ...(next === null ? {} : { nextDueAt: next }) }, ctx);
    }
    case 'log': {
      const result = fields.required('result', mostText);
      const comment = fields.optional('comment');
      return (before, ctx) => logFollowUp(before, { result, ...(comment === null ? {} : { comment }) }, ctx);
    }
    case 'blocked': {
      const why = fields.required('why', mostText);
      return (before, ctx) => setActionStatus(before, { action: id, status: 'blocked', why }, ctx);
    }
    case 'risk': {
      const reason = fields.required('why', mostText);
      return (before, ctx) => acceptRisk(before, { action: id, reason }, ctx);
    }
    case 'action':
      return actionDecision(id, fields, criteriaOf(fields, values, plan, set, say));
    default:
      return improvementDecision(id, fields);
  }
}

function headDecision(fields: Fields, plan: Plan): Decide {
  const edits = {
    title: fields.required('title'),
    kind: fields.choice('kind', PlanKindName, plan.kind),
    owner: fields.person('owner') ?? plan.owner,
    approver: fields.person('approver') ?? plan.approver,
    followedBy: fields.person('followedBy') ?? plan.followedBy,
    targetAt: fields.due('target'),
    cadence: { dailyForMs: fields.days('dailyDays'), thenEveryMs: Math.max(dayMs, fields.days('thenDays')) },
  };
  return (before, ctx) => editPlan(before, edits, ctx);
}

function actionDecision(id: string, fields: Fields, criteria: ReturnType<typeof criteriaOf>): Decide {
  const edits = {
    title: fields.required('title'),
    owner: fields.person('owner'),
    startAt: fields.start('start'),
    dueAt: fields.due('due'),
    effort: fields.choice('effort', Level, 'low'),
    impact: fields.choice('impact', Level, 'low'),
    treats: fields.choice('treats', Treats, 'symptom'),
    resources: fields.optional('resources'),
    criteria: criteria.specs,
    checklists: criteria.checklists,
  };
  if (id === 'new') return (before, ctx) => addAction(before, edits, ctx);
  return (before, ctx) => editAction(before, { action: id, ...edits }, ctx);
}

function improvementDecision(id: string, fields: Fields): Decide {
  const recurrence = fields.choice('recurrence', Recurrence, null);
  const edits = {
    title: fields.required('title'),
    benefit: fields.required('benefit', mostText),
    owner: fields.person('owner'),
    dueAt: fields.due('due'),
    recurrence,
    effort: fields.choice('effort', Level, 'low'),
    impact: fields.choice('impact', Level, 'low'),
  };
  if (id === 'new') return (before, ctx) => addImprovement(before, edits, ctx);
  return (before, ctx) => editImprovement(before, { improvement: id, ...edits }, ctx);
}

function criteriaOf(fields: Fields, values: FormValues, plan: Plan, set: RuleSet, say: Say) {
  const read = readCriterionRows(values, set, plan.agent, say);
  if (read.ok) return read;
  Object.assign(fields.errors, read.errors);
  return { specs: [], checklists: [] };
}
