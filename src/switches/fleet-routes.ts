import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { commandPermission } from '../access/commands.ts';
import { carries, requirePermission } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import type { Result } from '../platform/refusal.ts';
import { type FleetChoice, fleetNames, ResumeFleet, SuspendFleet } from './commands.ts';
import { FleetAnswer, type FleetOutcome, fleetAnswer } from './fleet.ts';
import { type AgentResume, ResumeAnswer, resumeAnswer } from './fleet-resume.ts';

/** The command behind the route, and the epoch of a switch as it is now. */
export type FleetPorts = {
  readonly stop: (
    command: SuspendFleet,
    caller: Caller,
  ) => Promise<Result<ReadonlyMap<string, FleetOutcome>>>;
  readonly epochOf: (agent: string) => number | undefined;
  readonly resume: (command: ResumeFleet, caller: Caller) => Promise<Result<readonly AgentResume[]>>;
  /** The same without doing it. */
  readonly preview: (command: FleetLook, caller: Caller) => Promise<Result<readonly AgentResume[]>>;
};

/** A question about what would become of many agents that are to run again. */
export type FleetLook = Pick<ResumeFleet, 'of' | 'override'>;

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
    'The agents named, those of a tag, or all. Written together, a thousand a statement; one register entry an agent. What cannot be written now is `kept`: in force, told to the agents, and recorded when it can be. They run again by /v1/resume, or one by one.',
  middleware: carries('suspendFleet'),
  request: { body: jsonBody(Body) },
  responses: {
    200: jsonAnswer('What became of each agent.', FleetAnswer),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

const override = ResumeFleet.shape.override.meta({
  description: 'Also those that still measure a breach; the register says so of each',
});
const oneOf = { error: 'expected either agents or tag' };
const LookBody = z
  .strictObject({ ...fleetNames, override })
  .refine((body) => choicesIn(body).length === 1, oneOf);
const ResumeBody = z
  .strictObject({
    ...fleetNames,
    reason: ResumeFleet.shape.reason,
    override,
    epochs: ResumeFleet.shape.epochs.meta({
      description:
        'By agent, the epoch that the preview showed. An agent whose switch has moved on since, or that is not named here, is left alone as changed.',
    }),
  })
  .refine((body) => choicesIn(body).length === 1, oneOf);

const look = createRoute({
  tags: ['switches'],
  method: 'post',
  path: '/v1/resume/preview',
  summary: 'Which of many agents would run again, and why others would not',
  description:
    'Changes nothing. Of each suspended agent every trip and the hold is told: all would be released.',
  // Whoever reaches some agents alone is refused the others by name.
  middleware: requirePermission(commandPermission.resumeFleet, { agentIn: 'body' }),
  request: { body: jsonBody(LookBody) },
  responses: {
    200: jsonAnswer('What would become of each agent.', ResumeAnswer),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

const resume = createRoute({
  tags: ['switches'],
  method: 'post',
  path: '/v1/resume',
  summary: 'Let many agents run again, for one reason',
  description:
    'The agents named, or those of a tag. Each is decided as by its own resume: one that still measures a breach stays suspended and the others run. Written together, a thousand a statement; one register entry an agent.',
  // Whoever reaches some agents alone is refused the others by name.
  middleware: requirePermission(commandPermission.resumeFleet, { agentIn: 'body' }),
  request: { body: jsonBody(ResumeBody) },
  responses: {
    200: jsonAnswer('What became of each agent.', ResumeAnswer),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

/** The stop of many agents over HTTP, and the way back. */
export function fleetRoutes(ports: FleetPorts): OpenAPIHono<HttpEnv> {
  const { stop, epochOf } = ports;
  const router = createRouter();
  router.openapi(look, async (c) => {
    const { override, ...names } = c.req.valid('json');
    const result = await ports.preview({ of: theChoice(names), override }, c.get('caller'));
    return result.ok ? c.json(resumeAnswer(result.value), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(resume, async (c) => {
    const { reason, override, epochs, ...names } = c.req.valid('json');
    const order = { kind: 'resumeFleet', of: theChoice(names), reason, override, epochs } as const;
    const result = await ports.resume(order, c.get('caller'));
    return result.ok ? c.json(resumeAnswer(result.value), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(suspend, async (c) => {
    const body = c.req.valid('json');
    const order = { kind: 'suspendFleet', of: theChoice(body), reason: body.reason } as const;
    const result = await stop(order, c.get('caller'));
    return result.ok ? c.json(fleetAnswer(result.value, epochOf), 200) : sendRefusal(c, result.refusal);
  });
  return router;
}

function theChoice(named: Named): FleetChoice {
  const [of] = choicesIn(named);
  if (of === undefined) throw new Error('the body names no agents');
  return of;
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
