import type { z } from 'zod';
import type { ChecklistDraft } from '../../plans/action.ts';
import { PlanCommand } from '../../plans/commands/command.ts';
import { nextStep } from '../../plans/gates.ts';
import type { Plan } from '../../plans/plan.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { I18n } from '../words/texts.ts';
import { type CriterionRows, readCriterionRows } from './criterion-fields.ts';
import type { FormValues, PartName } from './plan-editing.ts';
import { cadenceValues } from './plan-forms.ts';

/** The command that a form asks for, or one text for each bad field. */
export type ReadForm =
  | { readonly ok: true; readonly command: PlanCommand }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the form of `part`: it becomes the JSON of a command, which the command's own schema accepts or
 * refuses.
 */
export function readPartForm(
  part: PartName,
  values: FormValues,
  plan: Plan,
  set: RuleSet,
  i18n: I18n,
): ReadForm {
  const rows = readCriterionRows(values, set, plan.agent ?? noAgent, i18n);
  const parsed = PlanCommand.safeParse(commandJson(part, values, plan, rows));
  const issues = parsed.success ? [] : parsed.error.issues;
  const errors: Record<string, string> = { ...rows.errors, ...personErrors(values, set, i18n) };
  for (const issue of issues) errors[fieldOf(issue, rows)] ??= issueText(issue, i18n);
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, command: parsed.data }
    : { ok: false, errors };
}

/** The fields of a form as the JSON of its command. An optional field that was left empty is taken away. */
export function commandJson(
  part: PartName,
  values: FormValues,
  plan: Plan,
  { criteria, checklists }: Pick<CriterionRows, 'criteria' | 'checklists'>,
): unknown {
  const [kind, id = ''] = part.split('/');
  const { text, orNull, orLeft } = fieldsOf(values);
  const edit = { kind: 'editPlan', plan: plan.number };
  switch (kind) {
    case 'head':
      return { ...edit, ...headJson(values, plan) };
    case 'context':
      return { ...edit, context: text('text') };
    case 'cause':
      return { ...edit, rootCause: orNull('text') };
    case 'objective':
      return { ...edit, objective: orNull('text') };
    case 'indicators':
      return { ...edit, indicators: criteria };
    case 'priorities':
      return { ...edit, topThree: topThreeJson(values) };
    case 'closing':
      return { ...edit, ...closingJson(orNull) };
    case 'log':
      return { kind: 'logResult', plan: plan.number, result: text('result'), comment: orLeft('comment') };
    case 'blocked': {
      const why = { status: 'blocked', blockedWhy: text('why') };
      return { kind: 'editAction', plan: plan.number, action: id, ...why };
    }
    case 'sign':
      return { kind: 'signPlan', plan: plan.number, as: id, for: nextStep(plan)?.step };
    case 'task':
      return {
        ...{ kind: 'editTask', plan: plan.number, task: id },
        ...{ owner: orLeft('owner'), due: orLeft('due'), link: orNull('link') },
      };
    case 'hazard':
      return hazardJson(id, values, plan);
    case 'risk':
      return { kind: 'acceptRisk', plan: plan.number, action: id, reason: text('why') };
    case 'action':
      return actionJson(id, values, plan, { criteria, checklists });
    default:
      return {
        ...(id === 'new' ? { kind: 'addImprovement' } : { kind: 'editImprovement', improvement: id }),
        ...workJson(values, plan),
        benefit: values['benefit'] === undefined ? undefined : text('benefit'),
        recurrence: orNull('recurrence'),
      };
  }
}

function hazardJson(id: string, values: FormValues, plan: Plan) {
  const { text, orNull, orLeft } = fieldsOf(values);
  return {
    ...(id === 'new' ? { kind: 'addRisk' } : { kind: 'editRisk', risk: id, state: orLeft('state') }),
    ...{ plan: plan.number, text: text('text') },
    ...{ mitigation: orNull('mitigation'), owner: orNull('owner') },
  };
}

function actionJson(
  id: string,
  values: FormValues,
  plan: Plan,
  { criteria, checklists }: Pick<CriterionRows, 'criteria' | 'checklists'>,
) {
  const { orNull, orLeft } = fieldsOf(values);
  return {
    ...(id === 'new' ? { kind: 'addAction' } : { kind: 'editAction', action: id }),
    ...workJson(values, plan),
    start: orNull('start'),
    treats: orLeft('treats'),
    resources: orNull('resources'),
    phase: values['phase'] === undefined ? undefined : orNull('phase'),
    link: orNull('link'),
    criteria,
    checklists: [...checklists, ...keptLists(plan, id, { criteria, checklists })],
  };
}

