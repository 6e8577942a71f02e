import { PlanCommand } from '../../plans/commands/command.ts';
import { invalidFields, refuse } from '../../plans/refusals.ts';
import { fieldErrors } from '../../platform/http/field-errors.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { formOf } from '../shell/context.ts';
import {
  answerChanged,
  answerForm,
  answerRefused,
  type PlanRequest,
  planTopic,
  statusOf,
} from './plan-answers.tsx';
import type { PartName } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import { readPartForm } from './plan-form-read.ts';
import { formValues, seenOf } from './plan-forms.ts';
import { isSigned, nameErrors } from './plan-signer.ts';

/** The JSON of a command, its plan left out: that is the one in the path. */
export type CommandJson = Readonly<Record<string, unknown>>;

/** Carries out a command that needs no form: ticking, a status, closing. */
export async function commandPlan(at: PlanRequest, command: CommandJson): Promise<Response> {
  const { c, ports, plan } = at;
  const before = (await ports.live.current(planTopic(at))).parts;
  const parsed = PlanCommand.safeParse({ ...command, plan: plan.number });
  if (!parsed.success) return answerRefused(at, whyUnreadable(parsed.error.issues));
  const result = await ports.toPlan(parsed.data, c.get('caller'));
  if (!result.ok) return answerRefused(at, result.refusal);
  return answerChanged({ ...at, plan: result.value }, before);
}

/** Of what one click sends, people type a link alone. */
function whyUnreadable(issues: Parameters<typeof fieldErrors>[1]): Refusal {
  const [first] = issues;
  return first?.path[0] === 'link'
    ? refuse('link_not_http', first.message).refusal
    : invalidFields(fieldErrors('form', issues)).refusal;
}

/**
 * Saves a form, or gives it back with everything typed and what is wrong with it, unless its part was changed
 * since it was opened. That the plan has moved on elsewhere is no reason to refuse; when it moves on right
 * now, it is looked at again.
 */
export async function savePart(at: PlanRequest, part: PartName): Promise<Response> {
  const { c, ports, i18n } = at;
  const values = await formOf(c);
  const before = (await ports.live.current(planTopic(at))).parts;
  const set = ports.ruleSet();
  const read = readPartForm(part, values, at.plan, set, i18n);
  const caller = isSigned(part) ? await ports.proved(c, values['key']) : c.get('caller');
  const errors = {
    ...nameErrors(part, values, c.get('caller'), set, i18n),
    ...(read.ok ? {} : read.errors),
    ...(typeof caller === 'string' && { key: i18n.t.signIn.confirm.why[caller] }),
  };
  if (!read.ok || typeof caller === 'string' || Object.keys(errors).length > 0)
    return answerForm(at, { part, values, errors }, 422);
  let { plan } = at;
  for (let attempt = 0; attempt < 5 && seenOf(plan, part) === values['seen']; attempt += 1) {
    const { number, version } = plan;
    const result = await ports.toPlan({ ...read.command, version }, caller);
    if (result.ok && isSigned(part)) await ports.signed(c);
    if (result.ok) return answerChanged({ ...at, plan: result.value }, before, partId(part));
    const { refusal } = result;
    if (refusal.code !== 'plan_changed')
      return answerForm(at, { part, values, errors: {}, refusal }, statusOf(refusal));
    plan = (await ports.plan(number)) ?? plan;
  }
  const theirs = formValues(plan, part, set, i18n) ?? {};
  return answerForm({ ...at, plan }, { part, values, errors: {}, theirs }, 409);
}
