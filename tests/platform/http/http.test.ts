import { createRoute, z } from '@hono/zod-openapi';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { maxBodyBytes } from '../../../src/platform/http/body-limit.ts';
import { createHttp, createRouter } from '../../../src/platform/http/http.ts';
import { problems, sendRefusal } from '../../../src/platform/http/problem.ts';

const widgets = createRoute({
  method: 'post',
  path: '/widgets/{id}',
  request: {
    params: z.object({ id: z.string().min(2) }),
    query: z.object({ limit: z.coerce.number().int().positive().optional() }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            name: z.string(),
            parts: z.array(z.strictObject({ weight: z.number() })).default([]),
            size: z.union([z.number(), z.literal('auto')]).optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: { description: 'ok', content: { 'application/json': { schema: z.object({ ok: z.boolean() }) } } },
    ...problems(404, 409),
  },
});

const logged: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => logged.push(line) });

function makeApp() {
  const app = createHttp({ logger });
  const room = createRouter();
  room.openapi(widgets, (c) => {
    const { id } = c.req.valid('param');
    if (id === 'none')
      return sendRefusal(c, { kind: 'not_found', code: 'no_widget', detail: 'There is no widget.' });
    if (id === 'full') {
      return sendRefusal(c, {
        kind: 'conflict',
        code: 'widget_blocked',
        detail: 'Two things are missing.',
        missing: [{ code: 'no_owner', at: '4-2' }],
        facts: { value: 0.023 },
      });
    }
    if (id === 'later') {
      return sendRefusal(c, {
        kind: 'unavailable',
        code: 'standing_by',
        detail: 'Another process evaluates.',
        facts: { evaluator: 'http://a:4090', retryAfterSeconds: 2 },
      });
    }
    if (id === 'boom') throw new Error('secret connection string');
    return c.json({ ok: true }, 200);
  });
  app.route('/v1', room);
  return app;
}

