import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns } from '../../platform/in-turns.ts';
import type { RuleProblem } from '../ruleset.ts';
import { fileKind } from './file-kind.ts';
import { fileProblem } from './source.ts';

/** A file of the rules folder: its text, or why it was not read. `path` is relative, with forward slashes. */
export type RuleFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly problem: RuleProblem };

/** Files above this are not read: 1 MiB is a thousand times a real one. */
export const largestFileBytes = 1_048_576;
/** The same of a list of ids: a hundred thousand of the longest. */
const largestListBytes = 8 * largestFileBytes;

/** The contents of a rules folder. Paths are relative, with forward slashes; the folder itself is ''. */
export type RuleFolder = {
  readonly folders: readonly Listed[];
  readonly files: readonly Listed[];
  /** Links to a folder that they stand in: nothing is read behind them. */
  readonly loops: readonly string[];
};

type Listed = { readonly path: string; readonly isLink: boolean };

/**
 * The folders and YAML files of a rules folder, or `undefined` when there is no such folder. Links are
 * followed, to folders as to files: a mounted ConfigMap is made of them, and teams link their own folder. A
 * subfolder with a metrics.yaml of its own is another rules folder: its files are left alone.
 */
export function listRuleFolder(dir: string): RuleFolder | undefined {
  return listFolder(dir, { path: '', isLink: false }, []);
}

/** All YAML files of a rules folder in the order of their paths, or `undefined` when there is no folder. */
export async function readRuleFolder(dir: string): Promise<RuleFile[] | undefined> {
  const listed = listRuleFolder(dir);
  if (listed === undefined) return undefined;
  const paths = listed.files.map(({ path }) => path).toSorted();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // Thousands of small files: waiting for each of them takes many times as long as reading it.
  const read = await inTurns(paths, (path) => readRuleFile(dir, path, decoder));
  const loops = listed.loops.map((path) => ({
    path,
    problem: fileProblem(
      path,
      'link_loop',
      'a link to a folder that it stands in',
      'a link to another folder',
    ),
  }));
  return [...read, ...loops];
}

/** Only the root of a rules folder has one of these. */
const rootNames = new Set(['metrics.yaml', 'metrics.yml']);

/** `above` are the real places of the folders that this one stands in. */
function listFolder(dir: string, listed: Listed, above: readonly string[]): RuleFolder | undefined {
  const folder = listed.path;
  const entries = entriesOf(join(dir, folder));
  if (entries === undefined) return undefined;
  if (folder !== '' && entries.some(({ name }) => rootNames.has(name)))
    return { folders: [listed], files: [], loops: [] };
  const here = [...above, realpathSync(join(dir, folder))];
  const [folders, files, loops]: [Listed[], Listed[], string[]] = [[listed], [], []];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const isLink = entry.isSymbolicLink();
    const target = isLink && !entry.name.startsWith('.') ? linkedFolder(join(dir, path)) : undefined;
    if (target !== undefined && here.includes(target)) loops.push(path);
    else if (target === undefined && !entry.isDirectory()) {
      if (fileKind(path) !== undefined) files.push({ path, isLink });
    } else if (!entry.name.startsWith('.')) {
      const below = listFolder(dir, { path, isLink }, here);
      folders.push(...(below?.folders ?? []));
      files.push(...(below?.files ?? []));
      loops.push(...(below?.loops ?? []));
    }
  }
  return { folders, files, loops };
}

/** The real place of the folder that a link leads to; nothing when it leads to a file or nowhere. */
function linkedFolder(link: string): string | undefined {
  try {
    return statSync(link).isDirectory() ? realpathSync(link) : undefined;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readRuleFile(dir: string, path: string, decoder: TextDecoder): RuleFile {
  const refuse = (code: string, found: string, expected: string): RuleFile => ({
    path,
    problem: fileProblem(path, code, found, expected),
  });
  try {
    const place = join(dir, path);
    const stats = statSync(place);
    const most = fileKind(path) === 'list' ? largestListBytes : largestFileBytes;
    if (stats.size > most) return refuse('file_too_large', `${stats.size} bytes`, `at most ${most} bytes`);
    // Nobody may ever write to the other end of a pipe.
    if (stats.isFIFO() || stats.isCharacterDevice())
      return refuse('unreadable_file', 'a pipe or a device', 'a file that filrouge may read');
    return { path, text: decoder.decode(readFileSync(place)) };
  } catch (error) {
    if (error instanceof TypeError)
      return refuse('not_utf8', 'bytes that are no UTF-8 text', 'a text in UTF-8');
    return refuse('unreadable_file', errorCode(error), 'a file that filrouge may read');
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
