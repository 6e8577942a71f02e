import { Hono } from 'hono';
import { planStates } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import { type ConsoleEnv, i18nOf, isFragment } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { answerForm, answerPage, pieceOf, planI18n, planTopic } from './plan-answers.tsx';
import { planIn, savePart } from './plan-commands.ts';
import type { PartName } from './plan-editing.ts';
import { formValues } from './plan-forms.ts';
import { PlanListPage } from './plan-list.page.tsx';
import type { PlanPorts } from './plan-ports.ts';

const pageSize = 30;
const parts =
  /^(?:head|context|cause|objective|indicators|closing|review|log|(?:action|improvement|blocked|risk)\/[\w-]{1,40})$/;

/** The part a path or a query names, if there is such a kind of part. */
function partOf(text: string | undefined): PartName | undefined {
  return text !== undefined && isPart(text) ? text : undefined;
}

function isPart(text: string): text is PartName {
  return parts.test(text);
}

/** Plans: the list, the page and its forms. */
export function planRoutes(ports: PlanPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/plans', async (c) => {
      const set = ports.ruleSet();
      const i18n = i18nOf(c, set);
      const state = planStates.find((one) => one === c.req.query('state'));
      const before = Number(c.req.query('before')?.slice(0, 9) ?? '');
      const found = await ports.plans({
        limit: pageSize,
        ...defined({ state, before: Number.isInteger(before) && before > 0 ? before : undefined }),
      });
      const view = { ...found, state: state ?? ('all' as const), set, now: ports.now() };
      return c.html(<PlanListPage frame={ports.frame(c, i18n)} view={view} />);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}', async (c) => {
      const plan = await planIn(c, ports);
      if (plan === undefined) return missingPage(c, ports);
      const part = partOf(c.req.query('edit'));
      const values = part && formValues(plan, part, ports.ruleSet(), planI18n(c, ports, plan));
      return answerPage(c, ports, plan, part && values ? { part, values, errors: {} } : undefined);
    })
    .get('/live/plans/:number{[1-9][0-9]{0,8}}', async (c) => {
      const plan = await planIn(c, ports);
      if (plan === undefined) return c.body(null, 204);
      const after = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
      return ports.live.open(c, planTopic(c, ports, plan), after);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}/part/:id', async (c) => {
      const plan = await planIn(c, ports);
      const html = plan && (await pieceOf(c, ports, plan, c.req.param('id')));
      return html === undefined ? c.notFound() : c.html(html);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}', async (c) => {
      const plan = await planIn(c, ports);
      const part = partOf(c.req.param('part'));
      const values = plan && part && formValues(plan, part, ports.ruleSet(), planI18n(c, ports, plan));
      if (!plan || !part || !values) return c.notFound();
      if (!isFragment(c)) return c.redirect(`/plans/${plan.number}?edit=${encodeURIComponent(part)}`);
      return answerForm(c, ports, plan, { part, values, errors: {} }, 200);
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}', (c) => {
      const part = partOf(c.req.param('part'));
      return part === undefined ? c.notFound() : savePart(c, ports, part);
    });
}
