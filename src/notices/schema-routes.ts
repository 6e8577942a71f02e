import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems } from '../platform/http/problem.ts';
import { eventDataSchema } from './cloud-event.ts';
import { noticeKinds } from './notice.ts';

const route = createRoute({
  method: 'get',
  path: '/schemas/events/v1/{file}',
  tags: ['notices'],
  summary:
    'The JSON Schema of the data of a kind of event, as `dataschema` of its CloudEvents names it; open to all',
  security: [],
  request: { params: z.object({ file: z.templateLiteral([z.enum(noticeKinds), '.json']) }) },
  responses: { 200: jsonAnswer('A schema of draft 2020-12.', z.looseObject({})), ...problems(400) },
});

/** `GET /schemas/events/v1/agent_tripped.json` and its like. */
export function eventSchemaRoutes(): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, (c) => {
    const kind = noticeKinds.find((one) => c.req.valid('param').file === `${one}.json`) ?? 'drill';
    return c.json({ ...eventDataSchema(kind) }, 200);
  });
}
