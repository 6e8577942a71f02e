#!/usr/bin/env bash
# @hono/zod-openapi gives zod's schemas a method `openapi`, but only to those made after it was loaded: a schema of a module that some other module
# has loaded first lacks it for good, and `Schema.openapi('Name')` throws there. So the same files work or fail by the order of their imports.
# The name by zod's own `.meta({ id })` reaches the document whichever comes first.
# Why it matters here: schemas of the API are named where they are made, by meta (tests/architecture.test.ts forbids the other).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund @hono/zod-openapi@1.6.3 zod@4.6.7 hono@4.13.19
cat >run.mjs <<'SCRIPT'
import { z } from 'zod';
const before = z.object({ seq: z.int() });
const named = z.object({ seq: z.int() }).meta({ id: 'Named' });
const { OpenAPIHono, createRoute } = await import('@hono/zod-openapi');
const after = z.object({ seq: z.int() });

const app = new OpenAPIHono();
const content = { 'application/json': { schema: named } };
const responses = { 200: { description: 'An entry.', content } };
app.openapi(createRoute({ method: 'get', path: '/', responses }), (c) => c.json({ seq: 1 }));
const { components } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 't', version: '1' } });

const has = (schema) => typeof schema.openapi === 'function';
console.log('@hono/zod-openapi 1.6.3, zod 4.6.7');
console.log(`a schema made before it was loaded has openapi(): ${has(before)}; one made after: ${has(after)}`);
console.log(`one made before, named by meta, stands in the document as: ${Object.keys(components?.schemas ?? {}).join()}`);
const holds = !has(before) && has(after) && components?.schemas?.Named !== undefined;
console.log(holds ? 'OK: whether a schema can be named hangs on the order of imports' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
