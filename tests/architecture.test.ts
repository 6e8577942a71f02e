import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Which rooms a room may import, besides itself. Root files are rooms of their own. */
const besidePlatform = ['platform', 'notices', 'access'];
const mayImport: Record<string, readonly string[]> = {
  platform: [],
  access: ['platform'],
  notices: ['platform'],
  metrics: besidePlatform,
  rules: [...besidePlatform, 'metrics'],
  switches: [...besidePlatform, 'metrics', 'rules'],
  incidents: [...besidePlatform, 'metrics', 'rules', 'switches'],
  plans: [...besidePlatform, 'metrics', 'rules', 'switches', 'incidents'],
  settings: ['platform'],
  pipeline: [...besidePlatform, 'metrics', 'rules', 'switches', 'incidents', 'plans', 'settings'],
  console: [...besidePlatform, 'metrics', 'rules', 'switches', 'incidents', 'plans', 'settings', 'pipeline'],
  cli: [
    ...besidePlatform,
    'metrics',
    'rules',
    'switches',
    'incidents',
    'plans',
    'settings',
    'pipeline',
    'app',
    'demo',
  ],
  demo: [
    ...besidePlatform,
    'metrics',
    'rules',
    'switches',
    'incidents',
    'plans',
    'settings',
    'pipeline',
    'app',
  ],
  app: [
    ...besidePlatform,
    'metrics',
    'rules',
    'switches',
    'incidents',
    'plans',
    'settings',
    'pipeline',
    'console',
  ],
  main: [...besidePlatform, 'settings', 'app', 'cli'],
};

/** Files that may touch the outside world, by name or folder. Everything else in a room that decides is pure. */
const ioNames =
  /(?:^|\/)(?:store|tables|alert-tables|ports|routes|jobs|telemetry|files|watch|stream|guard|outbox|webhook|mail|chat|[a-z-]+-(?:store|routes|files|watch))\.tsx?$|\.page\.tsx$|\/(?:intake|log|pull|yaml)\//;
const roomsThatDecide = ['metrics', 'rules', 'switches', 'incidents', 'plans'];

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
      .map((entry) => ({
        ...entry,
        room: roomOf(entry.from),
        target: roomOf(resolve(dirname(entry.from), entry.to)),
      }))
      .filter(({ room, target }) => room !== target && !(mayImport[room] ?? []).includes(target))
      .map(({ from, to }) => `${relative(src, from)} imports ${to}`);
    expect(wrong).toEqual([]);
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
