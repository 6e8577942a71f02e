import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createNoticeDesk } from '../../src/notices/desk-store.ts';
import type { Recipient } from '../../src/notices/notice.ts';
import { deliveryId, enqueueNotices } from '../../src/notices/outbox.ts';
import { noticeRoutes } from '../../src/notices/routes.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createHttp } from '../../src/platform/http/http.ts';
import { problem } from '../../src/platform/http/problem.ts';
import { eachEngine } from '../support/database.ts';
import { trip } from './samples.ts';

const { at: _, ...tripped } = trip();
const at = Date.UTC(2026, 5, 5, 6, 2);

const people: Record<string, Recipient> = {
  lea: { name: 'Léa Fontaine', email: 'lea@x.example', language: 'fr' },
};

function deskOn({ db }: Database) {
  return createNoticeDesk({
    ...{ db, now: () => at, personOf: (id) => people[id], houseLanguage: () => 'en', wake: () => {} },
    book: () => ({ reachOf: () => undefined, houseZone: () => 'Europe/Paris', morningMinutes: 480 }),
    isSetUp: (channel) => channel !== 'chat',
    health: { of: () => undefined },
    stands: async () => true,
    publicUrl: 'https://filrouge.example',
  });
}

async function setUp(database: Database) {
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  app.route(
    '/',
    noticeRoutes({
      db: database.db,
      desk: deskOn(database),
      maySend: async (c, next) => {
        c.set('caller', { actor: { kind: 'person', person: 'lea', key: 'k1' }, role: 'operator' });
        return next();
      },
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
  await database.transaction((tx) => enqueueNotices(tx, notices, at));
  const ask = (path: string, body?: object) =>
    app.request(`/v1/notices${path}`, {
      headers: { 'x-reader': 'yes', 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const get = async (query: string, reader = 'yes') => {
    const answer = await app.request(`/v1/notices${query}`, { headers: { 'x-reader': reader } });
    const body = (await answer.json()) as { items: { key: string }[]; nextCursor?: string };
    return { status: answer.status, body, keys: body.items?.map((item) => item.key) };
  };
  return Object.assign(get, { ask });
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

  test('a delivery is shown as it is read, in the language of its reader or the one that is asked for', async () => {
    const { ask } = await setUp(await open());
    const id = deliveryId('c', { channel: 'mail', recipient: 'lea' });
    const french = await (await ask(`/messages/${id}`)).json();
    expect(french).toMatchObject({ channel: 'mail', person: 'lea', language: 'fr' });
    expect(french.subject).toContain('Margaux est suspendu');
    expect(french.html).toContain('https://filrouge.example/plans/4');
    const english = await (await ask(`/messages/${id}?language=en`)).json();
    expect(english.text).toContain('threshold 2%');
    expect((await ask('/messages/msg_none')).status).toBe(404);
  });

  test('a test message goes by the outbox, to whom and by what is set up', async () => {
    const { ask } = await setUp(await open());
    const sent = await ask('/test', { channel: 'mail', person: 'lea' });
    expect(sent.status).toBe(202);
    const { delivery } = await sent.json();
    const { items } = await (await ask('?kind=test_message&state=waiting')).json();
    expect(items).toMatchObject([{ deliveries: [{ id: delivery, channel: 'mail', person: 'lea' }] }]);
    expect((await (await ask(`/messages/${delivery}`)).json()).text).toContain('Léa Fontaine');
    const refusals = [
      [{ channel: 'chat' }, 409],
      [{ channel: 'mail' }, 422],
      [{ channel: 'webhook', person: 'lea' }, 422],
      [{ channel: 'mail', person: 'noah' }, 404],
      [{ channel: 'pigeon' }, 422],
    ] as const;
    for (const [order, status] of refusals) expect((await ask('/test', order)).status).toBe(status);
  });

  test('only readers see it, and a bad filter is refused', async () => {
    const get = await setUp(await open());
    expect((await get('', 'no')).status).toBe(403);
    expect((await get('?incident=four')).status).toBe(400);
    expect((await get('?limit=0')).status).toBe(400);
  });
});
