import type { Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { goneText, outOfBand, type Topic } from '../live/live-channel.ts';
import { audience, type ConsoleContext, i18nOf, isFragment } from '../shell/context.ts';
import type { I18n } from '../words/texts.ts';
import { PlanPage, planParts } from './plan.page.tsx';
import type { Editing, PartName } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import type { PlanPorts } from './plan-ports.ts';
import { planView } from './plan-view.ts';

/** How requests about a plan are answered: with the page, with a piece of it, with what a command changed. */

type Status = 200 | 403 | 409 | 422 | 503;

/** The words of a plan's page: dates are those of its own zone. */
export function planI18n(c: ConsoleContext, ports: PlanPorts, plan: Plan): I18n {
  return i18nOf(c, ports.ruleSet(), plan.timezone);
}

/** The plan's live page, for whoever asks. */
export function planTopic(c: ConsoleContext, ports: PlanPorts, plan: Plan): Topic {
  const i18n = planI18n(c, ports, plan);
  const viewer = viewerOf(c);
  return {
    name: `plan ${plan.number}|${audience(c)}`,
    draw: async () => {
      const now = await ports.plan(plan.number);
      return now === undefined ? [] : planParts(planView(await ports.planSources(now), viewer), i18n);
    },
  };
}

/** The whole page, with a form open or not. */
export async function answerPage(
  c: ConsoleContext,
  ports: PlanPorts,
  plan: Plan,
  editing?: Editing,
  status: Status = 200,
): Promise<Response> {
  const { after } = await ports.live.current(planTopic(c, ports, plan));
  const view = planView(await ports.planSources(plan), viewerOf(c), editing);
  const frame = ports.frame(c, planI18n(c, ports, plan));
  const live = `/live/plans/${plan.number}?after=${after}`;
  return c.html(<PlanPage frame={frame} view={view} live={live} />, status);
}

/** The piece of the page with this id: as it is read, or with its form. */
export async function pieceOf(
  c: ConsoleContext,
  ports: PlanPorts,
  plan: Plan,
  id: string,
  editing?: Editing,
): Promise<string | undefined> {
  const view = planView(await ports.planSources(plan), viewerOf(c), editing);
  return planParts(view, planI18n(c, ports, plan)).find((part) => part.id === id)?.html;
}

/** A form in its place for htmx, else with the page around it. */
export async function answerForm(
  c: ConsoleContext,
  ports: PlanPorts,
  plan: Plan,
  editing: Editing,
  status: Status,
): Promise<Response> {
  if (!isFragment(c)) return answerPage(c, ports, plan, editing, status);
  const html = await pieceOf(c, ports, plan, partId(editing.part), editing);
  return c.html(html ?? '', status, retarget(c, editing.part));
}

/** The parts of the page that a command has changed; without scripts, the page again. */
export async function answerChanged(
  c: ConsoleContext,
  ports: PlanPorts,
  change: { readonly before: readonly Part[]; readonly after: Plan; readonly main?: string | undefined },
): Promise<Response> {
  const { before, after, main } = change;
  ports.live.poke();
  if (!isFragment(c)) return c.redirect(`/plans/${after.number}${main ? `#${main}` : ''}`, 303);
  const view = planView(await ports.planSources(after), viewerOf(c));
  const parts = planParts(view, planI18n(c, ports, after));
  const known = new Map(before.map((part) => [part.id, part.html]));
  const ids = new Set(parts.map((part) => part.id));
  const others = parts.filter((part) => part.id !== main && known.get(part.id) !== part.html);
  const gone = before.filter(({ id }) => !ids.has(id)).map(goneText);
  const own = parts.find((part) => part.id === main)?.html ?? '';
  return c.html(own + outOfBand(others, (part) => known.has(part.id)) + gone.join(''));
}

/** Says that a command was refused, without touching anything else on the page. */
export function answerRefused(
  c: ConsoleContext,
  ports: PlanPorts,
  plan: Plan,
  refusal: Refusal,
): Response | Promise<Response> {
  if (!isFragment(c)) return answerPage(c, ports, plan, undefined, statusOf(refusal));
  const i18n = planI18n(c, ports, plan);
  return c.html(
    <div id="plan-said" class="toast" hx-swap-oob="true">
      <RefusalMessage refusal={refusal} i18n={i18n} plan={plan} people={ports.ruleSet().people} />
    </div>,
    statusOf(refusal),
  );
}

/** The HTTP status of a refusal that a page shows. */
export function statusOf(refusal: Refusal): Status {
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

function viewerOf(c: ConsoleContext) {
  const { role, person } = c.get('caller');
  return defined({ role, person });
}

/** A question that a click brought up stands elsewhere than where the click was aimed at. */
function retarget(c: ConsoleContext, part: PartName): Record<string, string> {
  const id = `#${partId(part)}`;
  return c.req.header('hx-target') === partId(part) ? {} : { 'HX-Retarget': id, 'HX-Reswap': 'outerHTML' };
}
