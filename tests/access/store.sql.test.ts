import { expect, test } from 'vitest';
import { hashSecret } from '../../src/access/keys.ts';
import {
  createKey,
  ensureAdminKey,
  findKey,
  listKeys,
  liveKeys,
  overAmong,
  revokeKey,
  rotateKey,
  touchKey,
} from '../../src/access/store.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { isSecretShaped } from '../../src/platform/secret.ts';
import { eachEngine } from '../support/database.ts';

const given = `fr_${'a'.repeat(40)}`;
const revoke = (database: Database, id: string, now: number) =>
  database.transaction((tx) => revokeKey(tx, id, now));

eachEngine('keys', (open) => {
  test('a key is found by the hash of its secret, which is stored nowhere', async () => {
    const { db } = await open();
    const { id, secret } = await createKey(db, { role: 'operator', person: 'lea', name: 'Laptop' }, 1_000);
    const key = await findKey(db, hashSecret(secret), 10);
    expect(key).toEqual({
      id,
      hash: hashSecret(secret),
      role: 'operator',
      person: 'lea',
      name: 'Laptop',
      createdAt: 1_000,
    });
    expect(JSON.stringify(await listKeys(db))).not.toContain(secret);
    expect(await findKey(db, hashSecret('fr_other'), 10)).toBeUndefined();
  });

  test('the database itself refuses an agent key without an agent', async () => {
    const { db } = await open();
    const bound = await createKey(db, { role: 'agent', agent: 'margaux', name: 'Margaux' }, 1);
    expect((await findKey(db, hashSecret(bound.secret), 10))?.agents).toEqual(['margaux']);
    const odd = { role: 'agent', name: 'Odd' } as const;
    await expect(createKey(db, odd, 1)).rejects.toThrow();
  });

  test('a revoked key is found no more, stays listed, and is revoked once', async () => {
    const database = await open();
    const { db } = database;
    const { id, secret } = await createKey(db, { role: 'ingest', name: 'Feed' }, 1);
    expect(await revoke(database, id, 5)).toMatchObject({ ok: true, value: { changed: true } });
    expect(await findKey(db, hashSecret(secret), 10)).toBeUndefined();
    expect((await listKeys(db)).map((key) => key.revokedAt)).toEqual([5]);
    expect(await revoke(database, id, 9)).toMatchObject({
      ok: true,
      value: { changed: false, key: { revokedAt: 5 } },
    });
    expect(await revoke(database, 'nobody', 9)).toMatchObject({
      ok: false,
      refusal: { code: 'unknown_key' },
    });
  });

  test('the last live admin key cannot be revoked, not even by two revocations at once', async () => {
    const database = await open();
    const first = await createKey(database.db, { role: 'admin', name: 'A' }, 1);
    const second = await createKey(database.db, { role: 'admin', name: 'B' }, 2);
    const results = await Promise.all([revoke(database, first.id, 3), revoke(database, second.id, 3)]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({ refusal: { code: 'last_admin_key' } });
  });

  test('a key lives until its end, and not at it', async () => {
    const { db } = await open();
    const { id, secret } = await createKey(db, { role: 'ingest', name: 'Feed', expiresAt: 100 }, 1);
    expect((await findKey(db, hashSecret(secret), 99))?.expiresAt).toBe(100);
    expect(await overAmong(db, [id], 99)).toEqual([]);
    expect((await liveKeys(db, 99)).size).toBe(1);
    expect(await findKey(db, hashSecret(secret), 100)).toBeUndefined();
    expect(await overAmong(db, [id], 100)).toEqual([id]);
    expect((await liveKeys(db, 100)).size).toBe(0);
  });

  test('an admin key that ends is no reason to give up the one that stays', async () => {
    const database = await open();
    const lasting = await createKey(database.db, { role: 'admin', name: 'A' }, 1);
    const ending = await createKey(database.db, { role: 'admin', name: 'B', expiresAt: 100 }, 1);
    expect(await revoke(database, lasting.id, 2)).toMatchObject({ refusal: { code: 'last_admin_key' } });
    expect((await revoke(database, ending.id, 2)).ok).toBe(true);
  });

  test('a rotated key lives on beside its successor for the overlap, and is rotated once', async () => {
    const database = await open();
    const { db } = database;
    const rotate = (id: string, overlapMs: number, now: number) =>
      database.transaction((tx) => rotateKey(tx, id, overlapMs, now));
    const key = { role: 'agent', name: 'Two', agents: ['margaux', 'leo'], expiresAt: 1_000 } as const;
    const old = await createKey(db, { ...key, agents: [...key.agents] }, 0);
    const [one, other] = await Promise.all([rotate(old.id, 50, 200), rotate(old.id, 50, 200)]);
    const made = [one, other].find(({ ok }) => ok);
    expect([one, other].find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'key_rotated' } });
    if (made?.ok !== true) throw new Error('nothing was made');
    const { secret } = made.value;
    expect(await findKey(db, hashSecret(secret), 200)).toMatchObject({
      ...key,
      expiresAt: 1_200,
      replaces: old.id,
    });
    expect((await findKey(db, hashSecret(old.secret), 249))?.id).toBe(old.id);
    expect(await findKey(db, hashSecret(old.secret), 250)).toBeUndefined();
    expect(await rotate(old.id, 50, 250)).toMatchObject({ refusal: { code: 'key_over' } });
    // An overlap never gives a key longer to live than it had.
    const late = await rotate(made.value.key.id, 10_000, 1_190);
    expect(late.ok && late.value.old.expiresAt).toBe(1_200);
  });

  test('its last use is noted at most once a minute', async () => {
    const { db } = await open();
    const { id, secret } = await createKey(db, { role: 'viewer', name: 'V' }, 1);
    const lastUse = async (now: number) => {
      await touchKey(db, id, now);
      return (await findKey(db, hashSecret(secret), now))?.lastUsedAt;
    };
    expect(await lastUse(100_000)).toBe(100_000);
    expect(await lastUse(160_000)).toBe(100_000);
    expect(await lastUse(160_001)).toBe(160_001);
    expect(await lastUse(100_000)).toBe(160_001);
  });

  test('are listed page by page, the oldest first', async () => {
    const { db } = await open();
    for (const now of [1, 1, 2, 3]) await createKey(db, { role: 'viewer', name: `V${now}` }, now);
    const all = await listKeys(db);
    const first = await listKeys(db, { limit: 2 });
    const rest = await listKeys(db, { limit: 10, after: first[1]?.id ?? '' });
    expect([...first, ...rest]).toEqual(all);
    expect(all.map((key) => key.createdAt)).toEqual([1, 1, 2, 3]);
  });
});

