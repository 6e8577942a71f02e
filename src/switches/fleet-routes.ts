import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import type { Result } from '../platform/refusal.ts';
import { type FleetChoice, fleetNames, SuspendFleet } from './commands.ts';
import { FleetAnswer, type FleetOutcome, fleetAnswer } from './fleet.ts';

/** The command behind the route, and the epoch of a switch as it is now. */
export type FleetPorts = {
  readonly stop: (
    command: SuspendFleet,
    caller: Caller,
  ) => Promise<Result<ReadonlyMap<string, FleetOutcome>>>;
  readonly epochOf: (agent: string) => number | undefined;
};

const Body = z
  .strictObject({
    ...fleetNames,
    all: z.literal(true).optional().meta({ description: 'Every agent that the rules name' }),
    reason: SuspendFleet.shape.reason,
  })
  .refine((body) => choicesIn(body).length === 1, { error: 'expected one of agents, tag and all' });

const suspend = createRoute({
  tags: ['switches'],
  method: 'post',
  path: '/v1/suspend',
  summary: 'Stop many agents at once',
  description:
    'The agents named, those of a tag, or all. Written together, a thousand a statement; one register entry an agent. What cannot be written now is `kept`: in force, told to the agents, and recorded when it can be. Letting run again is agent by agent.',
  middleware: carries('suspendFleet'),
  request: { body: jsonBody(Body) },
  responses: {
    200: jsonAnswer('What became of each agent.', FleetAnswer),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

/** The stop of many agents over HTTP. */
export function fleetRoutes({ stop, epochOf }: FleetPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(suspend, async (c) => {
    const body = c.req.valid('json');
    const [of] = choicesIn(body);
    if (of === undefined) throw new Error('the body names no agents');
    const result = await stop({ kind: 'suspendFleet', of, reason: body.reason }, c.get('caller'));
    return result.ok ? c.json(fleetAnswer(result.value, epochOf), 200) : sendRefusal(c, result.refusal);
  });
  return router;
}

type Named = {
  readonly agents?: string[] | undefined;
  readonly tag?: string | undefined;
  readonly all?: true | undefined;
};

function choicesIn({ agents, tag, all }: Named): FleetChoice[] {
  return [
    ...(agents === undefined ? [] : [{ kind: 'agents' as const, agents }]),
    ...(tag === undefined ? [] : [{ kind: 'tag' as const, tag }]),
    ...(all === undefined ? [] : [{ kind: 'all' as const }]),
  ];
}
