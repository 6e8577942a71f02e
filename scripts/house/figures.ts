import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  callsIn,
  castsIn,
  conditionalSpreadsIn,
  exportsIn,
  functionsIn,
  type Place,
  permissionChecksIn,
  questioningDocstringsIn,
  wideCommentLinesIn,
} from './counts.ts';
import { importCycles } from './cycles.ts';
import { readSources, type Source, typescriptIn } from './sources.ts';

/** One counted figure; past `limit` the house is not as it shall be. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly limit?: { readonly kind: 'at most' | 'at least'; readonly value: number };
  /** Said beside the value. */
  readonly note?: string;
  /** Where it is counted, for `--list`. */
  readonly places?: readonly string[];
};

/** What stands in one room. */
export type RoomFigures = {
  readonly room: string;
  readonly files: number;
  readonly lines: number;
  readonly casts: number;
  readonly spreads: number;
};

/** Every limit of the house, in one place. */
export const limits = {
  filesInFolder: 30,
  linesInFile: 300,
  linesInFunction: 60,
  commentColumns: 110,
  foldersTooFull: 0,
  cycles: 0,
  writingsOfAFiring: 1,
  writingsOfAPlanCommand: 1,
  pureThreadTests: 10,
  permissionChecks: 1,
  casts: 60,
  conditionalSpreads: 40,
  longFunctions: 3,
  longFiles: 0,
  sourceLines: 47_500,
} as const;

/** The figures of the house at this root. */
export function figuresOf(root: string): { readonly figures: Figure[]; readonly rooms: RoomFigures[] } {
  const sources = readSources(root, ['src']);
  const everything = [...sources, ...readSources(root, ['examples'])];
  const lines = sources.reduce((sum, source) => sum + source.lines.length, 0);
  const functions = sources.flatMap(functionsIn);
  const long = functions.filter(({ length }) => length > limits.linesInFunction);
  const files = sources.map((source) => ({ path: source.path, lines: source.lines.length }));
  const longFiles = files.filter((file) => file.lines > limits.linesInFile);
  const folders = fullestFolders(everything);
  const full = folders.filter(([, count]) => count > limits.filesInFolder);
  const spreads = sources.flatMap(conditionalSpreadsIn);
  const exported = sources.flatMap(exportsIn);
  const documented = exported.filter((entry) => entry.documented).length;

  const figures: Figure[] = [
    atMost(`folders over ${limits.filesInFolder} files`, limits.foldersTooFull, full.map(told)),
    { name: 'files in the largest folder', value: folders[0]?.[1] ?? 0, note: folders[0]?.[0] ?? '' },
    atMost('import cycles, types included', limits.cycles, importCycles(everything).map(knot)),
    atMost(
      'import cycles, by value alone',
      limits.cycles,
      importCycles(everything, { byValue: true }).map(knot),
    ),
    atMost(
      'writings of what a firing does (tripSwitch)',
      limits.writingsOfAFiring,
      filesThatCall(sources, 'tripSwitch'),
    ),
    atMost(
      'writings of a plan command, outside src/plans',
      limits.writingsOfAPlanCommand,
      // The plans put a new plan together by their own commands; what a change writes is decided outside.
      filesThatCall(sources, 'decidePlanCommand').filter((path) => !path.startsWith('src/plans/')),
    ),
    atLeast('pure test files of the thread', limits.pureThreadTests, pureThreadTests(root)),
    atMost(
      "places that check a write's permission",
      limits.permissionChecks,
      [...functions.filter(({ text }) => text === 'mayCommand'), ...sources.flatMap(permissionChecksIn)].map(
        at,
      ),
    ),
    atMost('casts', limits.casts, sources.flatMap(castsIn).map(at)),
    {
      ...atMost('conditional spreads', limits.conditionalSpreads, spreads.map(at)),
      note: `${spreads.filter((entry) => entry.asksUndefined).length} ask for undefined alone`,
    },
    atMost(
      `functions over ${limits.linesInFunction} lines`,
      limits.longFunctions,
      long.map((entry) => `${at(entry)} (${entry.length} lines)`),
    ),
    atMost(
      `files over ${limits.linesInFile} lines`,
      limits.longFiles,
      longFiles.map(({ path, lines: count }) => `${path}: ${count}`),
    ),
    {
      name: 'source lines',
      value: lines,
      limit: { kind: 'at most', value: limits.sourceLines },
      note: `${sources.length} files; examples ${everything.reduce((sum, source) => sum + source.lines.length, 0) - lines}`,
    },
    spread(
      'lines of a file',
      files.map((file) => file.lines),
    ),
    spread(
      'lines of a function',
      functions.map(({ length }) => length),
    ),
    {
      name: 'exports with a docstring, %',
      value: Math.round((documented / exported.length) * 100),
      note: `${documented} of ${exported.length}`,
      places: exported.filter((entry) => !entry.documented).map(at),
    },
    counted('docstrings that begin with What or Who', sources.flatMap(questioningDocstringsIn).map(at)),
    counted(
      `lines of comments beyond ${limits.commentColumns} columns`,
      everything.flatMap((source) => wideCommentLinesIn(source, limits.commentColumns)).map(at),
    ),
  ];
  return { figures, rooms: roomsOf(sources) };
}

function roomsOf(sources: readonly Source[]): RoomFigures[] {
  const byRoom = grouped(sources, ({ path }) => path.split('/')[1] ?? '');
  return [...byRoom].map(([room, own]) => ({
    room,
    files: own.length,
    lines: own.reduce((sum, source) => sum + source.lines.length, 0),
    casts: own.flatMap(castsIn).length,
    spreads: own.flatMap(conditionalSpreadsIn).length,
  }));
}

function fullestFolders(sources: readonly Source[]): [string, number][] {
  const folders = grouped(sources, ({ path }) => dirname(path));
  return [...folders]
    .map(([folder, own]): [string, number] => [folder, own.length])
    .sort((a, b) => b[1] - a[1]);
}

/** The files that call this function; its own, which defines it, does not. */
function filesThatCall(sources: readonly Source[], name: string): string[] {
  return unique(
    sources.flatMap((source) => callsIn(source, name)),
    ({ path }) => path,
  );
}

function pureThreadTests(root: string): string[] {
  const folder = join(root, 'tests/thread');
  if (!existsSync(folder)) return [];
  return typescriptIn(folder).filter(
    (path) => /\.test\.tsx?$/.test(path) && !/\.(?:sql|live)\.test\./.test(path),
  );
}

function counted(name: string, places: readonly string[]): Figure {
  return { name, value: places.length, places };
}

function atMost(name: string, value: number, places: readonly string[]): Figure {
  return { ...counted(name, places), limit: { kind: 'at most', value } };
}

function atLeast(name: string, value: number, places: readonly string[]): Figure {
  return { ...counted(name, places), limit: { kind: 'at least', value } };
}

function spread(name: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const part = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { name: `${name}, median`, value: part(0.5), note: `p90 ${part(0.9)}, most ${part(1)}` };
}

function grouped<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}

function unique<Value>(values: readonly Value[], key: (value: Value) => string): string[] {
  return [...new Set(values.map(key))].sort();
}

function at({ path, line, text }: Place): string {
  return `${path}:${line} ${text}`;
}

function told([folder, count]: readonly [string, number]): string {
  return `${folder}: ${count}`;
}

function knot(paths: readonly string[]): string {
  return paths.join(' · ');
}
