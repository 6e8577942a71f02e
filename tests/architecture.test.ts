import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** The rooms in the order in which data goes through them: each imports those before it, and itself. */
const order = [
  'platform',
  'language',
  'register',
  'access',
  'notices',
  'metrics',
  'rules',
  'switches',
  'incidents',
  'plans',
  'thread',
  'workshop',
];
const outer: Record<string, readonly string[]> = {
  settings: ['platform'],
  console: [...order, 'settings'],
  cli: [...order, 'settings', 'app'],
  app: [...order, 'settings', 'console'],
  main: ['platform', 'settings', 'app', 'cli'],
};
const roomsOfOrder = Object.fromEntries(order.map((room, place) => [room, order.slice(0, place)]));
const mayImport: Record<string, readonly string[]> = { ...roomsOfOrder, ...outer };

/** The most TypeScript files in one folder. */
const mostFilesInFolder = 30;

/** Files that may touch the outside world, by name or folder. Everything else in a room that decides is pure. */
const ioNames =
  /(?:^|\/)(?:store|tables|alert-tables|ports|routes|jobs|telemetry|files|watch|stream|guard|outbox|webhook|mail|chat|[a-z-]+-(?:store|routes|files|watch))\.tsx?$|\.page\.tsx$|\/(?:intake|wal|pull|yaml)\//;
const roomsThatDecide = ['register', 'metrics', 'rules', 'switches', 'incidents', 'plans'];

type Import = { readonly from: string; readonly to: string };

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const files = sources(src);
const imports: Import[] = files.flatMap((file) =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /(?:^|\n)\s*(?:import|export)[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g,
    ),
  ].map((match) => ({ from: file, to: match[1] ?? match[2] ?? match[3] ?? '' })),
);

function roomOf(path: string): string {
  return (
    relative(src, path)
      .split('/')[0]
      ?.replace(/\.tsx?$/, '') ?? ''
  );
}

describe('the house', () => {
  test('the guard sees the imports of the whole house', () => {
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.every((entry) => entry.to !== '')).toBe(true);
  });

  test('rooms import only leftwards', () => {
    const wrong = imports
      .filter((entry) => entry.to.startsWith('.'))
      .map((entry) => ({ ...entry, target: resolve(dirname(entry.from), entry.to) }))
      // The command line plays the demo, which stands outside of src.
      .filter(({ from, target }) => !(roomOf(from) === 'cli' && /\/examples\/demo\//.test(target)))
      .filter(({ from, target }) => roomOf(from) !== roomOf(target))
      .filter(({ from, target }) => !(mayImport[roomOf(from)] ?? []).includes(roomOf(target)))
      .map(({ from, to }) => `${relative(src, from)} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  test(`no folder holds more than ${mostFilesInFolder} files`, () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > mostFilesInFolder);
    expect(full.map(([folder, count]) => `${relative(src, folder)}: ${count}`)).toEqual([]);
  });

  test('files that decide are pure: no node, no packages but the types of zod, no clock, no chance', () => {
    const wrong = files
      .filter((file) => roomsThatDecide.includes(roomOf(file)) && !ioNames.test(`/${relative(src, file)}`))
      .flatMap((file) => {
        const outside = imports
          .filter((entry) => entry.from === file && !entry.to.startsWith('.') && entry.to !== 'zod')
          .map((entry) => `${relative(src, file)} imports ${entry.to}`);
        const io = imports
          .filter((entry) => entry.from === file && entry.to.startsWith('.') && ioNames.test(entry.to))
          .map((entry) => `${relative(src, file)} imports ${entry.to}`);
        const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const impure = /Date\.now\(|new Date\(\)|Math\.random\(|process\.|crypto\.|setTimeout\(|fetch\(/.exec(
          text,
        );
        return [...outside, ...io, ...(impure ? [`${relative(src, file)} uses ${impure[0]}`] : [])];
      });
    expect(wrong).toEqual([]);
  });

  test('only main.ts reads the environment', () => {
    const wrong = files
      .filter((file) => relative(src, file) !== 'main.ts')
      .filter((file) => /process\.env/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file));
    expect(wrong).toEqual([]);
  });

  test('no barrels, no default exports, no enums', () => {
    const wrong = files
      .filter((file) => {
        const text = readFileSync(file, 'utf8');
        return (
          /(^|\n)export (\*|default)|(^|\n)(export )?(const )?enum /.test(text) || /\/index\.tsx?$/.test(file)
        );
      })
      .map((file) => relative(src, file));
    expect(wrong).toEqual([]);
  });
});
