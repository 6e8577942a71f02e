import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentOf, readTar } from '../../../src/platform/archive/tar-file.ts';
import { padding, readTarHeader, tarEnd, tarHeader } from '../../../src/platform/archive/tar-header.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-tar-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type File = readonly [name: string, content: Uint8Array];

function archive(files: readonly File[]): Buffer {
  const pieces = files.flatMap(([name, content]) => [
    tarHeader({ name, size: content.length }, 1_790_000_000),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...pieces, tarEnd]);
}

const text = (value: string) => new TextEncoder().encode(value);
const deep = `${'a-long-folder/'.repeat(9)}${'f'.repeat(60)}.yaml`;

describe('a tar file', () => {
  test('is one that tar itself unpacks, also with long names and accents', async () => {
    const files: File[] = [
      ['begin.json', text('{}')],
      [deep, text('deep')],
      ['règles/été.yaml', text('é')],
    ];
    const path = join(folder, 'a.tar');
    await writeFile(path, archive(files));
    const listed = execFileSync('tar', ['--quoting-style=literal', '-tf', path], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(listed.trim().split('\n')).toEqual(files.map(([name]) => name));
    execFileSync('tar', ['-xf', path, '-C', folder]);
    expect(await readFile(join(folder, deep), 'utf8')).toBe('deep');
  });

  property.prop([
    fc.uniqueArray(fc.stringMatching(/^[a-z]{1,40}(?:\/[a-z]{1,40}){0,3}$/), { maxLength: 5 }),
    fc.array(fc.uint8Array({ maxLength: 2_000 }), { minLength: 5, maxLength: 5 }),
  ])('gives back what was put in', async (names, contents) => {
    const files = names.map((name, place): File => [name, contents[place] ?? new Uint8Array()]);
    const path = join(folder, 'b.tar');
    await writeFile(path, archive(files));
    const read = await readTar(path);
    if (!read.ok) throw new Error(read.found);
    expect(read.entries.map(({ name, size }) => [name, size])).toEqual(
      files.map(([name, { length }]) => [name, length]),
    );
    for (const [place, entry] of read.entries.entries())
      expect(await contentOf(path, entry)).toEqual(Uint8Array.from(files[place]?.[1] ?? []));
  });

  test('that was cut off anywhere before its end is none', async () => {
    const whole = archive([
      ['a', text('first')],
      ['b', new Uint8Array(700)],
    ]);
    const path = join(folder, 'c.tar');
    // The second block of zeros says nothing more.
    for (let length = 0; length <= whole.length - 2 * 512; length += 37) {
      await writeFile(path, whole);
      await truncate(path, length);
      expect([length, await readTar(path)]).toMatchObject([length, { ok: false }]);
    }
  });

  test('a name that no header holds is refused, and a damaged header is no header', () => {
    expect(() => tarHeader({ name: 'x'.repeat(101), size: 1 }, 0)).toThrow('too long');
    const header = tarHeader({ name: 'x', size: 1 }, 0);
    expect(readTarHeader(header)).toEqual({ name: 'x', size: 1 });
    for (const at of [0, 124, 150, 156, 257]) {
      const damaged = header.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect([at, readTarHeader(damaged)]).toEqual([at, undefined]);
    }
  });
});
