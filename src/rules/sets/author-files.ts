import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defined } from '../../platform/defined.ts';
import { parseInstant } from '../../platform/iso.ts';
import { endedProposals } from '../proposals/proposal-files.ts';
import type { RuleSet } from '../ruleset.ts';

/**
 * The person behind a set of rules: who proposed it, and who put it in force; else the author of the last
 * commit to its folder, by its id where people.yaml has the address; `file` where the folder is in no git, or
 * was changed after its last commit.
 */
export type RuleSetAuthor =
  | {
      readonly by: 'proposal';
      readonly proposal: string;
      readonly person?: string;
      readonly reviewer?: string;
    }
  | { readonly by: 'git'; readonly commit: string; readonly person?: string }
  | { readonly by: 'file' };

/** The files of a set that are looked at to know its author. */
type AuthoredSet = Pick<RuleSet, 'hash' | 'rules' | 'people'>;

const run = promisify(execFile);
/** A git that hangs, or that says more than this, is not waited for. */
const bounds = { timeout: 2_000, maxBuffer: 1_000_000 };
/** No monitor and no check of signatures that a repository asks for, and no lock on it. */
const careful = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '--no-optional-locks'];

/**
 * The author of a set that was just read from this folder; never throws. Outside of a work tree no program is
 * run.
 */
export async function authorOf(dir: string, set: AuthoredSet): Promise<RuleSetAuthor> {
  return (await proposedSet(dir, set)) ?? (await committed(dir, set));
}

/** An edit is the one that a proposal made when the file was written as it was applied. */
const sameMomentMs = 10_000;

async function proposedSet(
  dir: string,
  { hash, rules, people }: AuthoredSet,
): Promise<RuleSetAuthor | undefined> {
  for (const one of await endedProposals(dir)) {
    if (!('proposal' in one) || one.proposal.outcome?.rule_set !== hash) continue;
    const { rule, proposed_by, outcome } = one.proposal;
    // The register takes pseudonyms alone, and files say what they like.
    const known = (by: string) => (people.has(by) || /^key:\w+$/.test(by) ? by : undefined);
    const file = rules.find(({ id }) => id === rule.split('/').at(-1))?.source.file ?? '';
    const written = await stat(join(dir, file)).catch(() => undefined);
    const applied = parseInstant(outcome.at) ?? 0;
    if (written !== undefined && Math.abs(written.mtimeMs - applied) < sameMomentMs)
      return defined({
        by: 'proposal',
        proposal: one.id,
        person: known(proposed_by),
        reviewer: known(outcome.by),
      } as const);
  }
  return undefined;
}

/** The person of people.yaml whose address git has for who works in this folder. */
export async function personAtWork(dir: string, set: Pick<RuleSet, 'people'>): Promise<string | undefined> {
  if (!isInGit(resolve(dir))) return undefined;
  const asked = run('git', ['-C', dir, 'config', 'user.email'], bounds);
  return personOf(await asked.then(({ stdout }) => stdout.trim()).catch(() => ''), set);
}

function personOf(address: string, { people }: Pick<RuleSet, 'people'>): string | undefined {
  if (address === '') return undefined;
  return [...people].find(([, { email }]) => email?.toLowerCase() === address.toLowerCase())?.[0];
}

async function committed(dir: string, set: Pick<RuleSet, 'people'>): Promise<RuleSetAuthor> {
  if (!isInGit(resolve(dir))) return { by: 'file' };
  // Proposals make no rules.
  const of = ['--', '.', ':(exclude)proposals'];
  const git = async (...order: readonly string[]) =>
    (await run('git', ['-C', dir, ...careful, ...order, ...of], bounds)).stdout.trim();
  try {
    const [uncommitted, last] = await Promise.all([
      git('status', '--porcelain'),
      git('log', '-1', '--format=%H %ae'),
    ]);
    const [commit = '', address = ''] = last.split(' ');
    if (uncommitted !== '' || commit === '') return { by: 'file' };
    return { by: 'git', commit, ...defined({ person: personOf(address, set) }) };
  } catch {
    return { by: 'file' };
  }
}

function isInGit(dir: string): boolean {
  return gitRootOf(dir) !== undefined;
}

/** The work tree of git that a folder is in, if it is in one. */
export function gitRootOf(dir: string): string | undefined {
  if (existsSync(join(dir, '.git'))) return dir;
  const above = dirname(dir);
  return above === dir ? undefined : gitRootOf(above);
}
