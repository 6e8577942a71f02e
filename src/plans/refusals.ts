import { noSuch, noSuchText } from '../platform/no-such.ts';
import { type FieldError, type Refusal, refused } from '../platform/refusal.ts';
import type { Person } from '../rules/ruleset.ts';
import type { Action, Plan } from './plan.ts';

/** Why a plan refuses a command: stable, in the dictionaries of both languages, each with its usual kind. */
export const planRefusals = {
  plan_closed: 'conflict',
  plan_changed: 'conflict',
  plan_not_draft: 'conflict',
  plan_not_active: 'conflict',
  plan_not_closed: 'conflict',
  nothing_learnt: 'conflict',
  plan_incomplete: 'invalid',
  activation_blocked: 'conflict',
  closure_blocked: 'conflict',
  unknown_action: 'not_found',
  unknown_improvement: 'not_found',
  unknown_task: 'not_found',
  unknown_risk: 'not_found',
  not_an_audit: 'invalid',
  empty_audit: 'invalid',
  not_utf8: 'invalid',
  audit_too_large: 'invalid',
  audit_too_hard: 'invalid',
  unknown_criterion: 'not_found',
  unknown_priority: 'invalid',
  unknown_checklist: 'not_found',
  too_many_cases: 'invalid',
  not_a_table: 'invalid',
  nothing_wrong: 'conflict',
  no_incident: 'conflict',
  no_replay: 'conflict',
  no_cases: 'conflict',
  replay_running: 'conflict',
  unknown_person: 'invalid',
  text_missing: 'invalid',
  due_before_start: 'invalid',
  date_in_the_future: 'invalid',
  date_in_the_past: 'invalid',
  review_before_plan: 'invalid',
  review_undecided: 'conflict',
  link_not_http: 'invalid',
  task_too_late: 'forbidden',
  not_an_attestation: 'conflict',
  already_attested: 'conflict',
  risk_already_accepted: 'conflict',
  person_required: 'forbidden',
  not_the_owner: 'forbidden',
  not_an_approver: 'forbidden',
  two_people_needed: 'forbidden',
  already_signed: 'conflict',
  invalid_body: 'invalid',
} as const satisfies Readonly<Record<string, Refusal['kind']>>;
export type PlanRefusal = keyof typeof planRefusals;

/** A decision that is a refusal. */
export type Refused = ReturnType<typeof refused>;

/** A refusal of a plan's command. */
export function refuse(
  code: PlanRefusal,
  detail: string,
  more: Partial<Pick<Refusal, 'kind' | 'missing' | 'facts' | 'errors'>> = {},
): Refused {
  return refused({ kind: planRefusals[code], code, detail, ...more });
}

/** That fields of a command cannot be understood, one entry each. */
export function invalidFields(errors: readonly FieldError[]): Refused {
  const detail = 'Some fields of the body are not valid; see errors.';
  return refused({ kind: 'invalid', code: 'invalid_body' satisfies PlanRefusal, detail, errors });
}

/** The action, or why there is none. */
export function findAction(plan: Plan, id: string): Action | Refused {
  return plan.actions.find((action) => action.id === id) ?? refused(noSuch('action', id));
}

/** The first of these that is nobody of people.yaml, as a refusal. `null` and absent ids pass. */
export function unknownPerson(
  people: ReadonlyMap<string, Person>,
  ids: readonly (string | null | undefined)[],
): Refused | undefined {
  const unknown = ids.find((id) => id !== undefined && id !== null && !people.has(id));
  if (unknown === undefined || unknown === null) return undefined;
  return refuse('unknown_person', noSuchText('person', unknown));
}

/** Why a text is no link, if so. */
export function notALink(link: string | null | undefined): Refused | undefined {
  if (link === undefined || link === null || /^https?:\/\/\S+$/.test(link)) return undefined;
  return refuse('link_not_http', 'The link must begin with http:// or https://.');
}

/** The first of these fields that was given but says nothing, as a refusal. */
export function blankText(fields: Readonly<Record<string, string | null | undefined>>): Refused | undefined {
  const blank = Object.entries(fields).find(([, text]) => typeof text === 'string' && text.trim() === '');
  return blank && refuse('text_missing', `${blank[0]} must not be empty.`);
}
