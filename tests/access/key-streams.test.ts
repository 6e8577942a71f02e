import { EventEmitter } from 'node:events';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyStreams, keyIdOf } from '../../src/access/key-streams.ts';
import type { Caller } from '../../src/access/roles.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const revoked = new Set<string>();
  const asked: (readonly string[])[] = [];
  const streams = createKeyStreams({
    idOf: keyIdOf,
    overAmong: async (ids) => {
      asked.push(ids);
      return ids.filter((id) => revoked.has(id));
    },
    onError: () => {},
  });
  const app = new Hono();
  app.use(streams.watch);
  app.use(async (c, next) => {
    const caller: Caller = { actor: { kind: 'key', key: c.req.header('key') ?? '' }, role: 'viewer' };
    c.set('caller', caller);
    await next();
  });
  app.get('/stream', (c) => c.body('', 200, { 'Content-Type': 'text/event-stream' }));
  app.get('/page', (c) => c.text(''));
  /** A request whose answer ends and closes as a socket's does. */
  const open = async (path: string, key: string) => {
    const ended = vi.fn();
    const outgoing = Object.assign(new EventEmitter(), {
      end: () => {
        ended();
        outgoing.emit('close');
      },
    });
    await app.request(path, { headers: { key } }, { outgoing });
    return { ended, close: () => outgoing.emit('close') };
  };
  return { streams, open, revoked, asked };
}

test('a key that is revoked ends its streams at once, and no others', async () => {
  const { streams, open } = setUp();
  const [one, two, other] = [
    await open('/stream', 'a'),
    await open('/stream', 'a'),
    await open('/stream', 'b'),
  ];
  streams.end('a');
  expect([one, two, other].map(({ ended }) => ended.mock.calls.length)).toEqual([1, 1, 0]);
});

test('what is no stream is left to end by itself', async () => {
  const { streams, open } = setUp();
  const page = await open('/page', 'a');
  streams.end('a');
  expect(page.ended).not.toHaveBeenCalled();
});

test('a key that another process revoked ends its streams within five seconds', async () => {
  const { open, revoked } = setUp();
  const [one, other] = [await open('/stream', 'a'), await open('/stream', 'b')];
  revoked.add('a');
  await vi.advanceTimersByTimeAsync(4_999);
  expect(one.ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(one.ended).toHaveBeenCalledOnce();
  expect(other.ended).not.toHaveBeenCalled();
});

test('nothing is asked where no stream is open', async () => {
  const { open, asked } = setUp();
  (await open('/stream', 'a')).close();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
