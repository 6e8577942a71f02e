import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { breakable } from '../../support/breakable.ts';
import { eachEngine } from '../../support/database.ts';
import { type Answer, type House, ok, openHouse } from '../../support/house.ts';
import { expireLease } from '../../support/lease.ts';
import { startAnswering } from '../pull/server.ts';
import { personal, rulesWith, zammadBody, zammadHeaders } from './desk.ts';

const secret = 'correct-horse-battery';
const start = '2026-06-05T08:00:00Z';
const minute = 60_000;
const desks = `  zammad:
    agent: { from: group, values: { Support IA: margaux } }
    fields:
      error: { from: ia_verdict, is: [wrong] }
      reason: { from: ia_motif, values: { Catalogue périmé: stale_catalogue } }
      escalated: { from: group, is: [Niveau 2] }
      csat: { from: satisfaction }
  freshdesk: { agent: margaux }
`;

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await rulesWith(desks);
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

eachEngine('webhooks of helpdesks', (open) => {
  let house: House;
  afterEach(() => house.stop());
  const begin = async (env: Record<string, string> = { FILROUGE_HELPDESK_ZAMMAD_SECRET: secret }) => {
    const database = await open();
    house = await openHouse(database, { rulesDir, start, env });
    return database;
  };
  const post = async (
    body: string,
    headers: Record<string, string> = zammadHeaders(body, secret, randomUUID()),
    source = 'zammad',
  ): Promise<Answer> => {
    const answer = await fetch(`${house.url}/v1/hooks/${source}`, { method: 'POST', headers, body });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };
  const tell = async (ticket: object) => {
    await ok(post(JSON.stringify(zammadBody(ticket))));
    await house.app.settled();
  };
  const value = async (metric: string) => {
    const { body } = await house
      .as('viewer')
      .get(
        `/v1/agents/margaux/series?metric=${metric}&from=2026-06-05T07:00:00Z&to=2026-06-05T10:00:00Z&step=3h`,
      );
    return body.points
      .map(([, one]: [number, number | null]) => one)
      .filter((one: number | null) => one !== null);
  };
  const scrape = async () => (await fetch(`${house.url}/metrics`)).text();

  test('a ticket that is told many times is one interaction, counted when it is settled, and what follows is added', async () => {
    await begin();
    await tell({});
    await tell({
      updated_at: '2026-06-05T07:40:00Z',
      article_count: 2,
      first_response_at: '2026-06-05T07:31:00.282Z',
    });
    expect(await value('error_rate')).toEqual([]);
    const closed = {
      ...{ state: 'closed', updated_at: '2026-06-05T07:50:00Z', article_count: 2 },
      ...{ first_response_at: '2026-06-05T07:31:00.282Z', ia_verdict: 'wrong', ia_motif: 'Catalogue périmé' },
    };
    await tell(closed);
    await tell(closed);
    expect(await value('error_rate')).toEqual([1]);
    expect(await value('response_time')).toEqual([60]);
    expect(await value('fcr')).toEqual([1]);
    expect(await value('reopen_rate')).toEqual([0]);
    expect(await value('escalation_rate')).toEqual([0]);
    expect(await value('csat')).toEqual([]);
    await tell({ ...closed, updated_at: '2026-06-05T07:55:00Z', satisfaction: '4' });
    expect(await value('csat')).toEqual([4]);
    expect(await value('error_rate')).toEqual([1]);
    const text = await scrape();
    expect(text).toContain('filrouge_samples_total{source="helpdesk",outcome="accepted"} 1');
    expect(text).toContain('filrouge_helpdesk_deliveries_total{source="zammad",outcome="taken"} 5');
  });

  test('an older event that comes late says nothing about how things stand', async () => {
    await begin();
    await tell({ state: 'closed', updated_at: '2026-06-05T07:50:00Z' });
    await tell({ state: 'open', updated_at: '2026-06-05T07:45:00Z' });
    expect(await value('reopen_rate')).toEqual([0]);
    await tell({ state: 'open', updated_at: '2026-06-05T07:55:00Z' });
    expect(await value('reopen_rate')).toEqual([0.5]);
  });

  test('handing over to people is told at once, though the ticket leaves the group of the agent', async () => {
    await begin();
    await tell({});
    await tell({ updated_at: '2026-06-05T07:40:00Z', group: { name: 'Niveau 2' } });
    expect(await value('escalation_rate')).toEqual([1]);
    await tell({ state: 'closed', updated_at: '2026-06-05T07:50:00Z', group: { name: 'Niveau 2' } });
    expect(await value('escalation_rate')).toEqual([1]);
    expect(await value('reopen_rate')).toEqual([0]);
  });

  test('a delivery that is repeated counts once, for three days', async () => {
    await begin();
    const body = JSON.stringify(zammadBody({ state: 'closed' }));
    const headers = zammadHeaders(body, secret, 'again');
    expect(await ok(post(body, headers))).toEqual({ taken: 1, repeated: 0 });
    await house.pass(3 * 86_400_000 - minute);
    expect(await ok(post(body, headers))).toEqual({ taken: 1, repeated: 1 });
    expect(await scrape()).toContain(
      'filrouge_helpdesk_deliveries_total{source="zammad",outcome="repeated"} 1',
    );
  });

  test('a delivery that is tried again may tell how the ticket is by then', async () => {
    await begin();
    const [first, later] = [
      zammadBody(),
      zammadBody({ state: 'closed', updated_at: '2026-06-05T07:50:00Z' }),
    ];
    for (const body of [first, later].map((one) => JSON.stringify(one)))
      expect(await ok(post(body, zammadHeaders(body, secret, 'same')))).toEqual({ taken: 1, repeated: 0 });
    await house.app.settled();
    expect(await value('reopen_rate')).toEqual([0]);
  });

  test('nothing that a person said or is called reaches database, answer or metrics', async () => {
    const database = await begin();
    await tell({ state: 'closed', ia_motif: personal[0], satisfaction: personal[3], tags: [...personal] });
    const refused = await post(JSON.stringify({ ticket: { id: personal[1], updated_at: personal[4] } }));
    const { rows: tables } = await database.db.execute<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const kept: unknown[] = [];
    for (const { name } of tables) kept.push((await database.db.execute(`SELECT * FROM "${name}"`)).rows);
    const register = await house.as('viewer').get('/v1/register');
    const everything = JSON.stringify([kept, refused.body, register.body, await scrape()]);
    expect(everything).toContain('zammad:81');
    for (const word of personal) expect(everything).not.toContain(word);
  });

  test('what a process has answered, and not worked off before it died, the next one works off, once', async () => {
    const database = await open();
    let wire = breakable(database);
    house = await openHouse(wire, { rulesDir, start, env: { FILROUGE_HELPDESK_ZAMMAD_SECRET: secret } });
    const { clock } = house;
    await tell({ state: 'closed', updated_at: '2026-06-05T07:40:00Z' });
    // As after a crash between the interactions and the note that they were told.
    await database.db.execute(`UPDATE helpdesk_events SET done = false`);
    await database.db.execute(`DELETE FROM helpdesk_records`);
    const open2 = JSON.stringify(zammadBody({ id: 82, state: 'closed', updated_at: '2026-06-05T07:50:00Z' }));
    await ok(post(open2));
    wire.cut();
    await expireLease(database);
    const dead = house;
    wire = breakable(database);
    house = await openHouse(wire, { rulesDir, clock, env: { FILROUGE_HELPDESK_ZAMMAD_SECRET: secret } });
    await house.pass(1_000);
    const { rows } = await database.db.execute<{ id: string }>(`SELECT id FROM interactions ORDER BY id`);
    expect(rows.map(({ id }) => id)).toEqual(['zammad:81', 'zammad:82']);
    expect(await value('reopen_rate')).toEqual([0]);
    await dead.stop();
  });

  test('what they have lost, or cannot say, is asked of the API: tickets and ratings', async () => {
    const ticket = {
      id: 20,
      status: 5,
      created_at: '2026-06-05T07:30:00Z',
      updated_at: '2026-06-05T07:50:00Z',
    };
    const rating = { ticket_id: 20, ratings: { default_question: -103 }, created_at: '2026-06-05T07:55:00Z' };
    const api = await startAnswering(({ path, parameters }, response) => {
      const isNews =
        (parameters['updated_since'] ?? parameters['created_since'] ?? '') < '2026-06-05T07:50:00Z';
      const found = path.endsWith('/tickets') ? ticket : rating;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(isNews ? [found] : []));
    });
    const name = 'FILROUGE_HELPDESK_FRESHDESK';
    await begin({ [`${name}_SECRET`]: secret, [`${name}_URL`]: api.url, [`${name}_TOKEN`]: 'key' });
    await house.pass(1_000);
    await house.pass(1_000);
    expect(await value('csat')).toEqual([1]);
    expect(await value('reopen_rate')).toEqual([0]);
    const asked = api.asked.length;
    const headers = { 'content-type': 'application/json', 'x-filrouge-secret': secret };
    expect(await ok(post('{}', headers, 'freshdesk'))).toEqual({ taken: 0, repeated: 0 });
    await house.pass(10_000);
    expect(api.asked.length).toBe(asked + 1);
    const text = await scrape();
    expect(text).toContain('filrouge_helpdesk_polls_total{source="freshdesk",outcome="found"} 2');
    expect(text).toContain('filrouge_helpdesk_deliveries_total{source="freshdesk",outcome="sign"} 1');
    const { helpdesks } = (await house.as('viewer').get('/v1/setup')).body;
    expect(helpdesks).toMatchObject([
      { source: 'zammad', hasSecret: false, isAsked: false },
      { source: 'freshdesk', hasSecret: true, isAsked: true, needsApi: true },
    ]);
    await api.stop();
  });

  describe('are refused, each with one clear answer and counted by its reason', () => {
    const good = JSON.stringify(zammadBody());
    const refusals = async () => {
      const lines = (await scrape())
        .split('\n')
        .filter((line) => line.startsWith('filrouge_helpdesk_deliveries_total'));
      return lines.map((line) => line.replace('filrouge_helpdesk_deliveries_total', ''));
    };
    const signed = (body: string) => zammadHeaders(body, secret, 'x');

    test('when they are not genuine', async () => {
      await begin();
      const { 'x-hub-signature': _, ...unsigned } = signed(good);
      expect((await post(good, unsigned)).status).toBe(401);
      expect((await post(good, zammadHeaders(good, 'another-secret', 'x'))).status).toBe(401);
      expect((await post(`${good} `, signed(good))).status).toBe(401);
      expect((await post(good, signed(good), 'nobody')).body.type).toBe(
        'urn:filrouge:problem:unknown_source',
      );
      expect(await refusals()).toEqual([
        '{source="zammad",outcome="bad_signature"} 3',
        '{source="",outcome="unknown_source"} 1',
      ]);
    });

    test('when no secret is set', async () => {
      await begin({});
      expect(await post(good)).toMatchObject({
        status: 401,
        body: { type: 'urn:filrouge:problem:no_secret' },
      });
      expect(await refusals()).toEqual(['{source="zammad",outcome="no_secret"} 1']);
    });

    test('when they are not what Zammad sends', async () => {
      await begin();
      const codeOf = async (body: string) => {
        const answer = await post(body, signed(body));
        return `${answer.status} ${answer.body.type.split(':').at(-1)}`;
      };
      expect(await codeOf('{"ticket": ')).toBe('400 malformed');
      expect(await codeOf('[]')).toBe('422 unreadable');
      expect(await codeOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBe('422 unreadable');
      expect(await codeOf(JSON.stringify(zammadBody({ id: { a: 1 } })))).toBe('422 unreadable');
      expect(await codeOf(JSON.stringify(zammadBody({ updated_at: 'yesterday' })))).toBe('422 unreadable');
      expect(await codeOf(JSON.stringify(zammadBody({ updated_at: '2026-06-05T08:06:00Z' })))).toBe(
        '422 bad_clock',
      );
      expect(await codeOf(JSON.stringify(zammadBody({ updated_at: '2026-05-05T08:00:00Z' })))).toBe(
        '422 bad_clock',
      );
      expect(await codeOf(`"${'x'.repeat(2 * 1024 * 1024)}"`)).toBe('413 too_large');
      expect(await codeOf(`"${'x'.repeat(2 * 1024 * 1024 - 2)}"`)).toBe('422 unreadable');
      const wrong = zammadBody({ state: 7, group: [], tags: {}, article_count: 'many', created_at: false });
      await ok(post(JSON.stringify(wrong)));
      expect(await refusals()).toEqual([
        '{source="zammad",outcome="malformed"} 1',
        '{source="zammad",outcome="unreadable"} 5',
        '{source="zammad",outcome="bad_clock"} 2',
        '{source="zammad",outcome="too_large"} 1',
        '{source="zammad",outcome="taken"} 1',
      ]);
    });
  });
});
