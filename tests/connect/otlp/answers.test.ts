import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { inWordsOfOtlp } from '../../../src/connect/otlp/intake/answers.ts';
import { problem } from '../../../src/platform/http/problem.ts';
import { decode } from './messages.ts';

const answering = (status: 429 | 500 | 503, headers: Record<string, string> = {}) =>
  new Hono()
    .use(inWordsOfOtlp)
    .post('/v1/metrics', (c) => problem(c, { status, code: 'x', detail: 'Not now.', headers }));

test.each([
  [500, undefined, '1'],
  [429, '60', '3'],
  [503, '2', '2'],
] as const)(
  'what passes is 503 with a short wait: clients never send again on %i',
  async (status, told, wait) => {
    const app = answering(status, told === undefined ? {} : { 'Retry-After': told });
    const headers = { 'Content-Type': 'application/x-protobuf; charset=x' };
    const response = await app.request('/v1/metrics', { method: 'POST', headers });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, wait]);
    expect(decode('Status', new Uint8Array(await response.arrayBuffer()))).toEqual({
      code: 14,
      message: 'Not now.',
    });
  },
);
