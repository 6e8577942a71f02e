import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { noSuch } from '../platform/no-such.ts';
import type { Result } from '../platform/refusal.ts';
import type { RegisterEntry } from '../register/chain.ts';
import type { ClockCommand } from './clocks/commands.ts';
import {
  type IncidentCommand,
  type IncidentStep,
  incidentSteps,
  NoteOrder,
  OpenIncidentOrder,
} from './commands.ts';
import type { Incident } from './incident.ts';
import type { IncidentQuery } from './store.ts';
import { IncidentBody, IncidentDetail, IncidentStateName, incidentBody, incidentDetail } from './view.ts';

/** The reads and commands behind the routes about incidents. */
export type IncidentPorts = {
  readonly now: () => number;
  readonly list: (
    query: IncidentQuery,
  ) => Promise<{ readonly items: readonly Incident[]; readonly nextCursor?: number }>;
  readonly get: (number: number) => Promise<Incident | undefined>;
  /** The register's entries about an incident, the oldest first. */
  readonly timeline: (number: number) => Promise<readonly RegisterEntry[]>;
  /** The other incidents of its plan, as seen from this one. */
  readonly links: (incident: Incident) => Promise<Pick<IncidentDetail, 'recurrenceOf' | 'cameBackAs'>>;
  readonly command: (
    command: Exclude<IncidentCommand, ClockCommand>,
    caller: Caller,
  ) => Promise<Result<Incident>>;
};

const tags = ['incidents'];

/** The number of an incident in an address. */
export const IncidentNumber = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const path = '/v1/incidents/{number}';

const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/incidents',
  summary: 'Incidents, the latest first',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      agent: z.string().optional(),
      state: IncidentStateName.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of incidents.',
      z.object({ items: z.array(IncidentBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403),
  },
});
const read = createRoute({
  tags,
  method: 'get',
  path,
  summary: 'One incident with its evidence and its time line',
  middleware: requirePermission('read'),
  request: { params: IncidentNumber },
  responses: { 200: jsonAnswer('The incident.', IncidentDetail), ...problems(400, 401, 403, 404) },
});
const open = createRoute({
  tags,
  method: 'post',
  path: '/v1/incidents',
  summary: 'Open an incident by hand, with its plan',
  middleware: carries('openIncident'),
  request: { body: jsonBody(OpenIncidentOrder) },
  responses: { 201: jsonAnswer('The incident.', IncidentBody), ...problems(401, 403, 404, 409, 422, 503) },
});
const step = <const V extends IncidentStep>(verb: V, summary: string) =>
  createRoute({
    tags,
    method: 'post',
    path: `${path}/${verb}` as const,
    summary,
    middleware: carries(incidentSteps[verb]),
    request: { params: IncidentNumber },
    responses: {
      200: jsonAnswer('The incident as it is now.', IncidentBody),
      ...problems(400, 401, 403, 404, 409, 503),
    },
  });
const note = createRoute({
  tags,
  method: 'post',
  path: `${path}/notes` as const,
  summary: 'Note a result along the way',
  middleware: carries('noteIncident'),
  request: { params: IncidentNumber, body: jsonBody(NoteOrder) },
  responses: {
    200: jsonAnswer('The incident as it is now.', IncidentBody),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const steps = [
  { kind: incidentSteps.acknowledge, route: step('acknowledge', 'Somebody looks after it') },
  { kind: incidentSteps.resolve, route: step('resolve', 'What happened is over') },
  { kind: incidentSteps.close, route: step('close', 'The end, once its plan is closed') },
] as const;

/** Incidents over HTTP. */
export function incidentRoutes(ports: IncidentPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(list, async (c) => {
    const page = await ports.list(defined(c.req.valid('query')));
    const items = page.items.map((incident) => incidentBody(incident, ports.now()));
    return c.json({ items, nextCursor: page.nextCursor?.toString() }, 200);
  });
  router.openapi(read, async (c) => {
    const { number } = c.req.valid('param');
    const incident = await ports.get(number);
    if (incident === undefined) return sendRefusal(c, noSuch('incident', number));
    const [timeline, links] = await Promise.all([ports.timeline(number), ports.links(incident)]);
    return c.json(incidentDetail(incident, timeline, links, ports.now()), 200);
  });
  router.openapi(open, async (c) => {
    const command = { kind: 'openIncident', ...c.req.valid('json') } as const;
    const result = await ports.command(command, c.get('caller'));
    if (!result.ok) return sendRefusal(c, result.refusal);
    return c.json(incidentBody(result.value, ports.now()), 201, {
      Location: `/v1/incidents/${result.value.number}`,
    });
  });
  router.openapi(note, async (c) => {
    const command = {
      kind: 'noteIncident',
      incident: c.req.valid('param').number,
      ...c.req.valid('json'),
    } as const;
    const result = await ports.command(command, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  for (const { kind, route } of steps)
    router.openapi(route, async (c) => {
      const command = { kind, incident: c.req.valid('param').number };
      const result = await ports.command(command, c.get('caller'));
      return result.ok
        ? c.json(incidentBody(result.value, ports.now()), 200)
        : sendRefusal(c, result.refusal);
    });
  return router;
}
