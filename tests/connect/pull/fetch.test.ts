import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { fetchBounded } from '../../../src/connect/pull/fetch.ts';
import { askStore } from '../../../src/connect/pull/store-query.ts';
import { type Answering, json, startAnswering, text } from './server.ts';

const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});
const serve = async (answer: Answering) => {
  const server = await startAnswering(answer);
  open.push(server);
  return server;
};
const mostBytes = 1_000_000;
const bounds = (deadlineMs = 5_000) => ({
  deadlineMs,
  mostBytes,
  stopped: new AbortController().signal,
});
const ask = async (answer: Answering, deadlineMs?: number) =>
  fetchBounded((await serve(answer)).url, {}, bounds(deadlineMs));

test.each<[string, Answering, string, string, number?]>([
  ['a server that never answers', () => {}, 'timeout', 'within 0.1 s', 100],
  [
    'one that answers without end, slowly',
    (_, response) => void response.write('a'),
    'timeout',
    'within 0.1 s',
    100,
  ],
  [
    'one that answers without end, fast',
    (_, response) => {
      const more = () => {
        while (response.write('a 1\n'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    },
    'too_large',
    `more than ${mostBytes} bytes`,
  ],
  [
    'one whose answer is small until it is unpacked',
    (_, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(mostBytes + 1)));
    },
    'too_large',
    'more than',
  ],
  [
    'one that sends elsewhere',
    (_, response) => response.writeHead(302, { Location: 'http://169.254.169.254/' }).end(),
    'redirect',
    'HTTP 302',
  ],
  ['one that hangs up', (_, response) => void response.destroy(), 'unreachable', 'it cannot be reached'],
  [
    'one that hangs up within its answer',
    (_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('a 1');
      setTimeout(() => response.destroy(), 10);
    },
    'unreachable',
    'it cannot be reached',
  ],
])('of %s there is no answer, and a reason', async (_, answer, outcome, reason, deadlineMs) => {
  expect(await ask(answer, deadlineMs)).toEqual({ outcome, reason: expect.stringContaining(reason) });
});

test('an answer as large as may be is taken, and one of nobody is none', async () => {
  const whole = await ask(text('a'.repeat(mostBytes)));
  expect('text' in whole && whole.text.length).toBe(mostBytes);
  expect(await fetchBounded('http://127.0.0.1:1/', {}, bounds())).toMatchObject({ outcome: 'unreachable' });
});

test('a store is asked under its path, with its parameters and what it wants to be shown', async () => {
  const server = await serve(json({ status: 'success', data: { resultType: 'vector', result: [] } }));
  const { host } = new URL(server.url);
  const question = { step: 1, to: 10_500, isLast: true };
  const put = (url: string, token?: string) =>
    askStore(token === undefined ? { url } : { url, token }, 'up', question, 10_000, bounds());
  await put(`http://l%C3%A9a:p%40ss@${host}/prometheus/?extra_label=team%3Dbots`);
  await put(`http://lea:x@${host}`, 'secret');
  await askStore({ url: `http://${host}` }, 'up', { ...question, from: 500 }, 10_000, bounds());
  const common = {
    query: 'up',
    timeout: '4.5',
    partial_response: 'false',
    deny_partial_response: '1',
    nocache: '1',
  };
  expect(
    server.asked.map(({ path, parameters, authorization }) => ({ path, parameters, authorization })),
  ).toEqual([
    {
      path: '/prometheus/api/v1/query',
      parameters: { ...common, extra_label: 'team=bots', time: '10.5' },
      authorization: `Basic ${Buffer.from('léa:p@ss').toString('base64')}`,
    },
    { path: '/api/v1/query', parameters: { ...common, time: '10.5' }, authorization: 'Bearer secret' },
    {
      path: '/api/v1/query_range',
      parameters: { ...common, start: '0.5', end: '10.5', step: '10' },
      authorization: undefined,
    },
  ]);
});
