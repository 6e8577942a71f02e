import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { noSuch } from '../../platform/no-such.ts';
import type { Result } from '../../platform/refusal.ts';
import { Id } from '../../rules/files/schemas/parts.ts';
import type { LearntFile } from '../drafting/learn/learnt-files.ts';
import type { Plan } from '../plan.ts';
import { PlanNumber } from './shared-routes.ts';

/** A playbook that a closed plan proposes, as JSON. */
export const LearntPlaybook = z
  .object({
    playbook: z.string(),
    file: z.string().meta({ description: 'In the rules folder.', example: 'playbooks/stale-answers.yaml' }),
    revises: z.boolean().meta({ description: 'Whether there is a playbook of that name, which it revises.' }),
    text: z.string().meta({ description: 'The whole file, as YAML.' }),
    patch: z.string().meta({ description: 'The same as a patch for git apply.' }),
    problems: z.array(z.string()).readonly().meta({ description: 'What rules check says of it.' }),
  })
  .meta({ id: 'LearntPlaybook' });

export type PlaybookPorts = {
  readonly plan: (number: number) => Promise<Plan | undefined>;
  readonly learn: (plan: Plan, name?: string) => Promise<Result<LearntFile & { readonly patch: string }>>;
};

const learn = createRoute({
  tags: ['plans'],
  middleware: requirePermission('read'),
  method: 'get',
  path: '/v1/plans/{number}/playbook',
  summary: 'The playbook that a closed plan proposes, to be reviewed; nothing of it is in force',
  request: {
    params: PlanNumber,
    query: z.object({
      name: Id.optional().openapi({
        description:
          'The playbook to revise, or the name of a new one; left out: the one that the plan came from.',
      }),
    }),
  },
  responses: {
    200: jsonAnswer('The playbook.', LearntPlaybook),
    ...problems(400, 401, 403, 404, 409),
  },
});

/** `GET /v1/plans/{number}/playbook`. */
export function playbookRoutes(ports: PlaybookPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(learn, async (c) => {
    const { number } = c.req.valid('param');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, noSuch('plan', number));
    const learnt = await ports.learn(plan, c.req.valid('query').name);
    if (!learnt.ok) return sendRefusal(c, learnt.refusal);
    return c.json(learntBody(learnt.value), 200);
  });
}

/** A learnt playbook as JSON. */
export function learntBody({
  playbook,
  path,
  before,
  text,
  patch,
  problems: found,
}: LearntFile & { readonly patch: string }): z.infer<typeof LearntPlaybook> {
  const said = found.map(
    (one) => `${one.file}:${one.line}: ${one.severity}: found ${one.found}, expected ${one.expected}`,
  );
  return { playbook, file: path, revises: before !== '', text, patch, problems: said };
}
