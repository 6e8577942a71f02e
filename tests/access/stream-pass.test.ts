import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hashSecret } from '../../src/access/keys.ts';
import { readPass, writePass } from '../../src/access/stream-pass.ts';

const [hash, other] = [hashSecret('fr_secret'), hashSecret('fr_other')];
const pass = { key: '3f2akq81m2', about: 'margaux', until: Date.UTC(2026, 5, 5, 6, 2) };

describe('a pass to a stream', () => {
  test('says whose it is and until when, and is signed by that key alone', () => {
    const shown = readPass(writePass(pass, hash), 'margaux');
    expect(shown).toMatchObject(pass);
    expect([shown?.isSignedBy(hash), shown?.isSignedBy(other)]).toEqual([true, false]);
  });

  test('is none to the stream of another agent', () => {
    expect(readPass(writePass(pass, hash), 'leo')?.isSignedBy(hash)).toBe(false);
  });

  test.prop([fc.nat(), fc.constantFrom(...'abz019.-_é ')])('does not survive any change', (at, letter) => {
    const text = writePass(pass, hash);
    const place = at % text.length;
    const changed = text.slice(0, place) + letter + text.slice(place + 1);
    // The last letter of base64 holds four bits that count, and two that do not.
    fc.pre(changed !== text && place < text.length - 1);
    expect(readPass(changed, 'margaux')?.isSignedBy(hash) ?? false).toBe(false);
  });

  test.prop([fc.string()])('is none of any other text', (text) => {
    expect(readPass(text, 'margaux')).toBeUndefined();
  });
});
