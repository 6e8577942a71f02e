import { pino } from 'pino';
import { expect, test } from 'vitest';
import { enqueueNotices } from '../../src/notices/outbox.ts';
import { noticeRoutes } from '../../src/notices/routes.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createHttp } from '../../src/platform/http/http.ts';
import { problem } from '../../src/platform/http/problem.ts';
import { eachEngine } from '../support/database.ts';
import { trip } from './samples.ts';

const { at: _, ...tripped } = trip();

async function setUp(database: Database) {
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  app.route(
    '/',
    noticeRoutes({
      db: database.db,
      mayRead: async (c, next) =>
        c.req.header('x-reader') === 'yes'
          ? next()
          : problem(c, { status: 403, code: 'role_missing', detail: 'Readers only.' }),
    }),
  );
  const notices = [
    { ...tripped, key: 'a', incident: 4 },
    { ...tripped, key: 'b', incident: 4 },
    { ...tripped, key: 'c', incident: 5, agent: 'leo' },
  ];
  const at = Date.UTC(2026, 5, 5, 6, 2);
  await database.transaction((tx) => enqueueNotices(tx, notices, at));
  return async (query: string, reader = 'yes') => {
    const answer = await app.request(`/v1/notices${query}`, { headers: { 'x-reader': reader } });
    const body = (await answer.json()) as { items: { key: string }[]; nextCursor?: string };
    return { status: answer.status, body, keys: body.items?.map((item) => item.key) };
  };
}

eachEngine('notices over HTTP', (open) => {
  test('the trace of an incident names channel, person, state and time', async () => {
    const get = await setUp(await open());
    const { body, keys } = await get('?incident=5');
    expect(keys).toEqual(['c']);
    expect(body.items[0]).toMatchObject({
      kind: 'agent_tripped',
      severity: 'critical',
      at: '2026-06-05T06:02:00.000Z',
      agent: 'leo',
      incident: 5,
      deliveries: [
        { channel: 'chat', state: 'waiting', attempts: 0 },
        { channel: 'mail', person: 'lea', state: 'waiting', attempts: 0 },
        { channel: 'webhook', state: 'waiting', attempts: 0 },
      ],
    });
    expect(body.items[0]).not.toHaveProperty('seq');
  });

  test('the list is filtered, the newest first, page by page', async () => {
    const get = await setUp(await open());
    expect((await get('?agent=leo')).keys).toEqual(['c']);
    expect((await get('?plan=4&agent=margaux')).keys).toEqual(['b', 'a']);
    const first = await get('?limit=2');
    expect(first.keys).toEqual(['c', 'b']);
    const second = await get(`?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.keys).toEqual(['a']);
    expect(second.body.nextCursor).toBeUndefined();
  });

  test('only readers see it, and a bad filter is refused', async () => {
    const get = await setUp(await open());
    expect((await get('', 'no')).status).toBe(403);
    expect((await get('?incident=four')).status).toBe(400);
    expect((await get('?limit=0')).status).toBe(400);
  });
});
