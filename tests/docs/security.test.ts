import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { root } from './markdown.ts';

const Standard = z.object({ version: z.string(), levels: z.record(z.string(), z.int()) });
const { asvs, aisvs } = z
  .object({ asvs: Standard, aisvs: Standard })
  .parse(JSON.parse(readFileSync(join(root, 'tests/security/requirements.json'), 'utf8')));

const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| C?\d/.test(line))
  .map((line) => {
    const [, id = '', mark = '', says = '', where = ''] = line.split('|').map((cell) => cell.trim());
    return { id: id.replace('²', ''), isSecond: id.endsWith('²'), mark, says, where };
  });
const ids = rows.map(({ id }) => id);

describe('docs/security.md', () => {
  test('has all of level 1 of ASVS, each requirement once and by its own number', () => {
    const first = Object.keys(asvs.levels).filter((id) => asvs.levels[id] === 1);
    expect(first.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const levelOf = (id: string) => (id.startsWith('C') ? aisvs.levels[id] : asvs.levels[id]);
    expect(ids.filter((id) => levelOf(id) === undefined)).toEqual([]);
    const asSecond = rows.filter(
      ({ id, isSecond }) => !id.startsWith('C') && isSecond !== (levelOf(id) === 2),
    );
    expect(asSecond.map(({ id }) => id)).toEqual([]);
  });

  test('says of each how it stands, and where what is held can be looked up', () => {
    expect(rows.filter(({ mark, says }) => !['✓', '◐', '✗', '–'].includes(mark) || says === '')).toEqual([]);
    const nowhere = rows.filter(
      ({ mark, where, says }) => mark === '✓' && where === '' && !/^(?:as |there are none)/.test(says),
    );
    expect(nowhere.map(({ id }) => id)).toEqual([]);
  });

  test('names files that there are', () => {
    const named = [
      ...text.matchAll(/`((?:src|tests|docs|scripts|\.env|docker|Dockerfile|package)[^`\s]*)`/g),
    ];
    const paths = named.map(([, path = '']) => path).filter((path) => /[/.]|^Dockerfile$/.test(path));
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
