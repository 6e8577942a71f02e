import { Hono } from 'hono';
import { mirrorSites } from '../../connect/mirror/pull/site.ts';
import { actionStatuses } from '../../plans/plan.ts';
import { type ConsoleEnv, formOf } from '../shell/context.ts';
import {
  aboutPlan,
  answerChanged,
  answerForm,
  answerRefused,
  type PlanPorts,
  type PlanRequest,
  planTopic,
} from './plan-answers.tsx';
import { type CommandJson, commandPlan } from './plan-commands.ts';

type Form = Readonly<Record<string, string>>;

const plan = '/plans/:number{[1-9][0-9]{0,8}}';

/** The commands of one click: no form, nothing typed. */
export function planCommandRoutes(ports: PlanPorts): Hono<ConsoleEnv> {
  const edit = (command: (form: Form, id: string) => CommandJson) =>
    aboutPlan(ports, async (at) => commandPlan(at, command(await formOf(at.c), at.c.req.param('id') ?? '')));
  return new Hono<ConsoleEnv>()
    .post(`${plan}/actions/:id/status`, aboutPlan(ports, setStatus))
    .post(
      `${plan}/actions/:id/tick`,
      edit(({ checklist = '', item, ticked }, action) => ({
        kind: 'tickItem',
        action,
        checklist,
        item: Number(item),
        ticked: ticked === 'true',
      })),
    )
    .post(`${plan}/actions/:id/issue`, aboutPlan(ports, openIssue))
    .post(
      `${plan}/improvements/:id/status`,
      edit(({ status }, id) => ({ ...onWork('edit', id), status })),
    )
    .post(
      `${plan}/tasks/:id/tick`,
      edit(({ done }, task) => ({ kind: 'editTask', task, done: done === 'true' })),
    )
    .post(
      `${plan}/place/:id`,
      edit(({ effort, impact }, id) => ({ ...onWork('edit', id), effort, impact })),
    )
    .post(
      `${plan}/criteria/:id/attest`,
      edit(({ link }, id) => ({ kind: 'attestCriterion', criterion: id, link: link?.trim() || undefined })),
    )
    .post(
      `${plan}/remove/:id`,
      edit((_form, id) => onWork('drop', id)),
    )
    .post(
      `${plan}/close`,
      edit(() => ({ kind: 'closePlan' })),
    );
}

/** Blocking an action asks what blocks it; every other status is set at once. */
async function setStatus(at: PlanRequest): Promise<Response> {
  const action = at.c.req.param('id') ?? '';
  const form = await formOf(at.c);
  const status = actionStatuses.find((one) => one === form['status']);
  if (status === undefined) return at.c.notFound();
  if (status === 'blocked')
    return answerForm(at, { part: `blocked/${action}`, values: { why: '' }, errors: {} }, 200);
  return commandPlan(at, { kind: 'editAction', action, status });
}

/** Opens an issue for an action elsewhere, and shows the plan with its link. */
async function openIssue(at: PlanRequest): Promise<Response> {
  const { c, ports, plan } = at;
  const { site: asked } = await formOf(c);
  const site = mirrorSites.find((one) => one === asked);
  if (site === undefined) return c.notFound();
  const before = (await ports.live.current(planTopic(at))).parts;
  const opened = await ports.openIssue(c.req.param('id') ?? '', site, c.get('caller'));
  if (!opened.ok) return answerRefused(at, opened.refusal);
  return answerChanged({ ...at, plan: (await ports.plan(plan.number)) ?? plan }, before);
}

/** A command about an action or an improvement, whichever the id is of. */
function onWork(verb: 'edit' | 'drop', id: string): CommandJson {
  return id.includes('-m-')
    ? { kind: `${verb}Improvement`, improvement: id }
    : { kind: `${verb}Action`, action: id };
}
