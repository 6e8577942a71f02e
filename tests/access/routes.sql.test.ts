import { pino } from 'pino';
import { expect, test } from 'vitest';
import { authenticate, bearerKeys, createFailureLimiter } from '../../src/access/guard.ts';
import { createKeyCache } from '../../src/access/key-cache.ts';
import { createKeyCommands } from '../../src/access/key-commands.ts';
import { keyRoutes } from '../../src/access/routes.ts';
import { ensureAdminKey, findKey, listKeys, liveKeys, touchKey } from '../../src/access/store.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createHttp } from '../../src/platform/http/http.ts';
import { readRegister } from '../../src/register/store.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';

/** What the answers of these routes may hold, all at once. */
type Body = {
  readonly id: string;
  readonly secret: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly nextCursor?: string;
};

async function setUp(database: Database) {
  const clock = manualClock('2026-06-05T06:02:00Z');
  const admin = await ensureAdminKey(database, {}, clock.now());
  const cache = createKeyCache({
    lookup: (hash) => findKey(database.db, hash, clock.now()),
    touch: (id, now) => touchKey(database.db, id, now),
    liveKeys: () => liveKeys(database.db, clock.now()),
    now: clock.now,
    patience: () => new Promise(() => {}),
    onError: () => {},
  });
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  app.use('/v1/*', authenticate([bearerKeys(cache, createFailureLimiter())]));
  const commands = createKeyCommands({
    database,
    now: clock.now,
    forget: cache.forget,
    changed: cache.forget,
    isAgent: (id) => id === 'margaux',
    isPerson: (id) => id === 'lea',
  });
  app.route('/', keyRoutes({ ...commands, list: (page) => listKeys(database.db, page) }));
  const call = async (secret: string, method: string, path: string, body?: unknown) => {
    const answer = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  };
  const entries = async () =>
    (await readRegister(database.db, { limit: 10 })).map(({ kind, actor, data }) => ({ kind, actor, data }));
  return { call, entries, secret: admin.created ? admin.secret : '', clock };
}

eachEngine('keys over HTTP', (open) => {
  test('an admin makes a key, sees its secret once, and its use is recorded', async () => {
    const { call, clock, entries, secret } = await setUp(await open());
    clock.advance(1_000);
    const made = await call(secret, 'POST', '/v1/keys', { role: 'operator', name: 'Laptop', person: 'lea' });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body.secret).toMatch(/^fr_/);
    const listed = await call(secret, 'GET', '/v1/keys');
    expect(listed.body.items).toHaveLength(2);
    expect(listed.body.items[1]).toEqual({
      id: made.body.id,
      role: 'operator',
      name: 'Laptop',
      person: 'lea',
      createdAt: '2026-06-05T06:02:01.000Z',
    });
    expect(JSON.stringify(listed.body)).not.toMatch(/secret|hash/);
    expect(await entries()).toEqual([
      {
        kind: 'keyCreated',
        actor: `key:${listed.body.items[0]?.id}`,
        data: { key: made.body.id, role: 'operator', person: 'lea' },
      },
    ]);
  });

  test('a revoked key is refused from the next request on', async () => {
    const { call, entries, secret } = await setUp(await open());
    const made = await call(secret, 'POST', '/v1/keys', { role: 'admin', name: 'Second' });
    expect((await call(made.body.secret, 'GET', '/v1/keys')).status).toBe(200);
    const revoked = await call(secret, 'DELETE', `/v1/keys/${made.body.id}`);
    expect(revoked).toMatchObject({ status: 200, body: { revokedAt: '2026-06-05T06:02:00.000Z' } });
    expect((await call(made.body.secret, 'GET', '/v1/keys')).status).toBe(401);
    await call(secret, 'DELETE', `/v1/keys/${made.body.id}`);
    expect((await entries()).map((entry) => entry.kind)).toEqual(['keyCreated', 'keyRevoked']);
  });

  test('refusals say what is wrong', async () => {
    const { call, secret } = await setUp(await open());
    const own = (await call(secret, 'GET', '/v1/keys')).body.items[0]?.id;
    expect(await call(secret, 'DELETE', `/v1/keys/${own}`)).toMatchObject({
      status: 409,
      body: { type: 'urn:filrouge:problem:last_admin_key' },
    });
    expect((await call(secret, 'DELETE', '/v1/keys/nobody')).status).toBe(404);
    expect(await call(secret, 'POST', '/v1/keys', { role: 'agent', name: 'M' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/agent' }] },
    });
    expect(await call(secret, 'POST', '/v1/keys', { role: 'agent', name: 'M', agent: 'leo' })).toMatchObject({
      status: 422,
      body: { type: 'urn:filrouge:problem:unknown_agent' },
    });
    expect(
      await call(secret, 'POST', '/v1/keys', { role: 'viewer', name: 'M', person: 'max' }),
    ).toMatchObject({ status: 422, body: { type: 'urn:filrouge:problem:unknown_person' } });
  });

  test('only admins come near them', async () => {
    const { call, secret } = await setUp(await open());
    const made = await call(secret, 'POST', '/v1/keys', { role: 'approver', name: 'Camille' });
    expect(await call(made.body.secret, 'GET', '/v1/keys')).toMatchObject({
      status: 403,
      body: { needed: ['admin'] },
    });
  });

  test('the list comes in pages', async () => {
    const { call, clock, secret } = await setUp(await open());
    for (const name of ['a', 'b']) {
      clock.advance(1);
      await call(secret, 'POST', '/v1/keys', { role: 'viewer', name });
    }
    const first = await call(secret, 'GET', '/v1/keys?limit=2');
    expect(first.body.items.map((key) => key.name)).toEqual(['first start', 'a']);
    const second = await call(secret, 'GET', `/v1/keys?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ name: 'b' }] });
    expect(second.body.nextCursor).toBeUndefined();
  });
});
