import { PlanCommand } from '../../plans/commands/command.ts';
import type { Plan } from '../../plans/plan.ts';
import { invalidFields, refuse } from '../../plans/refusals.ts';
import { fieldErrors } from '../../platform/http/field-errors.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { type ConsoleContext, formOf } from '../shell/context.ts';
import { answerChanged, answerForm, answerRefused, planI18n, planTopic, statusOf } from './plan-answers.tsx';
import type { PartName } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import { readPartForm } from './plan-form-read.ts';
import { formValues, seenOf } from './plan-forms.ts';
import type { PlanPorts } from './plan-ports.ts';

/** The plan that a request is about. */
export function planIn(c: ConsoleContext, ports: PlanPorts): Promise<Plan | undefined> {
  return ports.plan(Number(c.req.param('number')));
}

/** Carries out a command that needs no form: signing, ticking, a status. */
export async function commandPlan(
  c: ConsoleContext,
  ports: PlanPorts,
  command: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const plan = await planIn(c, ports);
  if (plan === undefined) return c.notFound();
  const before = (await ports.live.current(planTopic(c, ports, plan))).parts;
  const parsed = PlanCommand.safeParse({ ...command, plan: plan.number });
  if (!parsed.success) return answerRefused(c, ports, plan, whyUnreadable(parsed.error.issues));
  const result = await ports.toPlan(parsed.data, c.get('caller'));
  if (!result.ok) return answerRefused(c, ports, plan, result.refusal);
  return answerChanged(c, ports, { before, after: result.value });
}

/** Of what one click sends, people type a link alone. */
function whyUnreadable(issues: Parameters<typeof fieldErrors>[1]): Refusal {
  const [first] = issues;
  return first?.path[0] === 'link'
    ? refuse('invalid', 'link_not_http', first.message).refusal
    : invalidFields(fieldErrors('form', issues)).refusal;
}

/** Saves a form, or gives it back with everything typed and what is wrong with it. */
export async function savePart(c: ConsoleContext, ports: PlanPorts, part: PartName): Promise<Response> {
  const values = await formOf(c);
  const plan = await planIn(c, ports);
  if (plan === undefined) return c.notFound();
  const before = (await ports.live.current(planTopic(c, ports, plan))).parts;
  const i18n = planI18n(c, ports, plan);
  const set = ports.ruleSet();
  const read = readPartForm(part, values, plan, set, i18n);
  if (!read.ok) return answerForm(c, ports, plan, { part, values, errors: read.errors }, 422);
  const applied = await applyUntouched(c, ports, {
    part,
    seen: values['seen'] ?? '',
    plan,
    command: read.command,
  });
  switch (applied.kind) {
    case 'saved':
      return answerChanged(c, ports, { before, after: applied.plan, main: partId(part) });
    case 'touched': {
      const theirs = formValues(applied.plan, part, set, i18n) ?? {};
      return answerForm(c, ports, applied.plan, { part, values, errors: {}, theirs }, 409);
    }
    case 'refused': {
      const editing = { part, values, errors: {}, refusal: applied.refusal };
      return answerForm(c, ports, plan, editing, statusOf(applied.refusal));
    }
    default:
      return applied satisfies never;
  }
}

type Edit = {
  readonly part: PartName;
  /** The digest of the part when its form was opened (`seenOf`). */
  readonly seen: string;
  readonly plan: Plan;
  readonly command: PlanCommand;
};

type Applied =
  | { readonly kind: 'saved'; readonly plan: Plan }
  /** Somebody else has changed the same part meanwhile. */
  | { readonly kind: 'touched'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Applies an edit unless its part was changed since the form was opened. That the plan has moved on elsewhere
 * is no reason to refuse; when it moves on right now, it is looked at again.
 */
async function applyUntouched(c: ConsoleContext, ports: PlanPorts, edit: Edit): Promise<Applied> {
  const { part, seen, command } = edit;
  let { plan } = edit;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (seenOf(plan, part) !== seen) return { kind: 'touched', plan };
    const { number, version } = plan;
    const result = await ports.toPlan({ ...command, version }, c.get('caller'));
    if (result.ok) return { kind: 'saved', plan: result.value };
    if (result.refusal.code !== 'plan_changed') return { kind: 'refused', refusal: result.refusal };
    plan = (await ports.plan(number)) ?? plan;
  }
  return { kind: 'touched', plan };
}
