import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { type ScoreKeeper, scoreKeepers } from '../../metrics/sources.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problem, problems } from '../../platform/http/problem.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/scores/{source}',
  tags: ['intake'],
  summary: 'Says that there are new scores: filrouge asks for them now',
  description:
    'For a webhook of an automation rule of LangSmith, or the end of an evaluation. What is sent with it is not read: scores are taken from their keeper alone.',
  middleware: [requirePermission('samples.write')] as const,
  request: { params: z.object({ source: z.enum(scoreKeepers) }) },
  responses: {
    204: { description: 'They are looked at with the next tick.' },
    ...problems(400, 401, 403, 404),
  },
});

/** `POST /v1/scores/{source}`. `wake`: false where no scores are asked for there. */
export function scoreRoutes(wake: (from: ScoreKeeper) => boolean): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, (c) => {
    const { source } = c.req.valid('param');
    if (wake(source)) return c.body(null, 204);
    const detail = `No scores are asked for at ${source}: scores of sources.yaml and its address in the environment are needed.`;
    return problem(c, { status: 404, code: 'not_asked', detail });
  });
}
