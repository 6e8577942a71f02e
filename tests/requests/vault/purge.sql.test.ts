import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { randomId } from '../../../src/platform/ids.ts';
import { readRegister } from '../../../src/register/store.ts';
import { digestOf, purgeReads, purgeVault } from '../../../src/requests/vault/purge-store.ts';
import { readErasure, readRetentionStanding } from '../../../src/requests/vault/standing-store.ts';
import { vaultHolds, vaultReads, vaultRows, vaultSubjects } from '../../../src/requests/vault/tables.ts';
import type { NewRow } from '../../../src/requests/vault/vault.ts';
import type { RetentionRules } from '../../../src/rules/retention/retention.ts';
import { eachEngine } from '../../support/database.ts';
import { vaultIn } from '../../support/vault.ts';

const both = { fr: 'x', en: 'x' };
const rules: RetentionRules = {
  readLog: { unit: 'years', count: 1 },
  categories: [
    {
      ...{ id: 'recording', name: both, purpose: both, basis: both, after: 'recorded', mustKeep: false },
      keep: { unit: 'months', count: 6 },
    },
  ],
};
const paris = 'Europe/Paris';
const end = Date.parse('2026-06-06T00:00:00+02:00');
const recorded = Date.parse('2025-12-05T18:00:00+01:00');
const row = (more: Partial<NewRow> = {}): NewRow => ({
  ...{ category: 'recording', subject: 'customer-1', purpose: 'prove', text: 'Allô' },
  ...{ anchorAt: recorded, ...more },
});

eachEngine('the purge of the vault', (open) => {
  const setUp = async (rows: readonly NewRow[]) => {
    const database = await open();
    const clock = { at: end };
    const vault = await vaultIn(database, { now: () => clock.at });
    const ids = await database.transaction((tx) => vault.seal(tx, rows));
    const pauses = { left: Number.POSITIVE_INFINITY };
    const ports = {
      ...{ database, vault, now: () => clock.at, newId: randomId },
      pause: async () => --pauses.left > 0,
    };
    const kept = async () => {
      const found = await database.db.select({ id: vaultRows.id, sealed: vaultRows.sealed }).from(vaultRows);
      return new Set(found.filter(({ sealed }) => sealed !== null).map(({ id }) => id));
    };
    return { database, clock, vault, ids, ports, pauses, kept };
  };

  test('takes what is past its retention from its end on, not before, with a certificate that holds', async () => {
    const { database, clock, ids, ports, kept } = await setUp([
      row(),
      row({ anchorAt: recorded + 86_400_000 }),
    ]);
    const [gone = '', later = ''] = ids;
    clock.at = end - 1;
    expect(await purgeVault(ports, rules, paris)).toBe(0);
    clock.at = end;
    expect(await readRetentionStanding(database.db, rules, paris, end)).toEqual([
      { category: 'recording', rows: 2, due: 1, running: 0, hasRule: true },
    ]);
    expect(await purgeVault(ports, rules, paris)).toBe(1);
    expect(await kept()).toEqual(new Set([later]));
    const [entry, ...others] = await readRegister(database.db, { kind: 'dataPurged', limit: 10 });
    expect(others).toEqual([]);
    expect(entry?.data).toMatchObject({
      ...{ category: 'recording', rule: '6 months after recorded', count: 1, digest: digestOf([gone]) },
    });
    const erasure = String(entry?.data['erasure']);
    const certificate = { seq: entry?.seq, count: 1, digest: digestOf([gone]) };
    expect(await readErasure(database.db, erasure)).toEqual({
      ...{ count: 1, digest: digestOf([gone]), left: 0, certificate },
    });
    // Somebody puts a row back, or takes its mark away: the certificate no longer holds.
    await database.db.delete(vaultRows).where(eq(vaultRows.id, gone));
    expect(await readErasure(database.db, erasure)).toMatchObject({ count: 0, certificate });
    expect(await readErasure(database.db, 'nobody')).toBeUndefined();
  });

  test('leaves what has not begun to run, what no rule is about, what is under a hold, and what is restricted', async () => {
    const rows = [row({ anchorAt: undefined }), row({ category: 'other' }), row({ subject: 'held' })];
    const { database, ids, ports, kept } = await setUp(rows);
    const hold = { id: 'h', subject: 'held', reason: 'r', setAt: 1, setBy: 'person:camille' };
    await database.db.insert(vaultHolds).values(hold);
    expect(await purgeVault(ports, rules, paris)).toBe(0);
    expect(await kept()).toEqual(new Set(ids));
    await database.db.update(vaultHolds).set({ endedAt: 2 });
    await database.db.insert(vaultSubjects).values({ subject: 'held', restrictedAt: 3 });
    expect(await purgeVault(ports, rules, paris)).toBe(0);
    await database.db.update(vaultSubjects).set({ restrictedAt: null });
    expect(await purgeVault(ports, rules, paris)).toBe(1);
  });

  test('goes by batches, each with its certificate: whoever stops it half-way leaves none without', async () => {
    const { database, ports, pauses, kept } = await setUp(Array.from({ length: 450 }, () => row()));
    pauses.left = 1;
    expect(await purgeVault(ports, rules, paris)).toBe(200);
    pauses.left = Number.POSITIVE_INFINITY;
    expect(await purgeVault(ports, rules, paris)).toBe(250);
    expect((await kept()).size).toBe(0);
    const entries = await readRegister(database.db, { kind: 'dataPurged', limit: 10 });
    expect(entries.map(({ data }) => data['count'])).toEqual([200, 200, 50]);
    for (const { data } of entries)
      expect(await readErasure(database.db, String(data['erasure']))).toMatchObject({
        ...{ count: data['count'], digest: data['digest'], left: 0 },
      });
  });

  test('forgets who read what after its own time, from its end on and not before, and says so', async () => {
    const { database, clock, vault, ids, ports } = await setUp([row()]);
    clock.at = Date.parse('2026-06-06T00:00:00Z');
    await vault.open(database.db, ids, { who: 'person:lea', why: 'request 12' });
    clock.at = Date.parse('2027-06-07T00:00:00+02:00') - 1;
    expect(await purgeReads(ports, rules, paris)).toBe(0);
    clock.at += 1;
    expect(await purgeReads(ports, rules, paris)).toBe(1);
    expect(await database.db.select().from(vaultReads)).toEqual([]);
    const [entry] = await readRegister(database.db, { kind: 'readLogPurged', limit: 2 });
    expect(entry?.data).toMatchObject({ count: 1, rule: '1 year after the reading' });
  });
});
