import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './markdown.ts';

const rows = readFileSync(join(root, 'docs/limits.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`src/'))
  .map((line) => {
    const [, limit = '', number = '', , where = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, path = '', code = ''] = /^`([^`]+)` `([^`]+)`$/.exec(where) ?? [];
    return { limit, number, path, code };
  });

const units: Readonly<Record<string, number>> = {
  ...{ '': 1, bytes: 1, KiB: 1_024, MiB: 1_048_576, MB: 1_000_000 },
  ...{ s: 1_000, min: 60_000, h: 3_600_000, days: 86_400_000 },
};

/** Every number in a piece of code, products multiplied out. */
function numbersIn(code: string): number[] {
  const products = code.replaceAll('dayMs', '86_400_000').match(/\d[\d_]*(?:\s*\*\s*\d[\d_]*)*/g) ?? [];
  return products.map((product) =>
    product.split('*').reduce((all, factor) => all * Number(factor.replaceAll('_', '').trim()), 1),
  );
}

describe('docs/limits.md', () => {
  test('has a place in the code for each of its numbers', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ path, code }) => path === '' || code === '')).toEqual([]);
  });

  test.each(rows)('$limit: $number, as in $path', ({ number, path, code }) => {
    expect(readFileSync(join(root, path), 'utf8')).toContain(code);
    const [, count = '', unit = '?'] = /^(\d+) ?(\w*)$/.exec(number) ?? [];
    expect(numbersIn(code)).toContain(Number(count) * (units[unit] ?? Number.NaN));
  });
});
