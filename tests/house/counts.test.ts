import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  castsIn,
  conditionalSpreadsIn,
  exportsIn,
  functionsIn,
  permissionChecksIn,
  questioningDocstringsIn,
  wideCommentLinesIn,
} from '../../scripts/house/counts.ts';
import { importCycles } from '../../scripts/house/cycles.ts';
import { readSources, type Source } from '../../scripts/house/sources.ts';

const root = mkdtempSync(join(tmpdir(), 'filrouge-house-'));
afterAll(() => rmSync(root, { recursive: true }));

function sourcesOf(files: Readonly<Record<string, string>>): Source[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const wanted = new Set(Object.keys(files));
  return readSources(root, ['.']).filter(({ path }) => wanted.has(path));
}

function sourceOf(text: string): Source {
  const [source] = sourcesOf({ 'one.ts': text });
  if (source === undefined) throw new Error('the file was not read');
  return source;
}

test('a cast is counted, but neither `as const` nor `satisfies` nor a renamed import', () => {
  const source = sourceOf(
    "import { a as b } from 'x';\nconst c = b as number;\nconst d = [1] as const;\nconst e = <string>d[0];\nconst f = 1 satisfies number;",
  );
  expect(castsIn(source).map(({ line }) => line)).toEqual([2, 4]);
});

test('a conditional spread is counted in both forms, a spread of something else is not', () => {
  const source = sourceOf(
    'const a = { ...(b === undefined ? {} : { b }) };\nconst c = { ...(d ? { d } : {}) };\nconst e = { ...f, ...(g ? h : i) };\nconst j = [...(k ? [] : [l])];',
  );
  expect(conditionalSpreadsIn(source).map(({ line }) => line)).toEqual([1, 2]);
});

test('a function is as long as its lines, wherever it has its name from', () => {
  const source = sourceOf('function a() {\n}\nconst b = () => {\n\n};\nconst c = { d: () => 1, e() {\n} };');
  expect(functionsIn(source).map(({ text, length }) => [text, length])).toEqual([
    ['a', 2],
    ['b', 3],
    ['d', 1],
    ['e', 2],
  ]);
});

test('a docstring counts where it stands above an export', () => {
  const source = sourceOf(
    '/** Adds. */\nexport const a = 1;\n// no docstring\nexport const b = 2;\n/** What it is. */\nexport type C = 1;',
  );
  expect(exportsIn(source).map(({ documented }) => documented)).toEqual([true, false, true]);
  expect(questioningDocstringsIn(source).map(({ line }) => line)).toEqual([5]);
});

test('a comment is too wide by its own line, not by the code of another', () => {
  const wide = 'x'.repeat(30);
  const source = sourceOf(`/**\n * short\n * ${wide}\n */\nconst ${wide} = 1;`);
  expect(wideCommentLinesIn(source, 20).map(({ line }) => line)).toEqual([3]);
});

test("a write's permission is checked where a call names it; what reads, or names a command, is not counted", () => {
  const source = sourceOf(
    [
      "requirePermission('read');",
      "requirePermission('plans.edit');",
      "if (may(role, x ? 'plans.close' : 'plans.edit')) {}",
      "other('plans.edit');",
      "createRoute({ method: 'get', middleware: requirePermission('keys.manage') });",
      "createRoute({ method: 'post', middleware: requirePermission('keys.manage') });",
      "createRoute({ method: 'post', middleware: carries('closePlan') });",
    ].join('\n'),
  );
  expect(permissionChecksIn(source).map(({ line }) => line)).toEqual([2, 3, 6]);
});

test('a cycle by types alone is a cycle, and is told from one by value', () => {
  const sources = sourcesOf({
    'a.ts': "import { b } from './b.ts';\nexport const a = b;",
    'b.ts': "import type { a } from './a.ts';\nexport const b = 1; export type A = typeof a;",
    'c.ts': "import { d } from './d.ts';\nexport const c = d;",
    'd.ts': "export { c as e } from './c.ts';\nexport const d = 1;",
    'e.ts': "import { a } from './a.ts';\nexport const e = a;",
  });
  expect(importCycles(sources)).toEqual([
    ['a.ts', 'b.ts'],
    ['c.ts', 'd.ts'],
  ]);
  expect(importCycles(sources, { byValue: true })).toEqual([['c.ts', 'd.ts']]);
});
