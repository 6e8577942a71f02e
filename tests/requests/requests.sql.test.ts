import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse, type Who } from '../support/house.ts';
import { rulesWithDesk } from './desk.ts';

const minute = 60_000;

eachEngine('requests of customers', (open) => {
  let database: Database;
  let house: House;
  beforeEach(async () => {
    database = await open();
    house = await openHouse(database, { rules: await rulesWithDesk() });
  });
  afterEach(() => house.stop());

  const receive = (body: object, who: Who = 'ops') =>
    house.as(who).post('/v1/requests', { subject: 'Colis perdu', channel: 'phone', ...body });
  const patch = (number: number, body: object, who: Who = 'ops') =>
    house.as(who).patch(`/v1/requests/${number}`, body);
  const contact = (number: number, body: object, who: Who = 'ops') =>
    house.as(who).post(`/v1/requests/${number}/contacts`, body);
  const get = async (number: number) => ok(house.as('ops').get(`/v1/requests/${number}`));
  const search = async (query: string) =>
    (await ok(house.as('ops').get(`/v1/requests?${query}`))).items.map(
      (one: { number: number }) => one.number,
    );
  const everything = async (): Promise<string> => {
    const { rows } = await database.db.execute<{ name: string }>(
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const texts: string[] = [];
    for (const { name } of rows) {
      const found = await database.db.execute(sql`SELECT t::text AS line FROM ${sql.identifier(name)} t`);
      texts.push(...found.rows.map((row) => String(row['line'])));
    }
    return texts.join('\n');
  };

  test('are kept with all that was said, and nothing of it stands outside of the vault', async () => {
    const customer = {
      name: 'Mme Aurélie Zeller',
      email: 'Aurelie.Zeller@example.org',
      phone: '06 12 34 56 78',
    };
    const { number } = await ok(
      receive({ customer, text: 'Rien depuis jeudi, porte bleue', fields: { contract: 'C-123456' } }),
      201,
    );
    await ok(
      contact(number, { direction: 'out', channel: 'mail', text: 'Nous cherchons', awaits: 'us' }),
      201,
    );
    await ok(patch(number, { do: 'escalate', why: 'Le transporteur se tait', to: 'lea' }));
    const file = await get(number);
    expect(file).toMatchObject({
      ...{
        number,
        state: 'waiting',
        kind: 'delivery',
        priority: 'normal',
        version: 3,
        contactsIn: 1,
        contactsOut: 1,
      },
      ...{ subject: 'Colis perdu', text: 'Rien depuis jeudi, porte bleue', fields: { contract: 'C-123456' } },
      customer: { name: customer.name, emails: [customer.email], phones: [customer.phone] },
      contacts: [{ text: 'Nous cherchons', direction: 'out' }],
      escalation: { to: 'lea' },
    });
    expect(file.events.map(({ kind, words }: { kind: string; words?: string }) => [kind, words])).toEqual([
      ['requestReceived', undefined],
      ['requestAnswered', undefined],
      ['requestEscalated', 'Le transporteur se tait'],
    ]);
    const kept = await everything();
    for (const secret of [
      'Zeller',
      'zeller',
      'porte bleue',
      'cherchons',
      'C-123456',
      '0612345678',
      'Colis',
      'se tait',
    ])
      expect(kept).not.toContain(secret);
    const entries = await ok(house.as('viewer').get('/v1/register?kind=requestAnswered'));
    expect(entries.items).toMatchObject([
      { actor: 'person:it-ops', data: { request: number, state: 'waiting' } },
    ]);
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
  });

  test('sent twice, one after the other or at once, are one request; other words under the same id are refused', async () => {
    const clientId = '0b7e6f1c-1111-4222-8333-444455556666';
    const both = await Promise.all([receive({ clientId }), receive({ clientId })]);
    const third = await house.as('ops').raw('/v1/requests', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': clientId },
      body: JSON.stringify({ subject: 'Colis perdu', channel: 'phone' }),
    });
    const numbers = [...both.map(({ body }) => body.number), (await third.json()).number];
    expect(new Set(numbers).size).toBe(1);
    expect([...both.map(({ status }) => status), third.status]).toEqual([201, 201, 201]);
    const other = await receive({ clientId, subject: 'Autre chose' });
    expect([other.status, other.body.errors[0].pointer]).toEqual([422, '/clientId']);
    const number = numbers[0];
    const note = { direction: 'in', text: 'Toujours rien', clientId: 'note-0001' };
    const notes = await Promise.all([contact(number, note), contact(number, note), contact(number, note)]);
    expect(new Set(notes.map(({ body }) => body.contact)).size).toBe(1);
    expect(await get(number)).toMatchObject({ contactsIn: 2, version: 2 });
    expect(await search('')).toEqual([number]);
  });

  test('are of one customer by address, or by number unless the names say that they are two', async () => {
    const of = async (customer: object) =>
      (await get((await ok(receive({ customer }), 201)).number)).customer.id;
    const jean = await of({ name: 'Jean Dupont', phone: '01 23 45 67 89', email: 'jean@example.org' });
    expect(await of({ phone: '+33 1 23 45 67 89' })).toBe(jean);
    expect(await of({ name: 'M. DUPONT Jean', email: 'JEAN@example.org' })).toBe(jean);
    expect(await of({ name: 'J. Dupont', phone: '0123456789' })).toBe(jean);
    const marie = await of({ name: 'Marie Dupont', phone: '0123456789' });
    expect(marie).not.toBe(jean);
    expect(await of({ name: 'Jean Dupont' })).not.toBe(jean);
    const at = await Promise.all([1, 2, 3].map(() => of({ email: 'neu@example.org', name: 'Neu' })));
    expect(new Set(at).size).toBe(1);
  });

  test('are found by number, words, name, address and telephone number, in whatever writing', async () => {
    const { number } = await ok(
      receive({
        subject: 'Réclamation : bouilloire cassée',
        customer: { name: 'Léa Ngô', email: 'lea.ngo@example.org', phone: '06.12.34.56.78' },
      }),
      201,
    );
    const { number: other } = await ok(receive({ subject: 'Bouilloire jamais reçue' }), 201);
    expect(await search('q=bouilloire')).toEqual([other, number]);
    for (const q of [
      'reclamation',
      'CASSEE bouilloire',
      'ngo',
      'lea.NGO@example.org',
      '0612345678',
      '+33 6 12 34 56 78',
      `n° ${number}`,
      `${number}`,
    ])
      expect([q, await search(`q=${encodeURIComponent(q)}`)]).toEqual([q, [number]]);
    for (const q of ['bouilloires', 'bouilloire perdue', '%', "' OR 1=1 --", '9999'])
      expect([q, await search(`q=${encodeURIComponent(q)}`)]).toEqual([q, []]);
    await ok(patch(number, { subject: 'Théière cassée', customer: { name: 'Léa Durand' } }));
    expect([await search('q=bouilloire'), await search('q=ngo'), await search('q=theiere+durand')]).toEqual([
      [other],
      [],
      [number],
    ]);
    await ok(patch(other, { do: 'resolve' }));
    expect([
      await search('state=open'),
      await search('state=resolved'),
      await search('state=received&q=cassee'),
    ]).toEqual([[number], [other], [number]]);
    const first = await ok(house.as('ops').get('/v1/requests?limit=1'));
    expect(first.items).toHaveLength(1);
    expect(await search(`limit=1&cursor=${first.nextCursor}`)).toEqual([number]);
  });

  test('are changed by who has read them last, and said so to whoever has not', async () => {
    const { number } = await ok(receive({}), 201);
    await ok(patch(number, { priority: 'high', version: 1 }));
    const late = await patch(number, { priority: 'low', version: 1 });
    expect([late.status, late.body.type, late.body.version]).toEqual([
      409,
      'urn:filrouge:problem:request_changed',
      2,
    ]);
    expect(await get(number)).toMatchObject({ priority: 'high', version: 2 });
    const refused = await contact(number, { direction: 'out', text: 'never kept', version: 1 });
    expect(refused.status).toBe(409);
    const { rows } = await database.db.execute<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM vault_rows WHERE erased_at IS NULL AND purpose = 'answer_request'`,
    );
    expect(rows[0]?.count).toBe(1);
  });

  test('are resolved with what their kind requires, and closed with the word of the customer or a reason', async () => {
    const { number } = await ok(
      receive({ subject: 'Réclamation', customer: { email: 'a@example.org' } }),
      201,
    );
    const missing = await patch(number, { do: 'resolve' });
    expect([missing.status, missing.body.missing]).toEqual([
      409,
      [
        { code: 'field_missing', at: 'name' },
        { code: 'field_missing', at: 'contract' },
      ],
    ]);
    expect((await patch(number, { fields: { contract: '12' } })).body.errors[0].pointer).toBe(
      '/fields/contract',
    );
    await ok(patch(number, { fields: { contract: 'C-000001' }, customer: { name: 'Ana' } }));
    await ok(patch(number, { do: 'resolve' }));
    expect((await patch(number, { do: 'close' })).body.type).toBe('urn:filrouge:problem:not_confirmed');
    await ok(contact(number, { direction: 'in', confirms: true, text: 'Merci' }), 201);
    expect(await ok(patch(number, { do: 'close' }))).toMatchObject({
      state: 'closed',
      closed: { how: 'confirmed' },
    });
    await ok(contact(number, { direction: 'in', text: 'Encore cassé' }), 201);
    expect(await get(number)).toMatchObject({ state: 'reopened', reopenings: 1 });
  });

  test('merged by a referent or a lead go on in one, which tells both histories', async () => {
    const customer = { email: 'a@example.org' };
    const { number: one } = await ok(receive({ customer, text: 'premier' }), 201);
    const { number: two } = await ok(receive({ customer, text: 'second' }), 201);
    await ok(contact(one, { direction: 'in', text: 'allo ?' }), 201);
    expect((await patch(one, { do: 'merge', into: two })).status).toBe(403);
    expect(await ok(patch(one, { do: 'merge', into: two }, 'lea'))).toMatchObject({
      state: 'merged',
      mergedInto: two,
    });
    const led = await house.as('ops').raw(`/v1/requests/${one}`, { redirect: 'manual' });
    expect([led.status, led.headers.get('location')]).toEqual([308, `/v1/requests/${two}`]);
    const file = await get(two);
    expect(file).toMatchObject({
      mergedFrom: [one],
      contactsIn: 3,
      contacts: [{ request: one, text: 'allo ?' }],
    });
    expect(file.events.filter(({ kind }: { kind: string }) => kind === 'requestMerged')).toHaveLength(2);
    expect(await ok(house.as('ops').get(`/v1/requests/${one}?asIs=true`))).toMatchObject({ text: 'premier' });
    const { number: three } = await ok(receive({ customer }), 201);
    await ok(patch(two, { do: 'merge', into: three }, 'lea'));
    expect((await get(three)).mergedFrom).toEqual([one, two]);
    expect((await contact(one, { direction: 'in' })).body).toMatchObject({ into: three });
  });

  test('are a customer’s other than he was thought to be, with all that was said', async () => {
    const { number: one } = await ok(receive({ customer: { email: 'a@example.org', name: 'Ana' } }), 201);
    const { number: two } = await ok(receive({ customer: { email: 'b@example.org', name: 'Bob' } }), 201);
    const bob = (await get(two)).customer.id;
    await ok(patch(one, { customerId: bob }));
    expect((await get(one)).customer).toMatchObject({ id: bob, name: 'Bob' });
    expect([await search('q=ana'), await search('q=bob')]).toEqual([[], [two, one]]);
    const { rows } = await database.db.execute(sql`SELECT 1 FROM vault_rows WHERE subject = ${bob}`);
    // His name, his address, and a subject of each request.
    expect(rows).toHaveLength(4);
    expect((await patch(one, { customerId: 'nobody' })).status).toBe(404);
  });

  test('take any text as a text', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      "'; DROP TABLE requests; --",
      '{"$ne": null}',
      '\u202Egnirts',
      'a\u0301'.repeat(100),
      '🧨'.repeat(50),
      '../../etc/passwd',
      '=cmd|calc',
    ];
    for (const text of hostile) {
      const { number } = await ok(
        receive({ subject: text, text, customer: { name: text, phone: text.slice(0, 60) } }),
        201,
      );
      expect(await get(number)).toMatchObject({ subject: text, text, customer: { name: text } });
    }
    for (const bad of [
      { subject: ' ' },
      { subject: 'x'.repeat(301) },
      { subject: 'a\0b' },
      { channel: 'telepathy' },
      { kind: 'nope' },
      { owner: 'nobody' },
      { agent: 'nobody' },
      { fields: { nope: 'x' } },
      { fields: { __proto__: 'x', constructor: 'y' } },
      { at: new Date(house.clock.now() + 5 * minute + 1).toISOString() },
      { clientId: 'short' },
      { customer: { name: '' } },
      { extra: 1 },
    ])
      expect([bad, (await receive(bad)).status]).toEqual([bad, 422]);
    expect((await receive({ customerId: 'x' })).status).toBe(404);
  });

  test('come by telephone: the file is opened, a missed call is a request, and one about the only open request is a contact', async () => {
    const at = (minutes: number) => new Date(house.clock.now() + minutes * minute).toISOString();
    const call = (body: object, who: Who = 'ingest') =>
      ok(house.as(who).post('/v1/requests/calls', { number: '06 12 34 56 78', direction: 'in', ...body }));
    const ringing = await call({ id: 'pbx-1', start: at(-9) });
    expect(ringing).toEqual({ call: 'pbx-1', customer: expect.any(String), open: [] });
    const missed = await call({ id: 'pbx-1', start: at(-9), end: at(-8), answered: false });
    const number = missed.request;
    expect(await get(number)).toMatchObject({
      ...{ state: 'received', channel: 'phone' },
      customer: { id: ringing.customer },
    });
    expect(await call({ id: 'pbx-1', start: at(-9), end: at(-8) })).toMatchObject({ request: number });
    expect(await search('q=0612345678')).toEqual([number]);
    const back = await call({
      number: '+33612345678',
      direction: 'out',
      start: at(-6),
      answered: at(-5),
      end: at(-4),
      person: 'lea',
    });
    expect(back).toMatchObject({ customer: ringing.customer, open: [number], request: number });
    const after = await get(number);
    expect(after).toMatchObject({
      state: 'answered',
      answered: { at: at(-6) },
      contacts: [{ channel: 'phone', endedAt: at(-4) }],
    });
    await ok(patch(number, { do: 'resolve' }));
    const loose = await call({ start: at(-3), answered: true, end: at(-2) });
    expect(loose).not.toHaveProperty('request');
    const { items } = await ok(house.as('ops').get('/v1/requests/calls?loose=true'));
    expect(items).toMatchObject([{ id: loose.call, number: '06 12 34 56 78' }]);
    const named = await call({ start: at(-3), answered: true, end: at(-2), request: number }, 'ops');
    expect(named).toMatchObject({ call: loose.call, request: number });
    expect(await get(number)).toMatchObject({ state: 'reopened' });
    for (const hidden of ['', 'anonymous'])
      expect(await call({ number: hidden, start: at(-1), end: at(0) })).toMatchObject({
        request: expect.any(Number),
      });
    for (const bad of [
      { start: at(6) },
      { start: at(-1), end: at(-2) },
      { start: at(-2), end: at(-1), answered: at(0) },
      { start: at(-1), person: 'nobody' },
    ])
      expect(
        (await house.as('ingest').post('/v1/requests/calls', { number: '1', direction: 'in', ...bad }))
          .status,
      ).toBe(422);
    expect(
      (
        await house.as('ingest').post('/v1/requests/calls', {
          number: '1',
          direction: 'in',
          start: at(-1),
          end: at(0),
          request: 99,
        })
      ).status,
    ).toBe(404);
    expect((await house.as('ingest').get('/v1/requests/calls')).status).toBe(403);
  });

  test('come from the script that the dialplan of Asterisk calls, whatever a caller sends as a number', async () => {
    const { secret } = await ok(house.as('admin').post('/v1/keys', { role: 'ingest', name: 'pbx' }), 201);
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-call-'));
    const conf = join(folder, 'call.conf');
    await writeFile(conf, `FILROUGE_URL=${house.url}\nFILROUGE_CALL_KEY=${secret}\n`);
    const script = resolve(import.meta.dirname, '../../examples/telephony/filrouge-call.sh');
    const start = house.clock.now() / 1_000 - 600;
    const tell = async (...args: (string | number)[]) => {
      const env = { ...process.env, FILROUGE_CALL_CONF: conf };
      const { stdout } = await promisify(execFile)('sh', [script, ...args.map(String)], { env });
      return JSON.parse(stdout);
    };
    const ringing = await tell('1780646400.7', 'in', '0612345678', start);
    expect(ringing).toMatchObject({ call: '1780646400.7', open: [] });
    const missed = await tell('1780646400.7', 'in', '0612345678', start, start + 20, 'no');
    expect(missed).toMatchObject({ customer: ringing.customer, request: expect.any(Number) });
    const odd = await tell('1780646400.8', 'in', '06","x":"$(id)12345678', start, start + 20, 'yes');
    expect(odd).toMatchObject({ customer: ringing.customer, request: missed.request });
  });

  test('are received by intakes, read by who works at the desk, and by nobody else', async () => {
    const { number } = await ok(receive({}, 'ingest'), 201);
    const statuses = (who: Who) =>
      Promise.all([
        receive({}, who).then(({ status }) => status),
        house
          .as(who)
          .get('/v1/requests')
          .then(({ status }) => status),
        house
          .as(who)
          .get(`/v1/requests/${number}`)
          .then(({ status }) => status),
        contact(number, { direction: 'in' }, who).then(({ status }) => status),
        patch(number, { priority: 'low' }, who).then(({ status }) => status),
      ]);
    expect(await statuses('ingest')).toEqual([201, 403, 403, 403, 403]);
    expect(await statuses('viewer')).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses('margaux')).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses('ops')).toEqual([201, 200, 200, 201, 200]);
  });
});

eachEngine('without a desk.yaml', (open) => {
  test('there is no desk, and it is said how to have one', async () => {
    const house = await openHouse(await open());
    try {
      for (const answer of [
        await house.as('ops').get('/v1/requests'),
        await house.as('ops').post('/v1/requests', { subject: 'Allô', channel: 'phone' }),
        await house.as('ops').patch('/v1/requests/1', { do: 'resolve' }),
      ])
        expect([answer.status, answer.body.type]).toEqual([404, 'urn:filrouge:problem:no_desk']);
    } finally {
      await house.stop();
    }
  });
});
