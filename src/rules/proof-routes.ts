import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { iso } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import type { Result } from '../platform/refusal.ts';
import type { ProofOrder, ProofReport } from './proof.ts';
import type { RuleSet } from './ruleset.ts';

/** The surroundings that the routes of proofs need. */
export type ProofPorts = {
  readonly ruleSet: () => RuleSet;
  readonly prove: (order: ProofOrder, caller: Caller) => Promise<Result<ProofReport>>;
};

const route = createRoute({
  method: 'post',
  path: '/v1/rules/{id}/proof',
  tags: ['rules'],
  summary: 'Prove that a rule would stop its agent and tell people, with a drill twin',
  description:
    'A synthetic breach of a drill twin goes through the whole chain up to an acknowledged drill switch and a delivered drill notice. Production state is not touched. Answers when all of it is done; 409 says what did not work.',
  middleware: carries('proveRule'),
  request: {
    params: z.object({ id: z.string().max(63) }),
    body: {
      content: { 'application/json': { schema: z.strictObject({ agent: z.string().max(63).optional() }) } },
      required: false,
    },
  },
  responses: {
    200: jsonAnswer(
      'The proof passed, and is in the register.',
      z.object({
        rule: z.string(),
        agent: z.string(),
        passedAt: z.iso.datetime(),
        ruleSet: z.string(),
        samples: z.int(),
        stages: z.array(z.object({ stage: z.string(), at: z.iso.datetime() })),
      }),
    ),
    ...problems(401, 403, 404, 409, 422, 503),
  },
});

/** `POST /v1/rules/{id}/proof`. The agent may be left out where the rule stands over one. */
export function proofRoutes(ports: ProofPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const wanted = c.req.valid('json')?.agent;
    const agents = ports.ruleSet().rules.flatMap((rule) => (rule.id === id ? rule.agents : []));
    if (agents.length === 0) return sendRefusal(c, noSuch('rule', id));
    const agent = wanted ?? (agents.length === 1 ? agents[0] : undefined);
    if (agent === undefined)
      return sendRefusal(c, {
        kind: 'invalid',
        code: 'agent_missing',
        detail: `Rule ${id} stands over ${agents.join(', ')}: say which agent to prove it for.`,
      });
    const result = await ports.prove({ rule: id, agent }, c.get('caller'));
    if (!result.ok) return sendRefusal(c, result.refusal);
    const { passedAt, stages, ...rest } = result.value;
    const times = stages.map(({ stage, at }) => ({ stage, at: iso(at) }));
    return c.json({ ...rest, passedAt: iso(passedAt), stages: times }, 200);
  });
}
