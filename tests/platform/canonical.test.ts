import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { canonicalJson, type JsonValue, sha256Hex } from '../../src/platform/canonical.ts';

describe('canonical JSON', () => {
  test('sorts members by UTF-16 code units and writes no spaces', () => {
    expect(canonicalJson({ b: [1, true, null], a: { é: 'x', z: 'y' } })).toBe(
      '{"a":{"z":"y","é":"x"},"b":[1,true,null]}',
    );
    // The sorting example of RFC 8785, section 3.2.3: a surrogate pair stands before U+FB33.
    expect(
      canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 }),
    ).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\ud83d\ude00":5,"\ufb33":3}');
  });

  test('writes numbers as ECMAScript does, and minus zero as zero', () => {
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  test('leaves out members that are undefined, as JSON does', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}');
  });

  test('refuses what JSON cannot say', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(TypeError);
    expect(() => canonicalJson([Number.POSITIVE_INFINITY])).toThrow(TypeError);
    expect(() => canonicalJson({ text: '\ud800' })).toThrow(TypeError);
  });

  test.prop([fc.jsonValue({ noUnicodeString: false })])('says the same value as JSON', (value) => {
    const json: JsonValue = JSON.parse(JSON.stringify(value));
    expect(JSON.parse(canonicalJson(json))).toEqual(json);
  });

  test.prop([fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ unit: 'binary' }))])(
    'writes a number and a text as ECMAScript writes them in JSON',
    (value) => {
      expect(canonicalJson(value)).toBe(JSON.stringify(value));
    },
  );

  test.prop([fc.dictionary(fc.string(), fc.integer())])(
    'does not depend on the order of members',
    (members) => {
      const backwards = Object.fromEntries(Object.entries(members).reverse());
      expect(canonicalJson(backwards)).toBe(canonicalJson(members));
    },
  );
});

test('the SHA-256 of a text is that of its UTF-8 bytes', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});
