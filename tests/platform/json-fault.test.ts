import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFault, jsonFaultText } from '../../src/platform/json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the first fault of a text that is no JSON', () => {
  test.each([
    ['', 'line 1, column 1: found the end, expected a value'],
    ['{"a": }', 'line 1, column 7: found }, expected a value'],
    ['{"a":1,}', 'line 1, column 8: found }, expected a name in double quotes'],
    ['{\n  a: 1\n}', 'line 2, column 3: found a, expected a name in double quotes or }'],
    ["['x']", "line 1, column 2: found ', expected a value or ]"],
    ['[1 2]', 'line 1, column 4: found 2, expected a comma or ]'],
    ['[1}', 'line 1, column 3: found }, expected a comma or ]'],
    ['{"a" 1}', 'line 1, column 6: found 1, expected a colon'],
    ['{"a":1', 'line 1, column 7: found the end, expected a comma or }'],
    ['{"a":01}', 'line 1, column 7: found 1, expected a comma or }'],
    ['{} {}', 'line 1, column 4: found {, expected the end of the text'],
    [
      '{\r\n"a":"b\r\n"}',
      'line 2, column 7: found the end of the line, expected double quotes at the end of the text',
    ],
    ['"a\tb"', 'line 1, column 3: found the character U+0009, expected double quotes at the end of the text'],
    ['"\\x"', 'line 1, column 2: found \\x, expected an escape such as \\n, \\" or \\u00e9'],
    ['NaN', 'line 1, column 1: found NaN, expected a value'],
  ])('%j', (text, told) => {
    const fault = jsonFault(text);
    expect(isJson(text)).toBe(false);
    expect(fault && jsonFaultText(fault)).toBe(told);
  });

  test('is found in a text of any depth', () => {
    const depth = 200_000;
    expect(jsonFault('['.repeat(depth))).toMatchObject({ line: 1, column: depth + 1 });
  });
});

const broken = fc
  .tuple(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom('', '{', ']', ',', '"', '\\', '\n', 'x', ' ', '0'))
  .map(([text, at, cut, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + cut);
  });

test('a text has a fault exactly when JSON.parse refuses it, and its place is within the text', () => {
  fc.assert(
    fc.property(broken, (text) => {
      const fault = jsonFault(text);
      expect(fault === undefined).toBe(isJson(text));
      if (fault === undefined) return;
      const lines = text.split('\n');
      expect(fault.line).toBeLessThanOrEqual(lines.length);
      expect(fault.column).toBeGreaterThanOrEqual(1);
      expect(fault.column).toBeLessThanOrEqual((lines[fault.line - 1] ?? '').length + 1);
    }),
  );
});
