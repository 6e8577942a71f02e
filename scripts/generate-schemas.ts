/**
 * Writes the JSON Schemas of the rule files anew. Run it after changing a schema in src/rules/schemas.
 *
 *     npm run schemas
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonSchemaFiles } from '../src/rules/files/json-schemas.ts';

const folder = resolve(import.meta.dirname, '../rules/schema');

for (const { file, text } of jsonSchemaFiles()) {
  const path = resolve(folder, file);
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
