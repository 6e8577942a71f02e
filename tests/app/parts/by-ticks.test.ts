import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { byTicks } from '../../../src/app/parts/by-ticks.ts';

const minute = 60_000;

function worker(work: () => Promise<void> = async () => {}) {
  let now = 0;
  const did: number[] = [];
  const error = vi.fn();
  const asker = byTicks(minute, { now: () => now, logger: { error } }, async () => {
    did.push(now);
    await work();
  });
  const at = async (ms: number) => {
    now = ms;
    asker.tick();
    await asker.idle?.();
  };
  return { asker, at, did, error, set: (ms: number) => (now = ms) };
}

test('work is done at the first tick, and again a minute after it was begun', async () => {
  const { at, did } = worker();
  for (const ms of [5, minute + 4, minute + 5, minute + 6]) await at(ms);
  expect(did).toEqual([5, minute + 5]);
});

test('a clock set ahead by months makes it be done once, and one set back makes it wait no longer', async () => {
  const { at, did } = worker();
  const months = 9 * 30 * 86_400_000;
  for (const ms of [0, months, months - 2 * minute, months - 2 * minute + 1]) await at(ms);
  expect(did).toEqual([0, months, months - 2 * minute]);
});

test('it is never done twice at once, and a failure is said and tried again', async () => {
  let finish = (): void => {};
  const slow = worker(() => new Promise((resolve) => (finish = resolve)));
  slow.asker.tick();
  slow.set(2 * minute);
  slow.asker.tick();
  expect(slow.did).toEqual([0]);
  finish();
  await slow.asker.idle?.();
  slow.asker.tick();
  expect(slow.did).toEqual([0, 2 * minute]);
  const failing = worker(() => Promise.reject(new Error('no database')));
  for (const ms of [0, minute]) await failing.at(ms);
  expect(failing.did).toEqual([0, minute]);
  expect(failing.error).toHaveBeenCalledTimes(2);
});

test('nothing goes by the calendar more than once an hour', async () => {
  const src = resolve(import.meta.dirname, '../../../src');
  const files = (await readdir(src, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(src, file), 'utf8')));
  const patterns = texts.flatMap((text) => text.match(/'[\d*,/-]+(?: [\d*,/-]+){4,5}'/g) ?? []);
  expect(patterns.length).toBeGreaterThan(5);
  expect(patterns.filter((pattern) => !/^'\d+ /.test(pattern))).toEqual([]);
});
