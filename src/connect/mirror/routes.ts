import { createHmac } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries } from '../../access/guard.ts';
import { hashSecret, sameHash } from '../../access/keys.ts';
import type { Caller } from '../../access/roles.ts';
import { whyClosed } from '../../plans/commands/change.ts';
import type { PlanCommand } from '../../plans/commands/command.ts';
import { PartId } from '../../plans/http/shared-routes.ts';
import type { Action, Plan } from '../../plans/plan.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problem, problems, sendRefusal } from '../../platform/http/problem.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { objectOf } from '../json.ts';
import type { Mirror, SetSite } from './pull/mirror.ts';
import { mirrorSites, type SiteName } from './pull/site.ts';

/** The outside of the door for messages. */
export type HookDoors = {
  readonly sites: readonly SetSite[];
  /** The secret that messages of webhooks are known by; undefined: none are taken. */
  readonly secret: string | undefined;
  readonly knock: Mirror['knock'];
};

/** The outside of opening issues. */
export type MirrorDoors = {
  readonly sites: readonly SetSite[];
  readonly busy: () => Refusal | undefined;
  readonly planOfPart: (id: string) => Promise<Plan | undefined>;
  readonly command: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
  /** The actions for which an issue is being opened just now: whoever presses twice shall not have two. */
  readonly opening: Set<string>;
  /** Where people find a plan; undefined where nobody has said. */
  readonly addressOf: (plan: number, action: string) => string | undefined;
};

const Site = z.object({ site: z.enum(mirrorSites) });

const hook = createRoute({
  method: 'post',
  path: '/v1/mirror/{site}',
  tags: ['plans'],
  summary: 'A message of a webhook of Jira, GitLab or Odoo: something has become of an issue',
  description:
    'Known by FILROUGE_MIRROR_SECRET: X-Hub-Signature of Jira, X-Gitlab-Token of GitLab, the parameter token of the address of Odoo. Nothing in it is believed: the issue itself is looked at.',
  request: { params: Site },
  responses: { 204: { description: 'The issue is looked at.' }, ...problems(400, 401, 404) },
});

const create = createRoute({
  method: 'post',
  path: '/v1/actions/{id}/mirror',
  tags: ['plans'],
  summary: 'Open an issue for an action in Jira, GitLab or Odoo Project, and link it',
  middleware: carries('editAction'),
  request: { params: PartId, body: jsonBody(z.strictObject(Site.shape)) },
  responses: {
    201: jsonAnswer('Where the issue is.', z.object({ link: z.url() })),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});

/** `POST /v1/mirror/{site}`. */
export function mirrorHooks(doors: HookDoors): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(hook, async (c) => {
    const { site: name } = c.req.valid('param');
    const site = doors.sites.find((one) => one.name === name);
    if (site === undefined || doors.secret === undefined)
      return problem(c, {
        status: 404,
        code: 'not_asked',
        detail: `${name} is not set up for the mirror.`,
      });
    const body = await c.req.text();
    if (!isKnown(c, name, doors.secret, body))
      return problem(c, { status: 401, code: 'signature_wrong', detail: 'The message is not from there.' });
    const message = parsed(body);
    if (message === undefined)
      return problem(c, { status: 400, code: 'malformed_request', detail: 'The message is no JSON.' });
    const ref = site.refIn(message);
    if (ref !== undefined) doors.knock(name, ref);
    return c.body(null, 204);
  });
}

/** `POST /v1/actions/{id}/mirror`. */
export function mirrorRoutes(doors: MirrorDoors): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(create, async (c) => {
    const { id } = c.req.valid('param');
    const result = await openIssue(doors, id, c.req.valid('json').site, c.get('caller'));
    return result.ok ? c.json({ link: result.value }, 201) : sendRefusal(c, result.refusal);
  });
}

/** Opens an issue for an action and links it; answers where it is. */
export async function openIssue(
  doors: MirrorDoors,
  id: string,
  name: SiteName,
  caller: Caller,
): Promise<Result<string>> {
  if (doors.opening.has(id)) return conflict('already_linked', `Action ${id} is being linked.`);
  doors.opening.add(id);
  return openOne(doors, id, name, caller).finally(() => doors.opening.delete(id));
}

function conflict(code: string, detail: string): Result<string> {
  return refused({ kind: 'conflict', code, detail });
}

async function openOne(
  doors: MirrorDoors,
  id: string,
  name: SiteName,
  caller: Caller,
): Promise<Result<string>> {
  const busy = doors.busy();
  if (busy !== undefined) return refused(busy);
  const plan = await doors.planOfPart(id);
  const action = plan?.actions.find((one) => one.id === id);
  if (plan === undefined || action === undefined) return refused(noSuch('action', id));
  const closed = whyClosed(plan);
  if (closed !== undefined) return closed;
  if (action.link !== undefined) return conflict('already_linked', `Action ${id} is linked already.`);
  const site = doors.sites.find((one) => one.name === name);
  if (site?.create === undefined)
    return conflict('not_set', `No project of ${name} is set up in which issues are opened.`);
  const link = await site.create(draftOf(doors, plan, action));
  if (typeof link !== 'string')
    return conflict('not_opened', `${name} has not opened an issue: ${link.reason}.`);
  const linked = await doors.command({ kind: 'editAction', plan: plan.number, action: id, link }, caller);
  return linked.ok ? done(link) : linked;
}

function draftOf({ addressOf }: Pick<MirrorDoors, 'addressOf'>, plan: Plan, { id, title }: Action) {
  const address = addressOf(plan.number, id);
  return { title, text: `filrouge, ${id}${address === undefined ? '' : `: ${address}`}` };
}

function isKnown(c: Context, site: SiteName, secret: string, body: string): boolean {
  switch (site) {
    case 'jira': {
      const digest = createHmac('sha256', secret).update(body).digest('hex');
      return isSame(c.req.header('x-hub-signature'), `sha256=${digest}`);
    }
    case 'gitlab':
      return isSame(c.req.header('x-gitlab-token'), secret);
    case 'odoo':
      return isSame(c.req.query('token'), secret);
    default:
      return site satisfies never;
  }
}

function isSame(found: string | undefined, expected: string): boolean {
  return sameHash(hashSecret(found ?? ''), hashSecret(expected));
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(body));
  } catch {
    return undefined;
  }
}
