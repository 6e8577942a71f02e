import type { z } from 'zod';
import { DraftPlan } from '../../plans/commands/draft.ts';
import type { I18n } from '../words/texts.ts';

/** The fields of the blank form, and of what whoever imports an audit says besides. */
export const beginFields = [
  ...(['planKind', 'title', 'agent', 'objective', 'context', 'start', 'target'] as const),
  ...(['owner', 'approver', 'budget', 'tools', 'people'] as const),
];
export type BeginField = (typeof beginFields)[number];
export type BeginForm = Readonly<Record<BeginField, string>> & {
  /** Of this very form, however often it is sent. */
  readonly once: string;
};
/** The fault of each field that has one, in the reader's words. */
export type BeginErrors = Readonly<Partial<Record<BeginField, string>>>;

/** The command that a form asks for, or one text for each bad field. */
export type ReadBeginning =
  | { readonly ok: true; readonly command: DraftPlan }
  | { readonly ok: false; readonly errors: BeginErrors };

/** The typed texts, without the blanks around them. A form that has no name of its own yet is given one. */
export function beginForm(values: Readonly<Record<string, string | undefined>>, name: string): BeginForm {
  const text = (name: BeginField) => values[name]?.trim() ?? '';
  return {
    planKind: text('planKind') || 'operational',
    title: text('title'),
    agent: text('agent'),
    objective: text('objective'),
    context: text('context'),
    start: text('start'),
    target: text('target'),
    owner: text('owner'),
    approver: text('approver'),
    budget: text('budget'),
    tools: text('tools'),
    people: text('people'),
    once: values['once'] || name,
  };
}

/** The form is the command: the same schema reads both. What was left empty is left out. */
export function readBeginning(form: BeginForm, i18n: I18n): ReadBeginning {
  const { budget, tools, people, once: _once, ...rest } = form;
  const euros = Number(budget.replaceAll(/[\s\u00a0\u202f€]/g, '').replace(',', '.'));
  const resources = left({
    budget: budget === '' ? undefined : euros,
    tools: tools || undefined,
    people: people || undefined,
  });
  const command = {
    kind: 'draftPlan',
    ...left(rest),
    ...(Object.keys(resources).length > 0 && { resources }),
  };
  const read = DraftPlan.safeParse(command);
  if (read.success) return { ok: true, command: read.data };
  const errors: Partial<Record<BeginField, string>> = {};
  for (const issue of read.error.issues) {
    const field = beginFields.find((one) => issue.path.includes(one));
    if (field !== undefined) errors[field] ??= issueText(field, issue, i18n);
  }
  return { ok: false, errors };
}

function left(
  fields: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number | undefined> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined),
  );
}

function issueText(field: BeginField, issue: z.core.$ZodIssue, i18n: I18n): string {
  const words = i18n.t.plan.errors;
  if (issue.code === 'too_big' && issue.origin === 'string')
    return words.tooLong(i18n.f.number(Number(issue.maximum)));
  if (field === 'start' || field === 'target') return words.date;
  if (field === 'budget') return words.amount;
  return issue.code === 'custom' ? words.character : words.required;
}
