import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../ruleset.ts';

/**
 * The person behind a set of rules: the author of the last commit to its folder, by its id where
 * people.yaml has the address; `file` where the folder is in no git, or was changed after its last commit.
 */
export type RuleSetAuthor =
  | { readonly by: 'git'; readonly commit: string; readonly person?: string }
  | { readonly by: 'file' };

const run = promisify(execFile);
/** A git that hangs, or that says more than this, is not waited for. */
const bounds = { timeout: 2_000, maxBuffer: 1_000_000 };
/** No monitor and no check of signatures that a repository asks for, and no lock on it. */
const careful = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '--no-optional-locks'];

/** The last author of this folder, by its git; never throws. Outside of a work tree no program is run. */
export async function authorOf(dir: string, { people }: Pick<RuleSet, 'people'>): Promise<RuleSetAuthor> {
  if (!isInGit(resolve(dir))) return { by: 'file' };
  const git = async (...order: readonly string[]) =>
    (await run('git', ['-C', dir, ...careful, ...order, '--', '.'], bounds)).stdout.trim();
  try {
    const [uncommitted, last] = await Promise.all([
      git('status', '--porcelain'),
      git('log', '-1', '--format=%H %ae'),
    ]);
    const [commit = '', address = ''] = last.split(' ');
    if (uncommitted !== '' || commit === '') return { by: 'file' };
    const person = [...people].find(([, { email }]) => email?.toLowerCase() === address.toLowerCase())?.[0];
    return { by: 'git', commit, ...defined({ person }) };
  } catch {
    return { by: 'file' };
  }
}

function isInGit(dir: string): boolean {
  const above = dirname(dir);
  return existsSync(join(dir, '.git')) || (above !== dir && isInGit(above));
}
