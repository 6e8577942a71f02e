import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Comment, type Program, parseSync } from 'oxc-parser';

/**
 * One import, re-export or dynamic import. `to` is the file of the house, where it is one. `byValue` is false for types, which
 * the compiler takes out again.
 */
export type Import = { readonly name: string; readonly to?: string; readonly byValue: boolean };

/** One TypeScript file with its syntax tree. Paths are relative to the root of the house. */
export type Source = {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** The line of an offset, counted from 1. */
  readonly lineAt: (offset: number) => number;
  readonly imports: readonly Import[];
};

/** Every TypeScript file of these folders. */
export function readSources(root: string, folders: readonly string[]): Source[] {
  return folders
    .map((folder) => join(root, folder))
    .filter(existsSync)
    .flatMap(typescriptIn)
    .map((path) => parsed(root, path));
}

/** Every TypeScript file of a folder, as absolute paths. */
export function typescriptIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return typescriptIn(path);
      return /\.tsx?$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

function parsed(root: string, absolute: string): Source {
  const text = readFileSync(absolute, 'utf8');
  const { program, comments, module, errors } = parseSync(absolute, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${absolute}: ${error.message}`);

  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const named = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      name: moduleRequest.value,
      byValue: entries.length === 0 || entries.some(({ isType }) => !isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [{ name: moduleRequest.value, byValue: !isType }],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      name: text.slice(start + 1, end - 1),
      byValue: true,
    })),
    ...[...text.matchAll(/\btypeof import\(\s*'([^']+)'|: import\(\s*'([^']+)'/g)].map((found) => ({
      name: found[1] ?? found[2] ?? '',
      byValue: false,
    })),
  ];
  return {
    path: relative(root, absolute),
    text,
    lines: text.replace(/\n$/, '').split('\n'),
    program,
    comments,
    lineAt: (offset) => placeOf(starts, offset),
    imports: named.map(({ name, byValue }) =>
      name.startsWith('.')
        ? { name, byValue, to: relative(root, resolve(dirname(absolute), name)) }
        : { name, byValue },
    ),
  };
}

/** How many of these sorted starts lie at or before the offset. */
function placeOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
