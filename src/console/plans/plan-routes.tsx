import { Hono } from 'hono';
import { may } from '../../access/roles.ts';
import type { PlanQuery } from '../../plans/http/ports.ts';
import { planStates } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { isFound, wordsOf } from '../components/search.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, isFragment, numberOf } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import {
  aboutPlan,
  answerForm,
  answerPage,
  type PlanPorts,
  type PlanRequest,
  pieceOf,
  planTopic,
} from './plan-answers.tsx';
import { savePart } from './plan-commands.ts';
import type { Editing, PartName } from './plan-editing.ts';
import { formValues } from './plan-forms.ts';
import { PlanListPage } from './plan-list.page.tsx';

const pageSize = 30;
const longestSearch = 100;
const parts =
  /^(?:head|context|cause|objective|indicators|priorities|closing|log|sign\/(?:owner|approver)|(?:action|improvement|blocked|risk|task|hazard)\/[\w-]{1,40})$/;

/** The plans of the agents whose id or name is searched for, and the one with that number. */
function amongOf(search: string, { agents }: RuleSet): PlanQuery['among'] {
  const found = [...agents.values()].filter(({ agent, name }) => isFound(search, wordsOf([agent, name])));
  return { agents: found.map(({ agent }) => agent), number: numberOf(search.trim()) };
}

/** Whether a path or a query names a kind of part that there is. */
function isPart(text: string | undefined): text is PartName {
  return text !== undefined && parts.test(text);
}

/** Plans: the list, the page and its forms. */
export function planRoutes(ports: PlanPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/plans', (c) => planList(c, ports))
    .get(
      '/plans/:number{[1-9][0-9]{0,8}}',
      aboutPlan(
        ports,
        (at) => answerPage(at, opened(at, at.c.req.query('edit'))),
        (c) => missingPage(c, ports),
      ),
    )
    .get(
      '/live/plans/:number{[1-9][0-9]{0,8}}',
      aboutPlan(
        ports,
        (at) => ports.live.open(at.c, planTopic(at)),
        (c) => c.body(null, 204),
      ),
    )
    .get(
      '/plans/:number{[1-9][0-9]{0,8}}/part/:id',
      aboutPlan(ports, async (at) => {
        const html = await pieceOf(at, at.c.req.param('id') ?? '');
        return html === undefined ? at.c.notFound() : at.c.html(html);
      }),
    )
    .get(
      '/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}',
      aboutPlan(ports, (at) => {
        const { c, plan } = at;
        const editing = opened(at, c.req.param('part'));
        if (!editing) return c.notFound();
        if (isFragment(c)) return answerForm(at, editing, 200);
        return c.redirect(`/plans/${plan.number}?edit=${encodeURIComponent(editing.part)}`);
      }),
    )
    .post(
      '/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}',
      aboutPlan(ports, (at) => {
        const part = at.c.req.param('part');
        return isPart(part) ? savePart(at, part) : at.c.notFound();
      }),
    );
}

/** The list, of those that the address asks for. */
async function planList(c: ConsoleContext, ports: PlanPorts): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set);
  const state = planStates.find((one) => one === c.req.query('state'));
  const before = numberOf(c.req.query('before'));
  const search = (c.req.query('q') ?? '').slice(0, longestSearch);
  const among = search.trim() === '' ? undefined : amongOf(search, set);
  const found = await ports.plans({ limit: pageSize, ...defined({ state, before, among }) });
  const view = {
    ...found,
    search,
    state: state ?? ('all' as const),
    set,
    now: ports.now(),
    mayBegin: may(c.get('caller').role, 'plans.edit'),
  };
  return c.html(<PlanListPage frame={ports.frame(c, i18n)} view={view} />);
}

/** The form of a part as it is opened, if the plan has that part. */
function opened({ ports, plan, i18n }: PlanRequest, part: string | undefined): Editing | undefined {
  const values = isPart(part) ? formValues(plan, part, ports.ruleSet(), i18n) : undefined;
  return isPart(part) && values ? { part, values, errors: {} } : undefined;
}
