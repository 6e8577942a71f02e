import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { importCycles } from '../scripts/house/cycles.ts';
import { facesOf } from '../scripts/house/faces.ts';
import { limits } from '../scripts/house/figures.ts';
import { readSources, type Source } from '../scripts/house/sources.ts';

const root = resolve(import.meta.dirname, '..');

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
  'requests',
  'thread',
  'workshop',
  'connect',
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

/** Files that may touch the outside world, by name or folder. Everything else in a room that decides is pure. */
const ioNames =
  /(?:^|\/)(?:store|tables|alert-tables|ports|routes|jobs|telemetry|files|watch|stream|guard|outbox|webhook|mail|chat|apprise|feed|[a-z-]+-(?:store|routes|files|watch))\.tsx?$|\.page\.tsx$|\/(?:intake|wal|pull|yaml)\//;
const placesThatDecide =
  /^src\/(?:register|metrics|rules|switches|incidents|plans|requests|connect)\/|^src\/thread\/decide\//;

const faces = z
  .record(z.string(), z.array(z.string()))
  .parse(JSON.parse(readFileSync(resolve(root, 'tests/faces.json'), 'utf8')));

const everything = readSources(root, ['src', 'examples']);
const files = everything.filter(({ path }) => path.startsWith('src/'));
const imports = files.flatMap((file) => file.imports.map((entry) => ({ from: file.path, ...entry })));

/** The room of a file, or of a file at the top of `src`; undefined outside. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/]+?)(?:\.tsx?)?(?:\/|$)/.exec(path)?.[1];
}

/** What a file says without its comments. */
function codeOf({ text, comments }: Source): string {
  return comments.reduceRight((code, { start, end }) => code.slice(0, start) + code.slice(end), text);
}

describe('the house', () => {
  test('the guard sees the imports of the whole house', () => {
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter(({ to }) => to !== undefined).length).toBeGreaterThan(20);
    const paths = new Set(everything.map(({ path }) => path));
    const unknown = imports.filter(({ to }) => to !== undefined && /\.tsx?$/.test(to) && !paths.has(to));
    expect(unknown.map(({ from, name }) => `${from} imports ${name}`)).toEqual([]);
  });

  test('rooms import only leftwards', () => {
    const wrong = imports
      .flatMap(({ from, to, name }) => (to === undefined ? [] : [{ from, to, name }]))
      // The command line plays the demo, which stands outside of src.
      .filter(({ from, to }) => !(roomOf(from) === 'cli' && to.startsWith('examples/demo/')))
      .filter(({ from, to }) => {
        const [own, other] = [roomOf(from) ?? '', roomOf(to) ?? ''];
        return own !== other && !(mayImport[own] ?? []).includes(other);
      })
      .map(({ from, name }) => `${from} imports ${name}`);
    expect(wrong).toEqual([]);
  });

  test('no file imports, in one or in many steps, a file that imports it, be it for a type', () => {
    expect(importCycles(everything).map((knot) => knot.join(' · '))).toEqual([]);
  });

  test('a room shows others the files of tests/faces.json, and those alone', () => {
    expect(facesOf(files)).toEqual(faces);
  });

  test(`no folder holds more than ${limits.filesInFolder} files`, () => {
    const counts = new Map<string, number>();
    for (const { path } of everything) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > limits.filesInFolder);
    expect(full.map(([folder, count]) => `${folder}: ${count}`)).toEqual([]);
  });

  test('files that decide are pure: no node, no packages but the types of zod, no clock, no chance', () => {
    const wrong = files
      .filter(({ path }) => placesThatDecide.test(path) && !ioNames.test(`/${relative('src', path)}`))
      .flatMap((file) => {
        const impureImports = file.imports
          .filter(({ name }) => (name.startsWith('.') ? ioNames.test(name) : name !== 'zod'))
          .map(({ name }) => `${file.path} imports ${name}`);
        const impure = /Date\.now\(|new Date\(\)|Math\.random\(|process\.|crypto\.|setTimeout\(|fetch\(/.exec(
          codeOf(file),
        );
        return [...impureImports, ...(impure ? [`${file.path} uses ${impure[0]}`] : [])];
      });
    expect(wrong).toEqual([]);
  });

  test('only main.ts reads the environment', () => {
    const wrong = files.filter(({ path, text }) => path !== 'src/main.ts' && /process\.env/.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('numbers for people are written in one place, and times of others are read in one', () => {
    const usedIn = (what: RegExp) => files.filter((file) => what.test(codeOf(file))).map(({ path }) => path);
    expect(usedIn(/NumberFormat|toFixed\(|toLocaleString/)).toEqual(['src/language/format.ts']);
    // Besides the reader itself: what filrouge has written, read again.
    expect(usedIn(/Date\.parse\(/)).toEqual([
      'src/cli/doctor/finding.ts',
      'src/cli/rules-prove.ts',
      'src/platform/iso.ts',
      'src/switches/lease.ts',
    ]);
  });

  test('no barrels, no default exports, no enums', () => {
    const wrong = files.filter(
      ({ path, text }) =>
        /(^|\n)export (\*|default)|(^|\n)(export )?(const )?enum /.test(text) || /\/index\.tsx?$/.test(path),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('a schema of another file is named where it is made: whether it can be named later hangs on the order of imports', () => {
    const wrong = files.filter(({ text }) => /\b[A-Z]\w*\.openapi\(/.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('tests wait with `eventually`, or say for how long: a second is too short on a busy machine', () => {
    const waits = readSources(root, ['tests']).flatMap(({ path, text }) =>
      path === 'tests/architecture.test.ts'
        ? []
        : [...text.matchAll(/vi\.waitFor\(/g)].map(({ index }) => ({ path, call: callAt(text, index) })),
    );
    expect(waits.length).toBeGreaterThan(0);
    const wrong = waits.filter(({ call }) => !/\btimeout\b|\bsoon\b/.test(call));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

/** A call from its name to its closing bracket. */
function callAt(text: string, start: number): string {
  let depth = 0;
  for (let end = text.indexOf('(', start); end < text.length; end += 1) {
    if (text[end] === '(') depth += 1;
    if (text[end] === ')') depth -= 1;
    if (depth === 0) return text.slice(start, end + 1);
  }
  return text.slice(start);
}
