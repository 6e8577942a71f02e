import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holderOf } from '../../../src/platform/lease/holder.ts';

test('a folder makes the same holder again, but never two at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-holder-'));
  const first = await holderOf(join(folder, 'data'));
  const second = await holderOf(join(folder, 'data'));
  expect(second.id).not.toBe(first.id);
  await second.release();
  await first.release();
  const again = await holderOf(join(folder, 'data'));
  expect(again.id).toBe(first.id);
  await again.release();
  await rm(folder, { recursive: true, force: true });
});

test('a folder that cannot be written to makes a holder of its own each time', async () => {
  const file = join(import.meta.filename, 'none');
  const [first, second] = [await holderOf(file), await holderOf(file)];
  expect(first.id).not.toBe(second.id);
});
