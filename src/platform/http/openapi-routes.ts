import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './http.ts';

const packages = createRequire(import.meta.url);
const library = (name: string) => packages.resolve(`swagger-ui-dist/${name}`);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>filrouge API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: null });\n`;

/** `/openapi.json` with every route mounted so far, and `/docs` to read and try them, all served by us. */
export function documentApi(app: OpenAPIHono<HttpEnv>, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: fr_…',
  });
  const info = {
    title: 'filrouge',
    version,
    description: 'Stops an AI agent that answers wrongly, and follows the corrective plan until it held.',
  };
  let document: object | undefined;
  app.get('/openapi.json', (c) => {
    document ??= app.getOpenAPI31Document({ openapi: '3.1.0', info, security: [{ key: [] }] });
    return c.json(document);
  });
  app.get('/docs', (c) => c.html(page));
  app.get('/docs/start.js', (c) => c.body(start, 200, { 'Content-Type': 'text/javascript' }));
  serveLibrary(app, 'swagger-ui.css', 'text/css');
  serveLibrary(app, 'swagger-ui-bundle.js', 'text/javascript');
}

function serveLibrary(app: OpenAPIHono<HttpEnv>, name: string, type: string): void {
  app.get(`/docs/${name}`, async (c) => {
    const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=86400' };
    return c.body(new Uint8Array(await readFile(library(name))), 200, headers);
  });
}
