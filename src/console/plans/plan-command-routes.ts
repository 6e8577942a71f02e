import { Hono } from 'hono';
import { editAction, removeAction } from '../../plans/action.ts';
import { attestCriterion, setActionStatus, tickChecklistItem } from '../../plans/commands/action-progress.ts';
import { closePlan } from '../../plans/commands/closure.ts';
import { signPlan } from '../../plans/commands/signature.ts';
import { Level, Status } from '../../plans/http/wire-action.ts';
import { editImprovement, removeImprovement } from '../../plans/improvement.ts';
import { type ConsoleContext, type ConsoleEnv, type Desk, formOf } from '../shell/context.ts';
import { answerForm } from './plan-answers.tsx';
import { commandPlan, planIn } from './plan-commands.ts';
import type { Decide } from './plan-form-read.ts';

type Form = Readonly<Record<string, string>>;

const plan = '/plans/:number{[1-9][0-9]{0,8}}';

/** What one click does to a plan: no form, nothing typed. */
export function planCommandRoutes(desk: Desk): Hono<ConsoleEnv> {
  const edit = (decide: (form: Form, id: string) => Decide) => async (c: ConsoleContext) =>
    commandPlan(c, desk, 'plans.edit', decide(await formOf(c), c.req.param('id') ?? ''));
  return new Hono<ConsoleEnv>()
    .post(`${plan}/actions/:id/status`, (c) => setStatus(c, desk, c.req.param('id')))
    .post(`${plan}/actions/:id/tick`, edit(ticking))
    .post(`${plan}/improvements/:id/status`, edit(improvementStatus))
    .post(`${plan}/place/:id`, edit(placing))
    .post(`${plan}/criteria/:id/attest`, edit(attesting))
    .post(
      `${plan}/remove/:id`,
      edit((_form, id) => removing(id)),
    )
    .post(`${plan}/sign`, (c) => sign(c, desk))
    .post(`${plan}/close`, (c) =>
      commandPlan(c, desk, 'plans.close', (before, ctx) => closePlan(before, ctx)),
    );
}

/** Blocking an action asks what blocks it; every other status is set at once. */
async function setStatus(c: ConsoleContext, desk: Desk, action: string): Promise<Response> {
  const form = await formOf(c);
  const status = Status.options.find((one) => one === form['status']);
  const about = await planIn(c, desk);
  if (status === undefined || about === undefined) return c.notFound();
  if (status === 'blocked')
    return answerForm(c, desk, about, { part: `blocked/${action}`, values: { why: '' }, errors: {} }, 200);
  return commandPlan(c, desk, 'plans.edit', (before, ctx) =>
    setActionStatus(before, { action, status }, ctx),
  );
}

function ticking({ checklist = '', item, ticked }: Form, action: string): Decide {
  const tick = { action, checklist, item: Number(item), ticked: ticked === 'true' };
  return (before, ctx) => tickChecklistItem(before, tick, ctx);
}

function improvementStatus(form: Form, improvement: string): Decide {
  const status = Status.options.find((one) => one === form['status']);
  return (before, ctx) => editImprovement(before, { improvement, status }, ctx);
}

/** Where on the matrix an action or an improvement belongs. */
function placing(form: Form, id: string): Decide {
  const effort = Level.options.find((one) => one === form['effort']);
  const impact = Level.options.find((one) => one === form['impact']);
  return (before, ctx) =>
    isImprovement(id)
      ? editImprovement(before, { improvement: id, effort, impact }, ctx)
      : editAction(before, { action: id, effort, impact }, ctx);
}

function attesting(form: Form, criterion: string): Decide {
  const link = form['link']?.trim();
  return (before, ctx) => attestCriterion(before, { criterion, ...(link ? { link } : {}) }, ctx);
}

function removing(id: string): Decide {
  return (before, ctx) =>
    isImprovement(id)
      ? removeImprovement(before, { improvement: id }, ctx)
      : removeAction(before, { action: id }, ctx);
}

async function sign(c: ConsoleContext, desk: Desk): Promise<Response> {
  const form = await formOf(c);
  const as = form['as'] === 'approver' ? 'approver' : 'owner';
  const step = form['for'] === 'closure' ? 'closure' : 'activation';
  const permission = as === 'approver' ? 'plans.sign_as_approver' : 'plans.sign_as_owner';
  return commandPlan(c, desk, permission, (before, ctx) => signPlan(before, { as, for: step }, ctx));
}

function isImprovement(id: string): boolean {
  return id.includes('-m-');
}
