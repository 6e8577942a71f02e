import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadRules } from '../../../src/rules/files/files.ts';
import { createParsedStore, type ParsedStore } from '../../../src/rules/files/parsed-store.ts';
import { stepMs } from '../metrics.ts';

const shipped = new URL('../../../rules', import.meta.url).pathname;

let folder: string;
let dir: string;
let kept: string;
let finds: boolean[];
let keeping: Promise<void>;
let store: ParsedStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-parsed-'));
  dir = join(folder, 'rules');
  kept = join(folder, 'data', 'rules-parsed');
  await cp(shipped, dir, { recursive: true });
  finds = [];
  keeping = Promise.resolve();
  const { find, keep } = createParsedStore(join(folder, 'data'));
  store = {
    find: async (from) => {
      const found = await find(from);
      finds.push(found !== undefined);
      return found;
    },
    keep: (from, parsed) => {
      keeping = keep(from, parsed);
      return keeping;
    },
  };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function load() {
  const loaded = await loadRules(dir, { stepMs, store });
  await keeping;
  return loaded;
}

async function spoil(how: (text: string) => string): Promise<void> {
  await writeFile(kept, how(await readFile(kept, 'utf8')));
}

describe('the set that is kept beside the data', () => {
  test('is what the same files are read as again, to the last word', async () => {
    const parsed = await load();
    expect(await load()).toEqual(parsed);
    expect(finds).toEqual([false, true]);
    expect(parsed).toEqual(await loadRules(dir, { stepMs }));
  });

  test('is not used once a file has changed, and a bad file is refused as if nothing were kept', async () => {
    await load();
    const margaux = join(dir, 'agents', 'margaux.yaml');
    const text = await readFile(margaux, 'utf8');
    await writeFile(margaux, text.replace('error_rate > 2%', 'eror_rate > 2%'));
    const refused = await load();
    expect(refused).toMatchObject({ ok: false, problems: [{ line: 23, code: 'unknown_metric' }] });
    expect(refused).toEqual(await loadRules(dir, { stepMs }));
    await writeFile(margaux, text);
    expect(await load()).toMatchObject({ ok: true });
    expect(finds).toEqual([false, false, true]);
  });

  test('is not used for another step, nor for a file of another name', async () => {
    await load();
    await loadRules(dir, { stepMs: 2 * stepMs, store });
    await keeping;
    await load();
    await cp(join(dir, 'agents', 'margaux.yaml'), join(dir, 'margaux.yaml'));
    expect(await load()).toMatchObject({ ok: false });
    expect(finds).toEqual([false, false, false, false]);
  });

  test('is not used when it was cut short, changed by hand, or is something else', async () => {
    await load();
    const spoilt: ((text: string) => string)[] = [
      (text) => text.slice(0, -1),
      (text) => text.slice(0, 40),
      (text) => text.replace('"threshold":0.02', '"threshold":0.5'),
      (text) => text.slice(text.indexOf('\n') + 1),
      () => '{}\n{}',
    ];
    for (const how of spoilt) {
      await spoil(how);
      expect(await load()).toMatchObject({ ok: true });
      expect(finds.at(-1)).toBe(false);
    }
    await truncate(kept, 0);
    expect(await load()).toMatchObject({ ok: true });
    expect(finds.at(-1)).toBe(false);
    await load();
    expect(finds.at(-1)).toBe(true);
  });

  test('keeps nobody from reading rules where it cannot be kept', async () => {
    await writeFile(join(folder, 'data'), '');
    const loaded = await loadRules(dir, { stepMs, store });
    await expect(keeping).rejects.toThrow();
    expect(loaded).toMatchObject({ ok: true });
  });
});
