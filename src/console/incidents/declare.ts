import type { z } from 'zod';
import { OpenIncident } from '../../incidents/commands.ts';
import type { I18n } from '../words/texts.ts';

/** The fields of the form that declares an incident. */
export const declareFields = ['source', 'agent', 'title', 'description', 'severity', 'playbook'] as const;
export type DeclareField = (typeof declareFields)[number];
/** The fields of the form as they were typed. */
export type DeclareForm = Readonly<Record<DeclareField, string>>;

/** The command that a form asks for, or one text for each bad field. */
export type ReadDeclaration =
  | { readonly ok: true; readonly command: z.infer<typeof OpenIncident> }
  | { readonly ok: false; readonly errors: Readonly<Partial<Record<DeclareField, string>>> };

/** The typed texts, without the blanks around them; a report by hand where no source was chosen. */
export function declareForm(values: Readonly<Record<string, string | undefined>>): DeclareForm {
  const text = (name: DeclareField) => values[name]?.trim() ?? '';
  return {
    source: text('source') || 'manual',
    agent: text('agent'),
    title: text('title'),
    description: text('description'),
    severity: text('severity') || 'warning',
    playbook: text('playbook'),
  };
}

/** The form is the command: the same schema reads both. An empty choice is none. */
export function readDeclaration(form: DeclareForm, i18n: I18n): ReadDeclaration {
  const { agent, playbook, ...rest } = form;
  const chosen = { agent: agent || undefined, playbook: playbook || undefined };
  const read = OpenIncident.safeParse({ kind: 'openIncident', ...rest, ...chosen });
  if (read.success) return { ok: true, command: read.data };
  const errors: Partial<Record<DeclareField, string>> = {};
  for (const issue of read.error.issues) {
    const field = declareFields.find((one) => one === issue.path[0]);
    if (field !== undefined) errors[field] ??= issueText(field, issue, i18n);
  }
  return { ok: false, errors };
}

function issueText(field: DeclareField, issue: z.core.$ZodIssue, i18n: I18n): string {
  const words = i18n.t.plan.errors;
  if (field === 'agent') return i18n.t.cases.declare.agentMissing;
  if (issue.code === 'too_big') return words.tooLong(i18n.f.number(Number(issue.maximum)));
  return issue.code === 'custom' ? words.character : words.required;
}
