import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { openBytes, sealBytes } from '../../../src/platform/sealing/cipher.ts';
import { parseKeyRing, parseMasterKey } from '../../../src/platform/sealing/master-key.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const flipped = (sealed: string, bit: number): string => {
  const bytes = Buffer.from(sealed, 'base64');
  const place = bit % (bytes.length * 8);
  bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7));
  return bytes.toString('base64');
};

describe('what is sealed', () => {
  test.prop([key, fc.uint8Array({ maxLength: 200 }), fc.string()])(
    'opens with its key and its place, and comes out as it went in',
    (secret, plain, bound) => {
      expect(openBytes(secret, sealBytes(secret, plain, bound), bound)).toEqual(Buffer.from(plain));
    },
  );

  test.prop([key, key, fc.string(), fc.string()])(
    'does not open with another key, nor in another place',
    (secret, other, bound, elsewhere) => {
      const sealed = sealBytes(secret, Buffer.from('Jean Dupont'), bound);
      if (!Buffer.from(secret).equals(other)) expect(openBytes(other, sealed, bound)).toBeUndefined();
      if (bound !== elsewhere) expect(openBytes(secret, sealed, elsewhere)).toBeUndefined();
    },
  );

  test.prop([key, fc.uint8Array({ maxLength: 40 }), fc.nat()])(
    'does not open when a single bit of it was changed, wherever that is',
    (secret, plain, bit) => {
      expect(openBytes(secret, flipped(sealBytes(secret, plain, 'here'), bit), 'here')).toBeUndefined();
    },
  );

  test('is another text each time, and shows nothing of what it holds but its length', () => {
    const secret = Buffer.alloc(32, 7);
    const sealed = () => sealBytes(secret, Buffer.from('Jean Dupont'), 'here');
    expect(sealed()).not.toBe(sealed());
    expect(Buffer.from(sealed(), 'base64')).toHaveLength(12 + 16 + 11);
  });

  test.each(['', 'AAAA', '%%%', 'a'.repeat(37)])('%j is nothing that was ever sealed', (text) => {
    expect(openBytes(Buffer.alloc(32), text, 'here')).toBeUndefined();
  });
});

describe('a master key', () => {
  const text = Buffer.alloc(32, 'k').toString('base64');

  test.each([
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['without its end', text.slice(0, -1)],
    ['in hexadecimal digits', '6b'.repeat(32)],
    ['with something behind it', `${text}x`],
    ['nothing', ''],
  ])('is 32 bytes in base64, and not: %s', (_, other) => {
    expect(parseMasterKey(text)).toBeDefined();
    expect(parseMasterKey(other)).toBeUndefined();
  });

  test('wraps under its name, and another has another name and unwraps nothing of it', () => {
    const [one, other] = [parseMasterKey(text), parseMasterKey(Buffer.alloc(32, 'l').toString('base64'))];
    const wrapped = one?.wrap(Buffer.alloc(32, 1), 'row') ?? '';
    expect(one?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(other?.id).not.toBe(one?.id);
    expect(one?.unwrap(wrapped, 'row')).toEqual(Buffer.alloc(32, 1));
    expect(one?.unwrap(wrapped, 'other row')).toBeUndefined();
    expect(other?.unwrap(wrapped, 'row')).toBeUndefined();
  });

  test('shows its bytes to nobody who prints it', () => {
    expect(JSON.stringify(parseMasterKey(text))).not.toContain(text);
  });

  test('stands first where there are several, and one that is none spoils them all', () => {
    const old = Buffer.alloc(32, 'o').toString('base64');
    expect(parseKeyRing(`${text}, ${old}`)?.current.id).toBe(parseMasterKey(text)?.id);
    expect([...(parseKeyRing(`${text},${old}`)?.all.keys() ?? [])]).toHaveLength(2);
    expect(parseKeyRing(`${text},`)).toBeUndefined();
    expect(parseKeyRing(`${text},hunter2`)).toBeUndefined();
  });
});
