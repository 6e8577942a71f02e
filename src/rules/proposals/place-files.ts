import { basename, relative, resolve, sep } from 'node:path';
import type { EditedFile } from '../files/yaml/edit.ts';
import { gitRootOf } from '../sets/author-files.ts';
import { patchText } from './patch.ts';

/** An edit of a file of a rules folder as a patch for the repository that the folder stands in. */
export function patchOf(edited: EditedFile, rulesDir: string, comments: readonly string[]): string {
  return patchText(edited, placeInGit(rulesDir), comments);
}

/** The way from the root of the repository to the rules folder; its own name where there is none. */
function placeInGit(rulesDir: string): string {
  const dir = resolve(rulesDir);
  const root = gitRootOf(dir);
  return root === undefined ? basename(dir) : relative(root, dir).split(sep).join('/');
}
