import { Hono } from 'hono';
import { actionStatuses } from '../../plans/plan.ts';
import { type ConsoleContext, type ConsoleEnv, formOf } from '../shell/context.ts';
import { answerForm } from './plan-answers.tsx';
import { commandPlan, planIn } from './plan-commands.ts';
import type { PlanPorts } from './plan-ports.ts';

type Form = Readonly<Record<string, string>>;
/** The JSON of a command, its plan left out: that is the one in the path. */
type CommandJson = Readonly<Record<string, unknown>>;

const plan = '/plans/:number{[1-9][0-9]{0,8}}';

/** The commands of one click: no form, nothing typed. */
export function planCommandRoutes(ports: PlanPorts): Hono<ConsoleEnv> {
  const edit = (command: (form: Form, id: string) => CommandJson) => async (c: ConsoleContext) =>
    commandPlan(c, ports, command(await formOf(c), c.req.param('id') ?? ''));
  return new Hono<ConsoleEnv>()
    .post(`${plan}/actions/:id/status`, (c) => setStatus(c, ports, c.req.param('id')))
    .post(`${plan}/actions/:id/tick`, edit(ticking))
    .post(
      `${plan}/improvements/:id/status`,
      edit(({ status }, id) => ({ ...editing(id), status })),
    )
    .post(
      `${plan}/place/:id`,
      edit(({ effort, impact }, id) => ({ ...editing(id), effort, impact })),
    )
    .post(
      `${plan}/criteria/:id/attest`,
      edit(({ link }, id) => ({ kind: 'attestCriterion', criterion: id, link: link?.trim() || undefined })),
    )
    .post(
      `${plan}/remove/:id`,
      edit((_form, id) => dropping(id)),
    )
    .post(`${plan}/sign`, (c) => sign(c, ports))
    .post(`${plan}/close`, (c) => commandPlan(c, ports, { kind: 'closePlan' }));
}

/** Blocking an action asks what blocks it; every other status is set at once. */
async function setStatus(c: ConsoleContext, ports: PlanPorts, action: string): Promise<Response> {
  const form = await formOf(c);
  const status = actionStatuses.find((one) => one === form['status']);
  const about = await planIn(c, ports);
  if (status === undefined || about === undefined) return c.notFound();
  if (status === 'blocked')
    return answerForm(c, ports, about, { part: `blocked/${action}`, values: { why: '' }, errors: {} }, 200);
  return commandPlan(c, ports, { kind: 'editAction', action, status });
}

function ticking({ checklist = '', item, ticked }: Form, action: string): CommandJson {
  return { kind: 'tickItem', action, checklist, item: Number(item), ticked: ticked === 'true' };
}

function editing(id: string): CommandJson {
  return isImprovement(id)
    ? { kind: 'editImprovement', improvement: id }
    : { kind: 'editAction', action: id };
}

function dropping(id: string): CommandJson {
  return isImprovement(id)
    ? { kind: 'dropImprovement', improvement: id }
    : { kind: 'dropAction', action: id };
}

async function sign(c: ConsoleContext, ports: PlanPorts): Promise<Response> {
  const { as, for: step } = await formOf(c);
  return commandPlan(c, ports, { kind: 'signPlan', as, for: step });
}

function isImprovement(id: string): boolean {
  return id.includes('-m-');
}