eachEngine('the first admin key', (open) => {
  test('is made once, however many processes start at once', async () => {
    const database = await open();
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureAdminKey(database, {}, 1_000)));
    const [winner, ...others] = made.filter((key) => key.created);
    expect(others).toEqual([]);
    expect(winner?.created && isSecretShaped(winner.secret)).toBe(true);
    expect(await listKeys(database.db)).toMatchObject([{ role: 'admin', name: 'first start' }]);
  });

  test('is made again at the next start when no live one stands', async () => {
    const database = await open();
    await createKey(database.db, { role: 'viewer', name: 'V' }, 1);
    expect((await ensureAdminKey(database, {}, 2)).created).toBe(true);
    expect((await ensureAdminKey(database, {}, 3)).created).toBe(false);
  });

  test('given from outside is stored once and never shown', async () => {
    const database = await open();
    const made = await Promise.all([1, 2, 3].map((now) => ensureAdminKey(database, { given }, now)));
    expect(made).toEqual([{ created: false }, { created: false }, { created: false }]);
    expect(await findKey(database.db, hashSecret(given), 10)).toMatchObject({ role: 'admin' });
    expect(await listKeys(database.db)).toHaveLength(1);
  });

  test('given from outside and revoked stays revoked', async () => {
    const database = await open();
    await ensureAdminKey(database, { given }, 1);
    await createKey(database.db, { role: 'admin', name: 'Other' }, 2);
    const [key] = await listKeys(database.db);
    await revoke(database, key?.id ?? '', 3);
    await ensureAdminKey(database, { given }, 4);
    expect(await findKey(database.db, hashSecret(given), 10)).toBeUndefined();
  });
});
