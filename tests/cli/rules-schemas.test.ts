import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchemaText, schemaKinds } from '../../src/rules/files/json-schemas.ts';
import { schemaRoutes } from '../../src/rules/schema-routes.ts';
import { environment, filrouge, ownRules } from './run.ts';

const dir = ownRules();

test('the schemas are written beside the rules, wherever these stand', async () => {
  const rules = join(dir(), 'elsewhere');
  const { printed } = await filrouge(environment(dir()), ['rules', 'schemas', rules]);
  expect(printed).toContain(join(rules, 'schema'));
  for (const kind of schemaKinds)
    expect(readFileSync(join(rules, 'schema', `${kind}.json`), 'utf8')).toBe(jsonSchemaText(kind));
});

test('a service serves the same to everybody, and names those that there are', async () => {
  for (const kind of schemaKinds) {
    const answer = await schemaRoutes().request(`/schemas/${kind}.json`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual(JSON.parse(jsonSchemaText(kind)));
  }
  const unknown = await schemaRoutes().request('/schemas/agents.json');
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('agent');
});
