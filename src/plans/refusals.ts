import { type FieldError, type Refusal, refused } from '../platform/refusal.ts';
import type { Person } from '../rules/ruleset.ts';
import type { Action, Plan } from './plan.ts';

/** Why a plan refuses a command: stable, in the dictionaries of both languages. */
export const planRefusals = [
  'plan_closed',
  'plan_changed',
  'plan_not_draft',
  'plan_not_active',
  'plan_not_closed',
  'plan_incomplete',
  'activation_blocked',
  'closure_blocked',
  'unknown_action',
  'unknown_improvement',
  'unknown_criterion',
  'unknown_checklist',
  'unknown_person',
  'text_missing',
  'due_before_start',
  'date_in_the_future',
  'date_in_the_past',
  'link_not_http',
  'not_an_attestation',
  'already_attested',
  'risk_already_accepted',
  'person_required',
  'not_the_owner',
  'not_an_approver',
  'two_people_needed',
  'already_signed',
  'invalid_body',
] as const;
export type PlanRefusal = (typeof planRefusals)[number];

/** A refusal of a plan's command: `kind` decides the HTTP status at the edge. */
export function refuse(
  kind: Refusal['kind'],
  code: PlanRefusal,
  detail: string,
  more: Pick<Refusal, 'missing' | 'facts'> = {},
): { readonly ok: false; readonly refusal: Refusal } {
  return refused({ kind, code, detail, ...more });
}

/** That fields of a command cannot be understood, one entry each. */
export function invalidFields(errors: readonly FieldError[]): ReturnType<typeof refuse> {
  const detail = 'Some fields of the body are not valid; see errors.';
  return refused({ kind: 'invalid', code: 'invalid_body' satisfies PlanRefusal, detail, errors });
}

/** The action, or why there is none. */
export function findAction(plan: Plan, id: string): Action | ReturnType<typeof refuse> {
  return (
    plan.actions.find((action) => action.id === id) ??
    refuse('not_found', 'unknown_action', `Plan ${plan.number} has no action ${id}.`)
  );
}

/** The first of these that is nobody of people.yaml, as a refusal. `null` and absent ids pass. */
export function unknownPerson(
  people: ReadonlyMap<string, Person>,
  ids: readonly (string | null | undefined)[],
): ReturnType<typeof refuse> | undefined {
  const unknown = ids.find((id) => id !== undefined && id !== null && !people.has(id));
  if (unknown === undefined || unknown === null) return undefined;
  return refuse('invalid', 'unknown_person', `There is no person ${JSON.stringify(unknown)} in people.yaml.`);
}

/** The first of these fields that was given but says nothing, as a refusal. */
export function blankText(
  fields: Readonly<Record<string, string | null | undefined>>,
): ReturnType<typeof refuse> | undefined {
  const blank = Object.entries(fields).find(([, text]) => typeof text === 'string' && text.trim() === '');
  return blank && refuse('invalid', 'text_missing', `${blank[0]} must not be empty.`);
}
