import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { claimMails } from '../../../src/requests/relances/relance-store.ts';
import { decoded, type ReceivedMail, startSmtp } from '../../notices/peers.ts';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { rulesWithDesk } from '../desk.ts';

const hour = 3_600_000;
const day = 24 * hour;

eachEngine('relances to customers', (open) => {
  let database: Database;
  let house: House;
  let mails: readonly ReceivedMail[];
  const customer = { name: 'Mme Aurélie Zeller', email: 'aurelie.zeller@example.org' };
  const text = 'Bonjour,\n\nIl nous manque le numéro de suivi.\n\nLéa Fontaine';

  beforeEach(async () => {
    database = await open();
    const smtp = await startSmtp();
    mails = smtp.received;
    const env = { FILROUGE_SMTP_URL: smtp.url, FILROUGE_MAIL_FROM: 'desk@lendari.example' };
    house = await openHouse(database, { rules: await rulesWithDesk(), env });
    await ok(
      house.as('ops').post('/v1/requests', { subject: 'Colis jamais arrivé', channel: 'phone', customer }),
      201,
    );
    const asked = { direction: 'out', channel: 'phone', text: 'Quel numéro de suivi ?', awaits: 'customer' };
    await ok(house.as('ops').post('/v1/requests/1/contacts', asked), 201);
  });
  afterEach(() => house.stop());

  const until = () => new Date(house.clock.now() + 5 * day).toISOString();
  const relance = (more: object = {}) =>
    house.as('lea').post('/v1/requests/1/relances', {
      ...{ kind: 'collect', channel: 'mail', until: until(), subject: 'Suivi de votre demande n° 1', text },
      ...more,
    });
  /** The mails to customers: the people of the house are told other things. */
  const written = () => mails.filter(({ raw }) => /^Message-ID: <relance-/im.test(raw));
  const dues = async () => (await ok(house.as('ops').get('/v1/desk/relances'))).items;
  const kept = async () => {
    const { rows } = await database.db.execute<{ step: string; mail: string | null; reason: string | null }>(
      sql`SELECT step, mail, mail_reason AS reason FROM request_relances ORDER BY at`,
    );
    return rows.map(({ step, mail, reason }) => [step, mail, reason]);
  };

  test('are drafted, read, and sent by mail to the customer, once, and traced by ids alone', async () => {
    expect(await dues()).toEqual([]);
    expect(await relance()).toMatchObject({
      status: 409,
      body: { type: 'urn:filrouge:problem:relance_too_early' },
    });
    await house.pass(day);
    expect(await dues()).toMatchObject([{ number: 1, kind: 'collect', step: 'first' }]);
    const draft = await ok(
      house.as('lea').get('/v1/requests/1/relance?ask=le%20num%C3%A9ro%20de%20suivi&language=fr'),
    );
    expect(draft).not.toHaveProperty('hindrance');
    expect(draft.draft.body).toContain('Mme Aurélie Zeller');
    expect(draft.draft.body).toContain('Colis jamais arrivé');
    const { subject, body } = draft.draft;
    const sent = { subject, text: body, clientId: 'relance-of-lea-1' };
    const first = await ok(relance(sent), 201);
    expect(first).toMatchObject({ step: 'first', channel: 'mail', mail: 'waiting' });
    expect((await ok(relance(sent), 201)).contact).toBe(first.contact);
    await eventually(async () => expect(await kept()).toEqual([['first', 'sent', null]]));
    expect(written()).toHaveLength(1);
    expect(written()[0]?.to).toEqual([customer.email]);
    const mail = decoded(written()[0]?.raw ?? '').replaceAll('\r\n', '\n');
    for (const part of [
      `Subject: ${subject}`,
      `Message-ID: <relance-${first.contact}@lendari.example>`,
      body,
    ])
      expect(mail).toContain(part);
    const file = await ok(house.as('ops').get('/v1/requests/1'));
    expect(file.contacts.at(-1)).toMatchObject({ direction: 'out', channel: 'mail' });
    expect(file).toMatchObject({ state: 'waiting', waiting: { for: 'customer' } });
    const register = (await ok(house.as('viewer').get('/v1/register?limit=200'))).items;
    expect(register.at(-1).data).toMatchObject({ relance: 'collect', step: 'first' });
    expect(JSON.stringify(register)).not.toMatch(/Zeller|Colis|numéro/i);
  });

  test('go by one channel at a time, twice at most, and then somebody decides', async () => {
    await house.pass(day);
    await ok(relance({ channel: 'phone', text: 'Message laissé' }), 201);
    expect((await relance()).body.type).toBe('urn:filrouge:problem:relance_other_channel');
    await house.pass(3 * day);
    expect(await dues()).toMatchObject([{ step: 'second' }]);
    await ok(relance(), 201);
    await house.pass(7 * day);
    expect(await dues()).toMatchObject([{ step: 'end' }]);
    expect((await relance()).body.type).toBe('urn:filrouge:problem:relance_over');
    const answer = { direction: 'in', channel: 'mail', text: 'Le voici : 6A123' };
    await ok(house.as('ops').post('/v1/requests/1/contacts', answer), 201);
    expect(await dues()).toEqual([]);
    expect((await relance()).body.type).toBe('urn:filrouge:problem:relance_kind');
  });

  test('are refused by mail where no address is known, and said to have failed where it is none', async () => {
    const other = (email?: string) =>
      house.as('ops').post('/v1/requests', {
        ...{ subject: 'Facture', channel: 'phone', customer: { name: 'M. Roux', ...(email && { email }) } },
      });
    const inform = { kind: 'inform', channel: 'mail', until: until(), text };
    await ok(other(), 201);
    const answer = await house.as('lea').post('/v1/requests/2/relances', inform);
    expect(answer.body.type).toBe('urn:filrouge:problem:no_address');
    await ok(other('roux@refused.example'), 201);
    await ok(house.as('lea').post('/v1/requests/3/relances', inform), 201);
    await eventually(async () => expect(await kept()).toEqual([['news', 'failed', 'smtp_550']]));
    expect(written()).toHaveLength(0);
  });

  test('whose mail is not taken now are tried again, and not by two processes at once', async () => {
    await house.pass(day);
    await database.db.execute(
      sql`INSERT INTO request_relances (contact, request, kind, step, channel, at, until, mail, mail_attempts, mail_due_at)
        VALUES ('c-1', 1, 'inform', 'news', 'mail', 0, 1, 'waiting', 0, ${house.clock.now() + 1}::bigint)`,
    );
    const at = house.clock.now() + 1;
    const claimed = await Promise.all([claimMails(database.db, at), claimMails(database.db, at)]);
    expect(claimed.flat()).toEqual([{ contact: 'c-1', request: 1, at: 0, attempts: 1 }]);
    expect(await claimMails(database.db, at + 89_999)).toEqual([]);
    expect(await claimMails(database.db, at + 90_000)).toMatchObject([{ attempts: 2 }]);
  });
});
