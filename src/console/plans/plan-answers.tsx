import type { Plan } from '../../plans/plan.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import type { Proving } from '../access/confirm.ts';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { LiveHub } from '../live/live.ts';
import { goneText, outOfBand, type Part, type Topic } from '../live/live-channel.ts';
import type { ConsolePorts } from '../ports.ts';
import { audience, type ConsoleContext, i18nOf, isFragment, type Shell } from '../shell/context.ts';
import type { I18n } from '../words/texts.ts';
import { PlanPage, planParts } from './plan.page.tsx';
import type { Editing } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import type { PlanReads } from './plan-reads.ts';
import { planView } from './plan-view.ts';

/** How requests about a plan are answered: with the page, with a piece of it, with what a command changed. */

/** The reads and the one command behind the pages about plans. */
export type PlanPorts = Shell &
  Proving &
  Pick<PlanReads, 'plans' | 'plan' | 'planSources'> &
  Pick<Dispatch, 'toPlan' | 'toReplay'> &
  Pick<ConsolePorts, 'now'> & {
    readonly live: LiveHub;
    readonly openIssue: ConsolePorts['issues']['open'];
  };

/** A request with the plan that it is about, and the words of its page: dates are those of its own zone. */
export type PlanRequest = {
  readonly c: ConsoleContext;
  readonly ports: PlanPorts;
  readonly plan: Plan;
  readonly i18n: I18n;
};

/** Answers a request about the plan in its path; nothing is at the address of one that is not there. */
export function aboutPlan(
  ports: PlanPorts,
  answer: (at: PlanRequest) => Response | Promise<Response>,
  missing: (c: ConsoleContext) => Response | Promise<Response> = (c) => c.notFound(),
) {
  return async (c: ConsoleContext): Promise<Response> => {
    const plan = await ports.plan(Number(c.req.param('number')));
    if (plan === undefined) return missing(c);
    return answer({ c, ports, plan, i18n: i18nOf(c, ports.ruleSet(), plan.timezone) });
  };
}

type Status = 200 | 403 | 409 | 413 | 422 | 503;

/** The plan's live page, for whoever asks. */
export function planTopic({ c, ports, plan: { number }, i18n }: PlanRequest): Topic {
  const viewer = c.get('caller');
  return {
    name: `plan ${number}|${audience(c)}`,
    draw: async () => {
      const plan = await ports.plan(number);
      return plan === undefined ? [] : planParts(planView(await ports.planSources(plan), viewer), i18n);
    },
  };
}

async function viewOf({ c, ports, plan }: PlanRequest, editing?: Editing) {
  return planView(await ports.planSources(plan), c.get('caller'), editing);
}

/** The whole page, with a form open or not. */
export async function answerPage(
  at: PlanRequest,
  editing?: Editing,
  status: Status = 200,
  refusal?: Refusal,
): Promise<Response> {
  const { c, ports, plan, i18n } = at;
  const { after } = await ports.live.current(planTopic(at));
  const view = await viewOf(at, editing);
  const live = `/live/plans/${plan.number}?after=${after}`;
  return c.html(<PlanPage frame={ports.frame(c, i18n)} view={view} live={live} refusal={refusal} />, status);
}

/** The piece of the page with this id: as it is read, or with its form. */
export async function pieceOf(at: PlanRequest, id: string, editing?: Editing): Promise<string | undefined> {
  return planParts(await viewOf(at, editing), at.i18n).find((part) => part.id === id)?.html;
}

/** A form in its place for htmx, else with the page around it. */
export async function answerForm(at: PlanRequest, editing: Editing, status: Status): Promise<Response> {
  const { c } = at;
  if (!isFragment(c)) return answerPage(at, editing, status);
  const id = partId(editing.part);
  const html = await pieceOf(at, id, editing);
  // A question that a click brought up stands elsewhere than where the click was aimed at.
  const inPlace = c.req.header('hx-target') === id;
  return c.html(html ?? '', status, inPlace ? {} : { 'HX-Retarget': `#${id}`, 'HX-Reswap': 'outerHTML' });
}

/** The parts of the page that a command has changed; without scripts, the page again. */
export async function answerChanged(
  at: PlanRequest,
  before: readonly Part[],
  main?: string,
): Promise<Response> {
  const { c, ports, plan, i18n } = at;
  ports.live.poke();
  if (!isFragment(c)) return c.redirect(`/plans/${plan.number}${main ? `#${main}` : ''}`, 303);
  const parts = planParts(await viewOf(at), i18n);
  const known = new Map(before.map((part) => [part.id, part.html]));
  const ids = new Set(parts.map((part) => part.id));
  const others = parts.filter((part) => part.id !== main && known.get(part.id) !== part.html);
  const gone = before.filter(({ id }) => !ids.has(id)).map(goneText);
  const own = parts.find((part) => part.id === main)?.html ?? '';
  // What was refused before is over.
  const said = '<div id="plan-said" hx-swap-oob="true"></div>';
  return c.html(own + outOfBand(others, (part) => known.has(part.id)) + gone.join('') + said);
}

/** Says that a command was refused, without touching anything else on the page. */
export function answerRefused(at: PlanRequest, refusal: Refusal): Response | Promise<Response> {
  const { c, ports, i18n } = at;
  if (!isFragment(c)) return answerPage(at, undefined, statusOf(refusal), refusal);
  return c.html(
    <div id="plan-said" class="toast" hx-swap-oob="true">
      <RefusalMessage refusal={refusal} set={ports.ruleSet()} i18n={i18n} focus={false} />
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
    case 'too_large':
      return 413;
    case 'unavailable':
      return 503;
    case 'conflict':
    case 'not_found':
      return 409;
    default:
      return refusal.kind satisfies never;
  }
}