/** The lists that no row of the form shows: those of replays, and those that no criterion counts. */
function keptLists(
  { actions }: Plan,
  id: string,
  { criteria, checklists }: Pick<CriterionRows, 'criteria' | 'checklists'>,
): ChecklistDraft[] {
  const action = actions.find((one) => one.id === id);
  const shown =
    action?.criteria.flatMap(({ spec }) => (spec.kind === 'checklist' ? [spec.checklist] : [])) ?? [];
  const isReplayed = (list: string) =>
    criteria.some((text) => text.split(/\s+/, 2).join(' ') === `replay ${list}`);
  return (action?.checklists ?? [])
    .filter((list) => !checklists.some((draft) => draft.id === list.id))
    .filter((list) => !shown.includes(list.id) || isReplayed(list.id))
    .map(({ id: list, items }) => ({ id: list, items: items.map(({ text }) => text) }));
}

function closingJson(orNull: ReturnType<typeof fieldsOf>['orNull']) {
  return { recommendations: orNull('recommendations'), closingSummary: orNull('closingSummary') };
}

/** Without any choice the proposal stands again. */
function topThreeJson({ first = '', second = '', third = '' }: FormValues) {
  const items = [first, second, third].filter((id) => id !== '');
  return items.length === 0 ? null : items;
}

function headJson(values: FormValues, plan: Plan) {
  const { text, orNull, orLeft } = fieldsOf(values);
  return {
    title: text('title'),
    planKind: orLeft('kind'),
    owner: orLeft('owner'),
    approver: orLeft('approver'),
    followedBy: orLeft('followedBy'),
    target: orNull('target'),
    start: values['start'] === undefined ? undefined : orNull('start'),
    cadence: cadenceJson(text('dailyDays'), text('thenDays'), plan),
  };
}

/** The fields that actions and improvements share. */
function workJson(values: FormValues, plan: Plan) {
  const { text, orNull, orLeft } = fieldsOf(values);
  return {
    plan: plan.number,
    title: values['title'] === undefined ? undefined : text('title'),
    owner: orNull('owner'),
    due: orNull('due'),
    effort: orLeft('effort'),
    impact: orLeft('impact'),
  };
}

/** An empty field is an empty text, `null` to take the value away, or left out. */
function fieldsOf(values: FormValues) {
  const text = (name: string) => values[name]?.trim() ?? '';
  return {
    text,
    orNull: (name: string) => text(name) || null,
    orLeft: (name: string) => text(name) || undefined,
  };
}

/** The form shows whole days: a cadence that was not touched in it stays what it is, to the millisecond. */
function cadenceJson(dailyDays: string, thenDays: string, plan: Plan) {
  const shown = cadenceValues(plan);
  if (dailyDays === shown.dailyDays && thenDays === shown.thenDays) return undefined;
  return { dailyFor: `${dailyDays}d`, thenEvery: `${thenDays}d` };
}

function personErrors(values: FormValues, set: Pick<RuleSet, 'people'>, i18n: I18n): Record<string, string> {
  const unknown = people.filter((name) => values[name] && !set.people.has(values[name].trim()));
  return Object.fromEntries(unknown.map((name) => [name, i18n.t.plan.errors.person]));
}

const people = ['owner', 'approver', 'followedBy'];
const dates = ['target', 'start', 'due', 'nextDue'];

/** The fields whose names in a form are not those of the command. */
const formFields: Readonly<Record<string, string>> = {
  planKind: 'kind',
  dailyFor: 'dailyDays',
  thenEvery: 'thenDays',
  context: 'text',
  rootCause: 'text',
  objective: 'text',
  topThree: 'first',
  blockedWhy: 'why',
  reason: 'why',
};

type Issue = z.core.$ZodIssue;

function fieldOf({ path }: Issue, rows: CriterionRows): string {
  const [first = '', second] = path;
  if (first === 'criteria' || first === 'indicators') return rows.criterionFields[Number(second)] ?? '';
  if (first === 'checklists') return rows.checklistFields[Number(second)] ?? '';
  const name = String(first === 'cadence' && second !== undefined ? second : first);
  return formFields[name] ?? name;
}

/** The fault of a field, in the reader's words. */
export function issueText(issue: Issue, i18n: I18n): string {
  const words = i18n.t.plan.errors;
  const [first = ''] = issue.path;
  if (issue.code === 'too_small') return words.required;
  if (issue.code === 'too_big' && issue.origin === 'string') {
    return words.tooLong(i18n.f.number(Number(issue.maximum)));
  }
  if (dates.includes(String(issue.path.at(-1)))) return words.date;
  if (first === 'cadence') return words.number;
  if (first === 'topThree') return words.twice;
  return issue.code === 'custom' ? words.character : words.notTaken;
}