function post(path: string, body: string, headers: Record<string, string> = {}) {
  return makeApp().request(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('a request that fits', () => {
  test('is answered, with a request id and headers that keep other origins out', async () => {
    const answer = await post('/v1/widgets/w1', '{"name":"a"}');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{10,}$/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('keeps the request id that the caller gave, unless it is not a plain word', async () => {
    const kept = await post('/v1/widgets/w1', '{"name":"a"}', { 'x-request-id': 'trace-42' });
    expect(kept.headers.get('x-request-id')).toBe('trace-42');
    const replaced = await post('/v1/widgets/w1', '{"name":"a"}', { 'x-request-id': 'a b<script>' });
    expect(replaced.headers.get('x-request-id')).not.toContain('script');
  });
});

describe('a request that does not fit', () => {
  test('names every bad field of the body at once', async () => {
    const answer = await post(
      '/v1/widgets/w1',
      '{"parts":[{"weight":1},{"weight":"2","colour":1}],"shape":1}',
    );
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const body: unknown = await answer.json();
    expect(body).toMatchObject({
      type: 'urn:filrouge:problem:invalid_body',
      title: 'Invalid body',
      status: 422,
    });
    const { errors } = body as { errors: { pointer: string; detail: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '#/name',
      '#/parts/1/colour',
      '#/parts/1/weight',
      '#/shape',
    ]);
    expect(errors.find(({ pointer }) => pointer === '#/parts/1/weight')?.detail).toBe(
      'Found "2", expected a number.',
    );
  });

  test('names a bad value of a union by its field', async () => {
    const answer = await post('/v1/widgets/w1', '{"name":"a","size":true}');
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/size' }] });
  });

  test('names bad parts of the address, as 400', async () => {
    const answer = await post('/v1/widgets/w1?limit=0', '{"name":"a"}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'query/limit' }] });
  });

  test('is 400 when the body is no JSON, 415 when it is of another kind', async () => {
    const malformed = await post('/v1/widgets/w1', '{"name":');
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({
      type: 'urn:filrouge:problem:malformed_request',
      detail: 'The body is no valid JSON, line 1, column 9: found the end, expected a value.',
      line: 1,
      column: 9,
    });
    const other = await post('/v1/widgets/w1', 'name=a', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(other.status).toBe(415);
    expect(other.headers.get('content-type')).toBe('application/problem+json');
  });

  test('is 404 with a problem where nothing is', async () => {
    const answer = await makeApp().request('/nowhere');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:filrouge:problem:no_such_address' });
  });
});

describe('a known address asked by a wrong method', () => {
  const app = createHttp({ logger });
  app.use('/things/*', (_, next) => next());
  app.get('/things/:id', (c) => c.text('thing'));
  app.patch('/things/:id', (c) => c.text('changed'));
  app.delete('/things/all', (c) => c.text('gone'));

  test('is 405 with a problem, and Allow names those that it takes', async () => {
    const answer = await app.request('/things/1', { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PATCH');
    expect(await answer.json()).toMatchObject({
      type: 'urn:filrouge:problem:method_not_allowed',
      detail: '/things/1 cannot be asked by DELETE; it takes GET, HEAD, PATCH.',
    });
    expect((await app.request('/things/all', { method: 'POST' })).headers.get('allow')).toBe(
      'GET, HEAD, PATCH, DELETE',
    );
  });

  test('is not one that is asked by HEAD where GET is answered, nor an unknown one', async () => {
    const head = await app.request('/things/1', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await app.request('/elsewhere', { method: 'DELETE' })).status).toBe(404);
  });
});

describe('a body', () => {
  const padded = (bytes: number) => `{"name":"${'a'.repeat(bytes - 11)}"}`;

  test('of exactly the limit is read, one byte more is refused', async () => {
    expect((await post('/v1/widgets/w1', padded(maxBodyBytes))).status).toBe(200);
    const over = await post('/v1/widgets/w1', padded(maxBodyBytes + 1));
    expect(over.status).toBe(413);
    expect(await over.json()).toMatchObject({ type: 'urn:filrouge:problem:body_too_large' });
  });

  test('that announces too much is refused without being read', async () => {
    let read = false;
    const body = new ReadableStream(
      {
        pull: () => {
          read = true;
          throw new Error('must not be read');
        },
      },
      { highWaterMark: 0 },
    );
    const request: RequestInit & { readonly duplex: 'half' } = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json', 'content-length': String(maxBodyBytes + 1) },
    };
    const answer = await makeApp().request('/v1/widgets/w1', request);
    expect(answer.status).toBe(413);
    expect(read).toBe(false);
  });
});

describe('a refusal', () => {
  test('says its code, its sentence, everything missing and its facts', async () => {
    const answer = await post('/v1/widgets/full', '{"name":"a"}');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({
      type: 'urn:filrouge:problem:widget_blocked',
      title: 'Widget blocked',
      status: 409,
      detail: 'Two things are missing.',
      missing: [{ code: 'no_owner', at: '4-2' }],
      value: 0.023,
    });
  });

  test('for now says when to try again', async () => {
    const answer = await post('/v1/widgets/later', '{"name":"a"}');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ evaluator: 'http://a:4090' });
  });
});

describe('a text', () => {
  const send = (text: string, path = '/echo') => {
    const app = createHttp({ logger });
    const room = createRouter();
    const body = z.strictObject({
      name: z.string(),
      more: z.array(z.record(z.string(), z.string())).optional(),
    });
    const echo = createRoute({
      method: 'post',
      path: '/echo',
      request: { body: { required: true, content: { 'application/json': { schema: body } } } },
      responses: { 200: { description: 'ok', content: { 'application/json': { schema: body } } } },
    });
    app.route(
      '/',
      room.openapi(echo, (c) => c.json(c.req.valid('json'), 200)),
    );
    return app.request(path, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } });
  };

  test('that was cut within a character is taken with a mark in its place', async () => {
    const answer = await send('{"name":"stop \\ud83d","more":[{"a":"\\ude00!","b":"\\ud83d\\ude00"}]}');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ name: 'stop \ufffd', more: [{ a: '\ufffd!', b: '\u{1f600}' }] });
  });

  test('that no database keeps is a bad field, in a body, a key or an address', async () => {
    const answer = await send('{"name":"a\\u0000","more":[{"\\u0000":"x"}]}');
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(['#/name', '#/more/0/\0']);
    expect((await send('{"name":"a"}', '/echo?q=%00')).status).toBe(400);
  });
});

describe('an answer to GET', () => {
  const read = (headers: Record<string, string>) => {
    const app = createHttp({ logger });
    app.get('/long', (c) => c.json({ words: 'long enough to be worth it '.repeat(100) }, 200));
    return app.request('/long', { headers });
  };

  test('is compressed for those who take that, and the same address serves both', async () => {
    const packed = await read({ 'accept-encoding': 'gzip' });
    const plain = await read({});
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    for (const answer of [packed, plain]) expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  });
});

test('an unexpected error is logged under the request id, and its message is never shown', async () => {
  const answer = await post('/v1/widgets/boom', '{"name":"a"}', { 'x-request-id': 'boom-1' });
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(text).not.toContain('secret');
  expect(text).toContain('boom-1');
  expect(logged.some((line) => line.includes('secret connection string') && line.includes('boom-1'))).toBe(
    true,
  );
});
