import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  callerOf,
  hashSecret,
  type Key,
  NewKey,
  newKeyId,
  newSecret,
  sameHash,
} from '../../src/access/keys.ts';
import { isSecretShaped } from '../../src/platform/secret.ts';

/** Draws bytes from a list, again from its start when it ends. */
function drawn(bytes: readonly number[]): (length: number) => Uint8Array {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => bytes[next++ % bytes.length] ?? 0);
}

const bytes = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 100 })
  .map((list) => [...list, 7]);
const key: Key = { id: 'k1', hash: 'h', role: 'operator', name: 'Léa', createdAt: 0 };

describe('a secret', () => {
  test.prop([bytes])('is fr_ and 40 letters and digits, whatever chance gives', (list) => {
    const secret = newSecret(drawn(list));
    expect(secret).toMatch(/^fr_[0-9A-Za-z]{40}$/);
    expect(isSecretShaped(secret)).toBe(true);
  });

  test('gives no letter more than its share: bytes beyond the last whole multiple are not used', () => {
    expect(newSecret(drawn([247]))).toBe(`fr_${'z'.repeat(40)}`);
    expect(newSecret(drawn([248, 255, 0]))).toBe(`fr_${'0'.repeat(40)}`);
  });

  test('has at least 32 characters after its prefix and at most 128', () => {
    expect(isSecretShaped(`fr_${'a'.repeat(31)}`)).toBe(false);
    expect(isSecretShaped(`fr_${'a'.repeat(32)}`)).toBe(true);
    expect(isSecretShaped(`fr_${'a'.repeat(128)}`)).toBe(true);
    expect(isSecretShaped(`fr_${'a'.repeat(129)}`)).toBe(false);
    expect(isSecretShaped(`sk_${'a'.repeat(40)}`)).toBe(false);
    expect(isSecretShaped(`fr_${'a'.repeat(39)}-`)).toBe(false);
  });

  test('is kept as its SHA-256', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('hashes compare by content, and different lengths are merely different', () => {
    expect(sameHash(hashSecret('a'), hashSecret('a'))).toBe(true);
    expect(sameHash(hashSecret('a'), hashSecret('b'))).toBe(false);
    expect(sameHash('ab', 'abc')).toBe(false);
  });
});

describe('a key', () => {
  test.prop([bytes])('has an id that is easy to read aloud', (list) => {
    expect(newKeyId(drawn(list))).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/);
  });

  test('of an agent names its agents, others may, and an admin reaches all', () => {
    const isKey = (key: object) => NewKey.safeParse({ name: 'K', ...key }).success;
    expect(isKey({ role: 'agent', agent: 'margaux' })).toBe(true);
    expect(isKey({ role: 'agent', agents: ['margaux', 'leo'] })).toBe(true);
    expect(isKey({ role: 'agent' })).toBe(false);
    expect(isKey({ role: 'agent', agents: [] })).toBe(false);
    expect(isKey({ role: 'agent', agent: 'leo', agents: ['margaux'] })).toBe(false);
    for (const role of ['ingest', 'viewer', 'operator', 'approver'])
      expect(isKey({ role, agents: ['margaux'] })).toBe(true);
    expect(isKey({ role: 'operator', agent: 'margaux' })).toBe(false);
    expect(isKey({ role: 'admin', agents: ['margaux'] })).toBe(false);
  });

  test('of a program belongs to no person', () => {
    expect(NewKey.safeParse({ role: 'ingest', name: 'Feed', person: 'lea' }).success).toBe(false);
    expect(NewKey.safeParse({ role: 'agent', name: 'M', agent: 'margaux', person: 'lea' }).success).toBe(
      false,
    );
    expect(NewKey.safeParse({ role: 'operator', name: 'Léa', person: 'lea' }).success).toBe(true);
  });

  test('acts as its person when it has one, else as itself', () => {
    expect(callerOf({ ...key, person: 'lea' })).toEqual({
      actor: { kind: 'person', person: 'lea', key: 'k1' },
      role: 'operator',
      person: 'lea',
    });
    expect(callerOf({ ...key, role: 'agent', agents: ['margaux'] })).toEqual({
      actor: { kind: 'key', key: 'k1' },
      role: 'agent',
      agents: ['margaux'],
    });
  });
});
