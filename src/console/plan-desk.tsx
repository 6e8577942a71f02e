import type { Permission } from '../access/roles.ts';
import type { PlanContext, PlanDecision } from '../plans/change.ts';
import type { Plan } from '../plans/plan.ts';
import type { Refusal, Result } from '../platform/refusal.ts';
import {
  audience,
  type ConsoleContext,
  type Desk,
  formOf,
  frameOf,
  isFragment,
  sayOf,
  whyNotAllowed,
} from './context.ts';
import { goneText, outOfBand, type Topic } from './live.ts';
import type { Part } from './part.ts';
import { PlanPage, planParts } from './plan.page.tsx';
import type { Editing, PartName } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import { readPartForm } from './plan-form-read.ts';
import { formValues, seenOf } from './plan-forms.ts';
import { type PlanView, planView } from './plan-view.ts';
import { RefusalMessage } from './refusal.page.tsx';
import type { Say } from './texts.ts';

type Decide = (plan: Plan, ctx: PlanContext) => PlanDecision;

/** How the plan's page is drawn, in whole and in pieces, and how its commands are answered. */
export function createPlanDesk(desk: Desk) {
  const { ports, reads, live } = desk;

  const sayFor = (c: ConsoleContext, plan: Plan): Say => sayOf(c, ports.ruleSet(), plan.timezone);

  const viewOf = async (c: ConsoleContext, plan: Plan, editing?: Editing): Promise<PlanView> =>
    planView(await reads.planSources(plan), viewerOf(c), editing);

  const topicOf = (c: ConsoleContext, plan: Plan): Topic => {
    const say = sayFor(c, plan);
    const viewer = viewerOf(c);
    return {
      name: `plan ${plan.number}|${audience(c)}`,
      draw: async () => {
        const now = await reads.plan(plan.number);
        return now === undefined ? [] : planParts(planView(await reads.planSources(now), viewer), say);
      },
    };
  };

  /** The whole page, with a form open or not. */
  const page = async (
    c: ConsoleContext,
    plan: Plan,
    editing?: Editing,
    status: 200 | 403 | 409 | 422 = 200,
  ) => {
    const say = sayFor(c, plan);
    const { after } = await live.current(topicOf(c, plan));
    const address = `/live/plans/${plan.number}?after=${after}`;
    const view = await viewOf(c, plan, editing);
    return c.html(<PlanPage frame={frameOf(c, desk, say)} view={view} live={address} />, status);
  };

  /** The piece that a part stands in: as it is read, or with its form. */
  const piece = async (
    c: ConsoleContext,
    plan: Plan,
    id: string,
    editing?: Editing,
  ): Promise<string | undefined> => {
    const view = await viewOf(c, plan, editing);
    return planParts(view, sayFor(c, plan)).find((part) => part.id === id)?.html;
  };

  /** Answers with a form: in its place for htmx, else with the page around it. */
  const form = async (
    c: ConsoleContext,
    plan: Plan,
    editing: Editing,
    status: 200 | 403 | 409 | 422 | 503,
  ) => {
    if (!isFragment(c)) return page(c, plan, editing, status === 503 ? 409 : status);
    return c.html(
      (await piece(c, plan, partId(editing.part), editing)) ?? '',
      status,
      retarget(c, editing.part),
    );
  };

  /** What a command has changed on the page that asked for it; without scripts, the page again. */
  const changed = async (c: ConsoleContext, before: readonly Part[], after: Plan, main?: string) => {
    live.poke();
    if (!isFragment(c)) return c.redirect(`/plans/${after.number}${main ? `#${main}` : ''}`, 303);
    const say = sayFor(c, after);
    const parts = planParts(await viewOf(c, after), say);
    const known = new Map(before.map((part) => [part.id, part.html]));
    const ids = new Set(parts.map((part) => part.id));
    const others = parts.filter((part) => part.id !== main && known.get(part.id) !== part.html);
    const gone = before.filter(({ id }) => !ids.has(id)).map(goneText);
    const own = parts.find((part) => part.id === main)?.html ?? '';
    return c.html(own + outOfBand(others, (part) => known.has(part.id)) + gone.join(''));
  };

  /** Says that a command was refused, without touching anything else on the page. */
  const refusedNote = (c: ConsoleContext, plan: Plan, refusal: Refusal) => {
    const say = sayFor(c, plan);
    const people = ports.ruleSet().people;
    return c.html(
      <div id="plan-said" class="toast" hx-swap-oob="true">
        <RefusalMessage refusal={refusal} say={say} plan={plan} people={people} />
      </div>,
      statusOf(refusal),
    );
  };

  /** Carries out a command that needs no form: signing, ticking, a status. */
  const command = async (c: ConsoleContext, permission: Permission, decide: Decide, main?: string) => {
    const plan = await reads.plan(Number(c.req.param('number')));
    if (plan === undefined) return c.notFound();
    const before = (await live.current(topicOf(c, plan))).parts;
    const refusal = whyNotAllowed(c, permission);
    const result = refusal
      ? { ok: false as const, refusal }
      : await ports.commands.commandPlan(plan.number, decide, c.get('caller'));
    if (result.ok) return changed(c, before, result.value, main);
    if (isFragment(c)) return refusedNote(c, plan, result.refusal);
    return page(c, plan, undefined, result.refusal.kind === 'forbidden' ? 403 : 409);
  };

  /** Saves a form, or gives it back with everything typed and what is wrong with it. */
  const save = async (c: ConsoleContext, part: PartName) => {
    const values = await formOf(c);
    const plan = await reads.plan(Number(c.req.param('number')));
    if (plan === undefined) return c.notFound();
    const before = (await live.current(topicOf(c, plan))).parts;
    const refusal = whyNotAllowed(c, part.startsWith('risk/') ? 'plans.sign_as_approver' : 'plans.edit');
    if (refusal) return form(c, plan, { part, values, errors: {}, refusal }, 403);
    const say = sayFor(c, plan);
    const read = readPartForm(part, values, plan, ports.ruleSet(), say);
    if (!read.ok) return form(c, plan, { part, values, errors: read.errors }, 422);
    const result = await applyUntouched(part, values['seen'] ?? '', plan, read.decide, c);
    if (result.kind === 'saved') return changed(c, before, result.plan, partId(part));
    if (result.kind === 'touched') {
      const theirs = formValues(result.plan, part, ports.ruleSet(), say) ?? {};
      return form(c, result.plan, { part, values, errors: {}, theirs }, 409);
    }
    return form(c, plan, { part, values, errors: {}, refusal: result.refusal }, statusOf(result.refusal));
  };

  /**
   * Applies a decision unless its part was changed since the form was opened. That the plan has moved on elsewhere is no
   * reason to refuse; when it moves on right now, it is looked at once more.
   */
  async function applyUntouched(
    part: PartName,
    seen: string,
    first: Plan,
    decide: Decide,
    c: ConsoleContext,
  ): Promise<Applied> {
    let plan = first;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (seenOf(plan, part) !== seen) return { kind: 'touched', plan };
      const result: Result<Plan> = await ports.commands.commandPlan(
        plan.number,
        decide,
        c.get('caller'),
        plan.version,
      );
      if (result.ok) return { kind: 'saved', plan: result.value };
      if (result.refusal.code !== 'plan_changed') return { kind: 'refused', refusal: result.refusal };
      plan = (await reads.plan(plan.number)) ?? plan;
    }
    return { kind: 'touched', plan };
  }

  return { page, piece, form, command, save, topicOf, sayFor };
}

type Applied =
  | { readonly kind: 'saved'; readonly plan: Plan }
  | { readonly kind: 'touched'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

function viewerOf(c: ConsoleContext) {
  const { role, person } = c.get('caller');
  return { role, ...(person === undefined ? {} : { person }) };
}

/** A question that a click brought up stands elsewhere than where the click was aimed at. */
function retarget(c: ConsoleContext, part: PartName): Record<string, string> {
  const id = `#${partId(part)}`;
  return c.req.header('hx-target') === partId(part) ? {} : { 'HX-Retarget': id, 'HX-Reswap': 'outerHTML' };
}

function statusOf(refusal: Refusal): 403 | 409 | 422 | 503 {
  switch (refusal.kind) {
    case 'forbidden':
      return 403;
    case 'invalid':
      return 422;
    case 'unavailable':
      return 503;
    case 'conflict':
    case 'not_found':
      return 409;
    default:
      return refusal.kind satisfies never;
  }
}
