import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../../access/guard.ts';
import type { Caller } from '../../access/roles.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import type { Result } from '../../platform/refusal.ts';
import type { Incident } from '../incident.ts';
import { IncidentNumber } from '../routes.ts';
import { IncidentBody, incidentBody } from '../view.ts';
import { ClockBody, clockBody } from './body.ts';
import { owedClocks } from './classification.ts';
import type { ClassifiedIncident } from './clock-store.ts';
import { ClassifyOrder, type ClockCommand, DeclassifyOrder, ReportOrder } from './commands.ts';

/** The reads and commands behind the routes about clocks. */
export type ClockPorts = {
  readonly now: () => number;
  /** Every incident that was ever given a class. */
  readonly classified: () => Promise<readonly ClassifiedIncident[]>;
  readonly command: (command: ClockCommand, caller: Caller) => Promise<Result<Incident>>;
};

const tags = ['incidents'];
const path = '/v1/incidents/{number}';

const answers = {
  200: jsonAnswer('The incident as it is now.', IncidentBody),
  ...problems(400, 401, 403, 404, 409, 422, 503),
};
const classify = createRoute({
  tags,
  method: 'post',
  path: `${path}/classify`,
  summary: 'Give it a class that must be reported in time: its clocks begin to run',
  middleware: carries('classifyIncident'),
  request: { params: IncidentNumber, body: jsonBody(ClassifyOrder) },
  responses: answers,
});
const report = createRoute({
  tags,
  method: 'post',
  path: `${path}/reports`,
  summary: 'Note a report that was sent to an authority',
  middleware: carries('recordReport'),
  request: { params: IncidentNumber, body: jsonBody(ReportOrder) },
  responses: answers,
});
const declassify = createRoute({
  tags,
  method: 'post',
  path: `${path}/declassify`,
  summary: 'Withdraw a class, or a circumstance of it, as an approver',
  middleware: carries('declassifyIncident'),
  request: { params: IncidentNumber, body: jsonBody(DeclassifyOrder) },
  responses: answers,
});
const owed = createRoute({
  tags,
  method: 'get',
  path: '/v1/clocks',
  summary: 'Reports that are owed to authorities, over all incidents, the earliest due first',
  middleware: requirePermission('read'),
  responses: {
    200: jsonAnswer(
      'The clocks with a report owed.',
      z.object({
        items: z.array(
          z.object({ incident: z.int(), agent: z.string().optional(), class: z.string(), clock: ClockBody }),
        ),
      }),
    ),
    ...problems(401, 403),
  },
});

/** Classes of incidents, and the reports that are due for them, over HTTP. */
export function clockRoutes(ports: ClockPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(classify, async (c) => {
    const incident = c.req.valid('param').number;
    const command = { kind: 'classifyIncident', incident, ...c.req.valid('json') } as const;
    const result = await ports.command(command, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(report, async (c) => {
    const incident = c.req.valid('param').number;
    const command = { kind: 'recordReport', incident, ...c.req.valid('json') } as const;
    const result = await ports.command(command, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(declassify, async (c) => {
    const incident = c.req.valid('param').number;
    const command = { kind: 'declassifyIncident', incident, ...c.req.valid('json') } as const;
    const result = await ports.command(command, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(owed, async (c) => {
    const now = ports.now();
    const items = (await ports.classified()).flatMap((incident) =>
      owedClocks(incident, now).map((view) => ({
        dueAt: view.clock.dueAt,
        body: {
          incident: incident.number,
          ...defined({ agent: incident.agent }),
          class: view.classification.rule.id,
          clock: clockBody(view),
        },
      })),
    );
    const sorted = items.toSorted((left, right) => left.dueAt - right.dueAt);
    return c.json({ items: sorted.map(({ body }) => body) }, 200);
  });
  return router;
}
