import { Hono } from 'hono';
import { readCaseBytes } from '../../../plans/cases/intake/bytes.ts';
import type { CasePorts } from '../../../plans/cases/routes.ts';
import { PlanCommand } from '../../../plans/commands/command.ts';
import { Name } from '../../../plans/commands/fields.ts';
import type { Action, Plan } from '../../../plans/plan.ts';
import { invalidFields } from '../../../plans/refusals.ts';
import { fieldErrors } from '../../../platform/http/field-errors.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import { type ConsoleEnv, formOf, isFragment, numberOf } from '../../shell/context.ts';
import { missingPage } from '../../shell/missing.page.tsx';
import {
  aboutPlan,
  answerChanged,
  answerRefused,
  type PlanPorts,
  type PlanRequest,
  planTopic,
  statusOf,
} from '../plan-answers.tsx';
import { planView } from '../plan-view.ts';
import { CasesPage } from './case-list.page.tsx';
import { type CasesView, pageSize } from './cases-view.ts';
import { casesAddress } from './replay-summary.page.tsx';

type Ports = PlanPorts & Pick<CasePorts, 'wrongCases' | 'replayOf'>;

/** A request about the cases of an action. */
type At = PlanRequest & { readonly ports: Ports; readonly action: Action };
type Told = Pick<CasesView, 'said' | 'refusal' | 'pasted'>;

const path = '/plans/:number{[1-9][0-9]{0,8}}/actions/:id';

/** The cases of an action: their page, what is noted there, and the replay. */
export function caseRoutes(ports: Ports): Hono<ConsoleEnv> {
  const about = (answer: (at: At) => Response | Promise<Response>) =>
    aboutPlan(
      ports,
      (at) => {
        const action = actionIn(at.plan, at.c.req.param('id'));
        return action === undefined ? missingPage(at.c, ports) : answer({ ...at, ports, action });
      },
      (c) => missingPage(c, ports),
    );
  return new Hono<ConsoleEnv>()
    .get(
      `${path}/cases`,
      about((at) => answerCases(at, at.c.req.query('list'), numberOf(at.c.req.query('page')) ?? 1)),
    )
    .post(`${path}/cases/note`, about(note))
    .post(`${path}/cases/add`, about(add))
    .post(`${path}/cases/fill`, about(fill))
    .post(`${path}/replay`, about(replayNow));
}

function actionIn({ actions }: Plan, id: string | undefined): Action | undefined {
  return actions.find((one) => one.id === id);
}

async function answerCases(
  { c, ports, plan, action, i18n }: At,
  wanted: string | undefined,
  asked: number,
  told: Told = {},
): Promise<Response> {
  const { checklists } = action;
  const name = Name.safeParse(wanted).data ?? checklists[0]?.id ?? i18n.t.plan.cases.add.newList;
  const list = checklists.find(({ id }) => id === name) ?? { id: name, items: [] };
  const page = Math.min(asked, Math.max(1, Math.ceil(list.items.length / pageSize)));
  const sources = await ports.planSources(plan);
  const view = planView(sources, c.get('caller'));
  const { questions: answers } = await ports.replayOf(plan, action);
  const standing = sources.replays?.get(action.id);
  const cases = { view, action, list, page, standing, answers, ...told };
  const status = told.refusal === undefined ? 200 : statusOf(told.refusal);
  return c.html(<CasesPage frame={ports.frame(c, i18n)} cases={cases} />, status);
}

/** Notes how far a case is, and shows the page again where it was. */
async function note(at: At): Promise<Response> {
  const { c, ports, plan, action } = at;
  const { list = '', item, page, state, channel = '', result = '' } = await formOf(c);
  const parsed = PlanCommand.safeParse({
    ...{ kind: 'noteCase', plan: plan.number, action: action.id, checklist: list, item: Number(item), state },
    ...{ channel: channel.trim() || null, result: result.trim() || null },
  });
  const shown = numberOf(page) ?? 1;
  const refused = (refusal: Refusal) => answerCases(at, list, shown, { refusal });
  if (!parsed.success) return refused(invalidFields(fieldErrors('form', parsed.error.issues)).refusal);
  const noted = await ports.toPlan(parsed.data, c.get('caller'));
  if (!noted.ok) return refused(noted.refusal);
  ports.live.poke();
  return c.redirect(`${casesAddress(plan.number, action.id, list, shown)}#case-${Number(item)}`, 303);
}

/** Adds the cases of a file, or those that were pasted. */
async function add(at: At): Promise<Response> {
  const { c, i18n } = at;
  const { file, text, list: named } = await c.req.parseBody();
  const [pasted, list] = [
    typeof text === 'string' ? text : '',
    typeof named === 'string' ? named.trim() : '',
  ];
  const bytes =
    file instanceof File && file.size > 0 ? await file.arrayBuffer() : new TextEncoder().encode(pasted);
  const read = readCaseBytes(new Uint8Array(bytes));
  if (!read.ok) return answerCases(at, list, 1, { refusal: read.refusal, pasted });
  const { cases, ignored } = read.value;
  const words = i18n.t.plan.cases;
  return addAll(at, list, cases, ignored.length === 0 ? [] : [words.ignored(ignored.join(', '))], pasted);
}

/** Adds the interactions that were wrong while the incident lasted. */
async function fill(at: At): Promise<Response> {
  const { c, ports, plan, i18n } = at;
  const { list = '' } = await formOf(c);
  const wrong = await ports.wrongCases(plan);
  if (!wrong.ok) return answerCases(at, list, 1, { refusal: wrong.refusal });
  const { cases, left } = wrong.value;
  return addAll(at, list, cases, left === 0 ? [] : [i18n.t.plan.cases.left(left)]);
}

async function addAll(
  at: At,
  list: string,
  cases: readonly object[],
  more: readonly string[],
  pasted = '',
): Promise<Response> {
  const { c, ports, plan, action, i18n } = at;
  const order = { kind: 'addCases', plan: plan.number, action: action.id, checklist: list, cases };
  const parsed = PlanCommand.safeParse(order);
  if (!parsed.success) {
    const { refusal } = invalidFields(fieldErrors('form', parsed.error.issues));
    return answerCases(at, undefined, 1, { refusal, pasted });
  }
  const added = await ports.toPlan(parsed.data, c.get('caller'));
  if (!added.ok) return answerCases(at, list, 1, { refusal: added.refusal, pasted });
  ports.live.poke();
  const after = actionIn(added.value, action.id) ?? action;
  const count = (of: Action) => of.checklists.find(({ id }) => id === list)?.items.length ?? 0;
  const fresh = count(after) - count(action);
  const said = [i18n.t.plan.cases.added(fresh, cases.length - fresh), ...more];
  return answerCases({ ...at, plan: added.value, action: after }, list, 1, { said });
}

/** Has all cases asked again; the page that asked for it says so. */
async function replayNow(at: At): Promise<Response> {
  const { c, ports, plan, action } = at;
  const { list } = await formOf(c);
  const isHere = list !== undefined && !isFragment(c);
  const before = isHere ? [] : (await ports.live.current(planTopic(at))).parts;
  const order = { kind: 'replayAction', plan: plan.number, action: action.id } as const;
  const begun = await ports.toReplay(order, c.get('caller'));
  if (!begun.ok)
    return isHere ? answerCases(at, list, 1, { refusal: begun.refusal }) : answerRefused(at, begun.refusal);
  ports.live.poke();
  if (isHere) return answerCases(at, list, 1, { said: [at.i18n.t.plan.cases.replay.begun] });
  return answerChanged(at, before);
}
