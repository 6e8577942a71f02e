import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import {
  authenticate,
  bearerKeys,
  type CallerResolver,
  createFailureLimiter,
  requirePermission,
} from '../../src/access/guard.ts';
import { createKeyCache } from '../../src/access/key-cache.ts';
import { hashSecret, type Key } from '../../src/access/keys.ts';
import type { Role } from '../../src/access/roles.ts';
import { manualClock } from '../support/clock.ts';

const secretOf = (name: string) => `fr_${name.padEnd(40, '0')}`;

function keyOf(name: string, role: Role, more: Partial<Key> = {}): Key {
  return { id: name, hash: hashSecret(secretOf(name)), role, name, createdAt: 0, ...more };
}

const stored = [
  keyOf('viewer', 'viewer'),
  keyOf('lea', 'operator', { person: 'lea' }),
  keyOf('admin', 'admin'),
  keyOf('feed', 'ingest'),
  keyOf('margaux', 'agent', { agents: ['margaux'] }),
];

/** An app with a few guarded routes; `failures` wrong keys are allowed from one address. */
function makeApp({ failures = 3, more = [] as readonly CallerResolver[] } = {}) {
  const clock = manualClock(0);
  const lookups: string[] = [];
  const lists: number[] = [];
  const cache = createKeyCache({
    lookup: async (hash) => {
      lookups.push(hash);
      return stored.find((key) => key.hash === hash);
    },
    touch: async () => {},
    liveKeys: async () => {
      lists.push(clock.now());
      return new Map(stored.map(({ hash, id }) => [hash, id]));
    },
    now: clock.now,
    patience: () => new Promise(() => {}),
    onError: () => {},
  });
  const app = new Hono();
  app.use('/v1/*', authenticate([bearerKeys(cache, createFailureLimiter(failures)), ...more]));
  app.get('/v1/me', (c) => c.json(c.get('caller')));
  app.get('/v1/operators', requirePermission('agents.suspend'), (c) => c.text('ok'));
  app.get('/v1/agents/:agent/switch', requirePermission('switch.read'), (c) => c.text('ok'));
  app.post('/v1/agents/:agent/ack', requirePermission('switch.acknowledge'), (c) => c.text('ok'));
  app.post('/v1/interactions', requirePermission('interactions.write', { agentIn: 'body' }), (c) =>
    c.text('ok'),
  );
  app.post('/v1/forgotten', requirePermission('interactions.write'), (c) => c.text('ok'));
  app.get('/open', requirePermission('read'), (c) => c.text('ok'));
  const as = (name: string, path: string, method = 'GET') =>
    app.request(path, { method, headers: { authorization: `Bearer ${secretOf(name)}` } });
  return { app, as, clock, lookups, lists };
}

describe('who makes a request', () => {
  test('is read from the bearer key', async () => {
    const { as } = makeApp();
    expect(await (await as('lea', '/v1/me')).json()).toEqual({
      actor: { kind: 'person', person: 'lea', key: 'lea' },
      role: 'operator',
      person: 'lea',
    });
    expect(await (await as('margaux', '/v1/me')).json()).toMatchObject({
      role: 'agent',
      agents: ['margaux'],
    });
  });

  test('without a key is told how to send one', async () => {
    const { app } = makeApp();
    const answer = await app.request('/v1/me');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="filrouge"');
    expect(await answer.json()).toMatchObject({ type: 'urn:filrouge:problem:key_missing', status: 401 });
  });

  test('with an unknown key is told that it is not known', async () => {
    const { as } = makeApp();
    const answer = await as('nobody', '/v1/me');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await answer.json()).toMatchObject({ type: 'urn:filrouge:problem:key_unknown' });
  });

  test('is not looked up when its credentials cannot be a key', async () => {
    const { app, lookups } = makeApp({ failures: 10 });
    for (const authorization of ['Bearer hello', 'Basic YTpi', 'Bearer', '', `Bearer ${secretOf('a')} b`]) {
      expect((await app.request('/v1/me', { headers: { authorization } })).status).toBe(401);
    }
    expect(lookups).toEqual([]);
  });

  test('may be told by other credentials, each tried in turn', async () => {
    const session: CallerResolver = (c) =>
      c.req.header('cookie') === 'session=lea'
        ? { kind: 'caller', caller: { actor: { kind: 'person', person: 'lea', key: 's' }, role: 'operator' } }
        : undefined;
    const { app } = makeApp({ more: [session] });
    expect((await app.request('/v1/operators', { headers: { cookie: 'session=lea' } })).status).toBe(200);
    expect((await app.request('/v1/operators', { headers: { cookie: 'session=max' } })).status).toBe(401);
  });
});

