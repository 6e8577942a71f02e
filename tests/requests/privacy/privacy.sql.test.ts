import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { NewRow, Vault } from '../../../src/requests/vault/vault.ts';
import { eachEngine, onPglite } from '../../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../../support/house.ts';
import { newMasterKey, ringOf, vaultIn } from '../../support/vault.ts';

vi.setConfig({ testTimeout: 60_000 });

const key = newMasterKey();
const retention = `timezone: Europe/Paris
categories:
  prospect:
    name: { fr: Prospects, en: Prospects }
    purpose: { fr: Répondre à vos questions, en: To answer your questions }
    keep: 3 years
    after: last_contact
    basis: { fr: "CNIL, référentiel de 2022", en: "CNIL, reference of 2022" }
  invoice:
    name: { fr: Factures, en: Invoices }
    purpose: { fr: Tenir la comptabilité, en: To keep accounts }
    keep: 10 years
    after: issued
    basis: { fr: "Code de commerce, article L123-22", en: "French commercial code, article L123-22" }
    must_keep: true
  exchange:
    name: { fr: Échanges, en: Exchanges }
    purpose: { fr: Répondre, en: To answer }
    keep: 3 years
    after: last_contact
    basis: { fr: Décision, en: Decision }
`;
const jean = 'customer-1';
const issuedAt = Date.parse('2026-01-15T10:00:00+01:00');
const accept = (type: string) => ({ headers: { accept: type } });

let rules = '';
beforeAll(async () => {
  rules = await mkdtemp(join(tmpdir(), 'filrouge-privacy-'));
  await cp(shippedRules, rules, { recursive: true });
  await writeFile(join(rules, 'retention.yaml'), retention);
});
afterAll(() => rm(rules, { recursive: true, force: true }));

