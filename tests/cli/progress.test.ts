import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { replayed, withBar } from '../../src/cli/progress.ts';

/** What two thirds of a work that takes `eachMs` a third leave on a terminal, or on a pipe. */
async function shown(isTTY: boolean, eachMs: number): Promise<string> {
  const output = Object.assign(new PassThrough(), { isTTY });
  let now = 0;
  const result = await withBar(
    'replaying',
    async (bar) => {
      for (const done of [1, 2]) {
        now += eachMs;
        replayed(bar)({ agent: 'margaux', done, of: 3 });
      }
      return 'done';
    },
    { output, now: () => now },
  );
  expect(result).toBe('done');
  return stripVTControlCharacters(String(output.read() ?? ''));
}

test('a work that takes long shows on a terminal how far it is', async () => {
  expect(await shown(true, 500)).toBe(
    `\r${'█'.repeat(8)}${'░'.repeat(16)} 33 % replaying margaux\r${'█'.repeat(16)}${'░'.repeat(8)} 66 % replaying margaux\r`,
  );
});

test('one that takes less than half a second shows nothing, and on a pipe none does', async () => {
  expect(await shown(true, 249)).toBe('');
  expect(await shown(false, 10_000)).toBe('');
});

test('of several replays each moves the bar over its own part', () => {
  const seen: number[] = [];
  replayed({ see: (fraction) => seen.push(fraction) }, [0.5, 1])({ agent: 'margaux', done: 1, of: 2 });
  expect(seen).toEqual([0.75]);
});