describe('too many wrong keys', () => {
  test('from one address are answered without a lookup, until a minute is over', async () => {
    const { as, lookups } = makeApp({ failures: 3 });
    for (const name of ['a', 'b', 'c']) expect((await as(name, '/v1/me')).status).toBe(401);
    const answer = await as('d', '/v1/me');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await answer.json()).toMatchObject({ type: 'urn:filrouge:problem:too_many_failures' });
    expect(lookups).toHaveLength(3);
  });

  test('shut out no key that was live a moment ago, for a proxy gives everybody one address', async () => {
    const { as, clock } = makeApp({ failures: 1 });
    expect((await as('margaux', '/v1/agents/margaux/switch')).status).toBe(200);
    await as('a', '/v1/me');
    expect((await as('a', '/v1/me')).status).toBe(429);
    expect((await as('margaux', '/v1/agents/margaux/switch')).status).toBe(200);
    clock.advance(3_600_000);
    expect((await as('margaux', '/v1/agents/margaux/switch')).status).toBe(200);
  });

  test('shut out no right key that this process has never seen, for it may have begun a moment ago', async () => {
    const { as, clock, lists } = makeApp({ failures: 1 });
    await as('a', '/v1/me');
    for (let flood = 0; flood < 20; flood++) expect((await as(`f${flood}`, '/v1/me')).status).toBe(429);
    expect((await as('margaux', '/v1/agents/margaux/switch')).status).toBe(200);
    expect((await as('lea', '/v1/me')).status).toBe(200);
    expect(lists).toHaveLength(1);
    clock.advance(999);
    expect((await as('b', '/v1/me')).status).toBe(429);
    expect(lists).toHaveLength(1);
    clock.advance(1);
    expect((await as('b', '/v1/me')).status).toBe(429);
    expect(lists).toHaveLength(2);
  });

  test('right keys do not count', async () => {
    const { as } = makeApp({ failures: 1 });
    for (let use = 0; use < 5; use += 1) expect((await as('lea', '/v1/me')).status).toBe(200);
    expect((await as('viewer', '/v1/me')).status).toBe(200);
  });
});

describe('a permission that is asked for', () => {
  test('lets its least role and those above through, and tells the others which roles have it', async () => {
    const { as } = makeApp();
    expect((await as('lea', '/v1/operators')).status).toBe(200);
    expect((await as('admin', '/v1/operators')).status).toBe(200);
    const answer = await as('viewer', '/v1/operators');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      type: 'urn:filrouge:problem:role_missing',
      detail: 'This needs a key with the role operator or approver or admin; this key has the role viewer.',
      needed: ['operator', 'approver', 'admin'],
      role: 'viewer',
    });
  });

  test('keeps an agent to itself', async () => {
    const { as } = makeApp();
    expect((await as('margaux', '/v1/agents/margaux/switch')).status).toBe(200);
    const answer = await as('margaux', '/v1/agents/leo/switch');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: 'urn:filrouge:problem:other_agent', agent: 'margaux' });
    expect((await as('viewer', '/v1/agents/leo/switch')).status).toBe(200);
  });

  test('lets nobody through where nobody was authenticated', async () => {
    const { as } = makeApp();
    expect((await as('admin', '/open')).status).toBe(401);
  });

  test('reaches the agent of the path', async () => {
    const { as } = makeApp();
    expect((await as('margaux', '/v1/agents/margaux/ack', 'POST')).status).toBe(200);
    expect((await as('margaux', '/v1/agents/leo/ack', 'POST')).status).toBe(403);
    const answer = await as('lea', '/v1/agents/margaux/ack', 'POST');
    expect(await answer.json()).toMatchObject({ needed: ['agent', 'admin'], role: 'operator' });
  });

  test('leaves the agents of a body to the handler only where the route says so', async () => {
    const { as } = makeApp();
    expect((await as('margaux', '/v1/interactions', 'POST')).status).toBe(200);
    expect((await as('feed', '/v1/interactions', 'POST')).status).toBe(200);
    expect((await as('margaux', '/v1/forgotten', 'POST')).status).toBe(403);
    expect((await as('feed', '/v1/forgotten', 'POST')).status).toBe(200);
  });
});