eachEngine('rights over personal data', (open) => {
  type Story = {
    readonly house: House;
    readonly vault: Vault;
    readonly ids: readonly string[];
    readonly read: (id: string | undefined) => Promise<string | undefined>;
    readonly seal: (row: NewRow) => Promise<unknown>;
    readonly request: (right: string) => Promise<number>;
    readonly carry: (number: number, order: object) => ReturnType<ReturnType<House['as']>['patch']>;
  };
  const story = (title: string, body: (story: Story) => Promise<void>) =>
    test(title, async () => {
      const database = await open();
      const house = await openHouse(database, { rules, env: { FILROUGE_VAULT_KEY: key } });
      try {
        const vault = await vaultIn(database, { ring: ringOf(key), now: house.clock.now });
        const of = { subject: jean, purpose: 'answer_request' };
        const ids = await database.transaction((tx) =>
          vault.seal(tx, [
            { ...of, category: 'prospect', text: 'Jean Dupont, jean@example.org', anchorAt: issuedAt },
            { ...of, category: 'invoice', text: 'Facture 2026-117, 84,20 €', anchorAt: issuedAt },
            { ...of, category: 'exchange', text: 'Préfère être appelé le matin' },
          ]),
        );
        await body({
          ...{ house, vault, ids },
          read: async (id = '') =>
            (await vault.open(database.db, [id], { who: 'person:lea', why: 'request 12' })).get(id),
          seal: (row) => database.transaction((tx) => vault.seal(tx, [row])),
          request: async (right) => {
            const order = { right, customer: jean, note: 'Bonjour, je vous écris de la part de Jean.' };
            const { number } = await ok(house.as('lea').post('/v1/privacy', order), 201);
            await ok(
              house.as('lea').patch(`/v1/privacy/${number}`, { do: 'confirmIdentity', means: 'called_back' }),
            );
            return number;
          },
          carry: (number, order) => house.as('camille').patch(`/v1/privacy/${number}`, order),
        });
      } finally {
        await house.stop();
      }
    });

  story(
    'a copy goes out once it is known who asks, by an approver, and the reading is noted',
    async ({ house }) => {
      const { number, dueAt } = await ok(
        house
          .as('lea')
          .post('/v1/privacy', { right: 'access', customer: jean, receivedAt: '2026-06-01T09:00:00Z' }),
        201,
      );
      expect({ number, dueAt }).toEqual({ number: 1, dueAt: '2026-07-01T21:59:59.999Z' });
      expect((await house.as('viewer').post('/v1/privacy', { right: 'access', customer: jean })).status).toBe(
        403,
      );
      const nobody = await house.as('lea').post('/v1/privacy', { right: 'access', customer: 'nobody' });
      expect(nobody.body.type).toContain('unknown_customer');
      const ahead = { right: 'access', customer: jean, receivedAt: '2026-06-09T00:00:00Z' };
      expect((await house.as('lea').post('/v1/privacy', ahead)).status).toBe(422);
      const path = `/v1/privacy/${number}`;
      const early = await house.as('camille').get(`${path}/export`);
      expect([early.status, early.body.type]).toEqual([409, expect.stringContaining('identity_unchecked')]);
      await ok(house.as('lea').patch(path, { do: 'confirmIdentity', means: 'called_back' }));
      expect((await house.as('lea').get(`${path}/export`)).status).toBe(403);
      const copy = await ok(house.as('camille').get(`${path}/export`));
      expect(
        copy.rows.map(({ category, text }: { category: string; text: string }) => [category, text]),
      ).toEqual(
        expect.arrayContaining([
          ['prospect', 'Jean Dupont, jean@example.org'],
          ['invoice', 'Facture 2026-117, 84,20 €'],
        ]),
      );
      expect(copy.rows.find((row: { category: string }) => row.category === 'prospect').until).toBe(
        '2029-01-15T23:00:00.000Z',
      );
      const reads = await ok(house.as('camille').get(`/v1/vault/reads?customer=${jean}`));
      expect(reads.items).toMatchObject([
        { who: expect.stringContaining('camille'), why: `privacy ${number}` },
      ]);
      expect((await house.as('lea').get(`/v1/vault/reads?customer=${jean}`)).status).toBe(403);
      for (const lang of ['fr', 'en']) {
        const pdf = await house.as('camille').raw(`${path}/export?lang=${lang}`, accept('application/pdf'));
        expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
        const bytes = Buffer.from(await pdf.arrayBuffer());
        expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      }
      const letter = await house.as('camille').raw(`${path}/letter?lang=fr`, accept('text/markdown'));
      expect(await letter.text()).toMatch(/droit d’accès[\s\S]*01\/06\/2026[\s\S]*01\/07\/2026/);
      await ok(house.as('camille').patch(path, { do: 'extend', reason: 'Beaucoup de dossiers' }));
      const extended = await house.as('camille').raw(`${path}/letter?lang=en`, accept('text/markdown'));
      expect(await extended.text()).toMatch(/two months more[\s\S]*1 Sept 2026[\s\S]*Beaucoup de dossiers/);
      await ok(house.as('camille').patch(path, { do: 'carryOut' }));
      expect(await ok(house.as('viewer').get(path))).toMatchObject({ state: 'done', isLate: false });
      expect((await ok(house.as('viewer').get('/v1/privacy?state=open'))).items).toEqual([]);
    },
  );

  story(
    'an erasure erases at once what need not be kept, says what must, and can be proved',
    async (told) => {
      const { house, ids, read, request, carry } = told;
      const number = await request('erasure');
      expect((await house.as('lea').patch(`/v1/privacy/${number}`, { do: 'carryOut' })).status).toBe(403);
      const { erasure } = await ok(carry(number, { do: 'carryOut' }));
      expect(erasure).toMatchObject({
        count: 2,
        kept: [{ category: 'invoice', why: 'law', count: 1, until: '2036-01-15T23:00:00.000Z' }],
      });
      expect(await Promise.all(ids.map(read))).toEqual([undefined, 'Facture 2026-117, 84,20 €', undefined]);
      const proof = await ok(house.as('camille').get(`/v1/vault/erasures/${erasure.id}`));
      expect(proof).toMatchObject({ count: 2, left: 0, isProven: true });
      const letter = await house
        .as('camille')
        .raw(`/v1/privacy/${number}/letter?lang=fr`, accept('text/markdown'));
      expect(await letter.text()).toMatch(/Factures[\s\S]*L123-22[\s\S]*15\/01\/2036/);
      const register = JSON.stringify((await ok(house.as('viewer').get('/v1/register?limit=500'))).items);
      expect(register).toContain('privacyCarriedOut');
      expect(register).not.toMatch(/Dupont|jean@|Facture|Bonjour/);
      expect((await carry(number, { do: 'carryOut' })).status).toBe(409);
      expect((await house.as('camille').get('/v1/vault/erasures/nothing')).status).toBe(404);
    },
  );

  story(
    'a hold keeps all of it, against an erasure too, until it is ended',
    async ({ house, read, ids, request, carry }) => {
      const order = { customer: jean, reason: 'Litige avec Jean Dupont' };
      expect((await house.as('lea').post('/v1/vault/holds', order)).status).toBe(403);
      const nobody = await house.as('camille').post('/v1/vault/holds', { customer: 'nobody', reason: 'x' });
      expect(nobody.status).toBe(404);
      const hold = await ok(house.as('camille').post('/v1/vault/holds', order), 201);
      const { erasure } = await ok(carry(await request('erasure'), { do: 'carryOut' }));
      expect(erasure).toMatchObject({
        count: 0,
        kept: expect.arrayContaining([{ category: 'prospect', why: 'hold', count: 1 }]),
      });
      expect(await read(ids[0])).toBe('Jean Dupont, jean@example.org');
      expect((await ok(house.as('camille').del(`/v1/vault/holds/${hold.id}`))).endedBy).toContain('camille');
      expect((await house.as('camille').del(`/v1/vault/holds/${hold.id}`)).status).toBe(404);
      house.clock.set('2029-01-16T03:29:00Z');
      await house.calendar.run();
      expect(await read(ids[0])).toBeUndefined();
      expect(await read(ids[1])).toBe('Facture 2026-117, 84,20 €');
      const register = JSON.stringify((await ok(house.as('viewer').get('/v1/register?limit=500'))).items);
      expect(register).not.toContain('Litige');
    },
  );

  story('a restriction hides all from everybody but their own requests, until it is lifted', async (told) => {
    const { house, read, ids, request, carry } = told;
    const number = await request('restriction');
    await ok(carry(number, { do: 'carryOut' }));
    expect(await read(ids[0])).toBeUndefined();
    const copy = await ok(house.as('camille').get(`/v1/privacy/${number}/export`));
    expect(JSON.stringify(copy)).toContain('Jean Dupont');
    expect(copy.restrictedAt).toBeDefined();
    await ok(carry(number, { do: 'lift', reason: 'Les données sont exactes.' }));
    expect(await read(ids[0])).toBe('Jean Dupont, jean@example.org');
    expect((await carry(number, { do: 'lift', reason: 'Encore' })).status).toBe(409);
  });
});

onPglite('a house without a key of the vault', (open) => {
  test('takes nothing, and says so with what to do', async () => {
    const house = await openHouse(await open(), { env: { FILROUGE_VAULT_KEY: '' } });
    try {
      const answer = await house.as('lea').post('/v1/privacy', { right: 'access', customer: jean });
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({
        type: expect.stringContaining('no_vault'),
        detail: expect.stringContaining('FILROUGE_VAULT_KEY'),
      });
    } finally {
      await house.stop();
    }
  });
});
