import fs from 'node:fs';
import { expect, test, vi } from 'vitest';

type Stream = { readonly nfd: number; readonly node: { readonly mode: number } };
type Files = {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: Stream) => number } };
  readonly FS: { readonly isDir: (mode: number) => boolean };
};

test('a file or folder of the embedded database that asks for it is brought to the disk', async () => {
  const place = '../../../src/platform/database/pglite-synced.mjs';
  const { letSync } = (await import(place)) as { readonly letSync: (files: Files) => void };
  const files = vi.spyOn(fs, 'fdatasyncSync').mockReturnValue();
  const folders = vi.spyOn(fs, 'fsyncSync').mockReturnValue();
  const module: Files = {
    NODEFS: { stream_ops: {} },
    FS: { isDir: (mode) => mode === 4 },
  };
  letSync(module);
  expect(module.NODEFS.stream_ops.fsync?.({ nfd: 17, node: { mode: 8 } })).toBe(0);
  expect(module.NODEFS.stream_ops.fsync?.({ nfd: 18, node: { mode: 4 } })).toBe(0);
  expect([files.mock.calls, folders.mock.calls]).toEqual([[[17]], [[18]]]);
  vi.restoreAllMocks();
});
