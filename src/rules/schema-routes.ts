import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems } from '../platform/http/problem.ts';
import { jsonSchemaText, schemaKinds } from './files/json-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/schemas/{file}',
  tags: ['rules'],
  summary: 'The JSON Schema of a kind of rule file, for editors; open to all, like this description',
  security: [],
  request: { params: z.object({ file: z.templateLiteral([z.enum(schemaKinds), '.json']) }) },
  responses: { 200: jsonAnswer('A schema of draft 7.', z.looseObject({})), ...problems(400) },
});

/**
 * `GET /schemas/metrics.json` and its like: what the first line of a rule file may name, wherever it
 * stands.
 */
export function schemaRoutes(): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, (c) => {
    const kind = schemaKinds.find((one) => c.req.valid('param').file === `${one}.json`) ?? 'agent';
    return c.json(JSON.parse(jsonSchemaText(kind)), 200);
  });
}
