import { Hono } from 'hono';
import { editAction, removeAction } from '../plans/action.ts';
import { attestCriterion, setActionStatus, tickChecklistItem } from '../plans/action-progress.ts';
import { closePlan } from '../plans/closure.ts';
import { editImprovement, removeImprovement } from '../plans/improvement.ts';
import { signPlan } from '../plans/signature.ts';
import { PlanStateName } from '../plans/wire.ts';
import { Level, Status } from '../plans/wire-action.ts';
import {
  type ConsoleContext,
  type ConsoleEnv,
  type Desk,
  formOf,
  frameOf,
  isFragment,
  sayOf,
} from './context.ts';
import { missingPage } from './missing.page.tsx';
import { createPlanDesk } from './plan-desk.tsx';
import type { PartName } from './plan-editing.ts';
import { formValues } from './plan-forms.ts';
import { PlanListPage } from './plan-list.page.tsx';

const pageSize = 30;
const parts =
  /^(?:head|context|cause|objective|indicators|closing|review|log|(?:action|improvement|blocked|risk)\/[\w-]{1,40})$/;

/** The part a path or a query names, if there is such a kind of part. */
function partOf(text: string | undefined): PartName | undefined {
  return text !== undefined && parts.test(text) ? (text as PartName) : undefined;
}

/** Plans: the list, the page, its forms and its commands. */
export function planRoutes(desk: Desk): Hono<ConsoleEnv> {
  const plans = createPlanDesk(desk);
  const { ports, reads } = desk;
  const planOf = (c: ConsoleContext) => reads.plan(Number(c.req.param('number')));

  const router = new Hono<ConsoleEnv>()
    .get('/plans', async (c) => {
      const set = ports.ruleSet();
      const say = sayOf(c, set);
      const state = PlanStateName.options.find((one) => one === c.req.query('state'));
      const before = Number(c.req.query('before')?.slice(0, 9) ?? '');
      const found = await reads.plans({
        limit: pageSize,
        ...(state === undefined ? {} : { state }),
        ...(Number.isInteger(before) && before > 0 ? { before } : {}),
      });
      const view = { ...found, state: state ?? ('all' as const), set, now: ports.now() };
      return c.html(<PlanListPage frame={frameOf(c, desk, say)} view={view} />);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}', async (c) => {
      const plan = await planOf(c);
      if (plan === undefined) return missingPage(c, desk);
      const part = partOf(c.req.query('edit'));
      const values = part && formValues(plan, part, ports.ruleSet(), plans.sayFor(c, plan));
      return plans.page(c, plan, part && values ? { part, values, errors: {} } : undefined);
    })
    .get('/live/plans/:number{[1-9][0-9]{0,8}}', async (c) => {
      const plan = await planOf(c);
      if (plan === undefined) return c.body(null, 204);
      const after = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
      return desk.live.open(c, plans.topicOf(c, plan), after);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}/part/:id', async (c) => {
      const plan = await planOf(c);
      const html = plan && (await plans.piece(c, plan, c.req.param('id')));
      return html === undefined ? c.notFound() : c.html(html);
    })
    .get('/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}', async (c) => {
      const plan = await planOf(c);
      const part = partOf(c.req.param('part'));
      const values = plan && part && formValues(plan, part, ports.ruleSet(), plans.sayFor(c, plan));
      if (!plan || !part || !values) return c.notFound();
      if (!isFragment(c)) return c.redirect(`/plans/${plan.number}?edit=${encodeURIComponent(part)}`);
      return plans.form(c, plan, { part, values, errors: {} }, 200);
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/edit/:part{.+}', (c) => {
      const part = partOf(c.req.param('part'));
      return part === undefined ? c.notFound() : plans.save(c, part);
    });
  return addCommands(router, desk, plans);
}

function addCommands(
  router: Hono<ConsoleEnv>,
  desk: Desk,
  plans: ReturnType<typeof createPlanDesk>,
): Hono<ConsoleEnv> {
  const { reads } = desk;
  return router
    .post('/plans/:number{[1-9][0-9]{0,8}}/actions/:id/status', async (c) => {
      const action = c.req.param('id');
      const form = await formOf(c);
      const wanted = Status.options.find((one) => one === form['status']);
      if (wanted === undefined) return c.notFound();
      if (wanted === 'blocked') {
        const plan = await reads.plan(Number(c.req.param('number')));
        const part: PartName = `blocked/${action}`;
        if (plan === undefined) return c.notFound();
        return plans.form(c, plan, { part, values: { why: '' }, errors: {} }, 200);
      }
      return plans.command(c, 'plans.edit', (plan, ctx) =>
        setActionStatus(plan, { action, status: wanted }, ctx),
      );
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/actions/:id/tick', async (c) => {
      const { checklist = '', item, ticked } = await formOf(c);
      const tick = { action: c.req.param('id'), checklist, item: Number(item), ticked: ticked === 'true' };
      return plans.command(c, 'plans.edit', (plan, ctx) => tickChecklistItem(plan, tick, ctx));
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/improvements/:id/status', async (c) => {
      const improvement = c.req.param('id');
      const form = await formOf(c);
      const status = Status.options.find((one) => one === form['status']);
      return plans.command(c, 'plans.edit', (plan, ctx) =>
        editImprovement(plan, { improvement, status }, ctx),
      );
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/place/:id', async (c) => {
      const id = c.req.param('id');
      const form = await formOf(c);
      const effort = Level.options.find((one) => one === form['effort']);
      const impact = Level.options.find((one) => one === form['impact']);
      return plans.command(c, 'plans.edit', (plan, ctx) =>
        id.includes('-m-')
          ? editImprovement(plan, { improvement: id, effort, impact }, ctx)
          : editAction(plan, { action: id, effort, impact }, ctx),
      );
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/criteria/:id/attest', async (c) => {
      const criterion = c.req.param('id');
      const link = (await formOf(c))['link']?.trim();
      return plans.command(c, 'plans.edit', (plan, ctx) =>
        attestCriterion(plan, { criterion, ...(link ? { link } : {}) }, ctx),
      );
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/remove/:id', (c) => {
      const id = c.req.param('id');
      return plans.command(c, 'plans.edit', (plan, ctx) =>
        id.includes('-m-')
          ? removeImprovement(plan, { improvement: id }, ctx)
          : removeAction(plan, { action: id }, ctx),
      );
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/sign', async (c) => {
      const form = await formOf(c);
      const as = form['as'] === 'approver' ? 'approver' : 'owner';
      const step = form['for'] === 'closure' ? 'closure' : 'activation';
      const permission = as === 'approver' ? 'plans.sign_as_approver' : 'plans.sign_as_owner';
      return plans.command(c, permission, (plan, ctx) => signPlan(plan, { as, for: step }, ctx));
    })
    .post('/plans/:number{[1-9][0-9]{0,8}}/close', (c) =>
      plans.command(c, 'plans.close', (plan, ctx) => closePlan(plan, ctx)),
    );
}
