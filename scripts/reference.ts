/**
 * Writes docs/reference anew. Run it after changing a schema of the rule files, .env.example or the command line.
 *
 *     npm run docs:reference
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { referencePages } from './reference/reference.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs/reference');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const { file, text } of referencePages(readFileSync(join(root, '.env.example'), 'utf8')))
  writeFileSync(join(folder, file), text);
console.log(`wrote ${folder}`);
