import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { noSuchText } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { readWith } from '../files/schema-check.ts';
import { ProposalFile } from '../files/schemas/proposal-file.ts';
import { problemSentence, wholeOf } from '../files/source.ts';
import { readYaml } from '../files/yaml/read.ts';
import type { RuleProblem } from '../ruleset.ts';
import { isProposalId, type Proposal, type ProposalOutcome } from './proposal.ts';

/**
 * Proposals lie in proposals/ of the rules folder, each in a file of its own; what was applied or withdrawn
 * moves to proposals/done. The loader reads neither.
 */
const [waiting, ended] = ['proposals', 'proposals/done'] as const;
type Folder = typeof waiting | typeof ended;

/** A file of proposals/: what it proposes, or why it is none. */
export type ListedProposal =
  | { readonly id: string; readonly proposal: ProposalFile }
  | { readonly id: string; readonly problem: string };

/** More are not listed: nobody reviews them. */
const mostListed = 200;
const largestBytes = 65_536;

/** The proposals that wait for a review, the latest first. */
export function listProposals(rulesDir: string): Promise<ListedProposal[]> {
  return listed(rulesDir, waiting);
}

/** The proposals that were applied or withdrawn, the latest first. */
export function endedProposals(rulesDir: string): Promise<ListedProposal[]> {
  return listed(rulesDir, ended);
}

async function listed(rulesDir: string, folder: Folder): Promise<ListedProposal[]> {
  const names = await readdir(join(rulesDir, folder)).catch(() => []);
  const ids = names
    .flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -'.yaml'.length)] : []))
    .filter(isProposalId)
    .toSorted()
    .toReversed();
  return Promise.all(ids.slice(0, mostListed).map((id) => readProposalFile(rulesDir, folder, id)));
}

/** The proposal of a name, while it waits. */
export async function findProposal(rulesDir: string, id: string): Promise<Result<ProposalFile>> {
  const known = (await listProposals(rulesDir)).map((one) => one.id);
  if (!known.includes(id))
    return refused({
      kind: 'not_found',
      code: 'unknown_proposal',
      detail: noSuchText('proposal', id, { known }),
    });
  const found = await readProposalFile(rulesDir, waiting, id);
  if ('proposal' in found) return done(found.proposal);
  const detail = `${waiting}/${id}.yaml is no proposal: ${found.problem}.`;
  return refused({ kind: 'invalid', code: 'bad_proposal', detail });
}

async function readProposalFile(rulesDir: string, folder: Folder, id: string): Promise<ListedProposal> {
  const path = `${folder}/${id}.yaml`;
  const file = join(rulesDir, path);
  try {
    const { size } = await stat(file);
    if (size > largestBytes) return { id, problem: `found ${size} bytes, expected at most ${largestBytes}` };
    const problems: RuleProblem[] = [];
    const opened = readYaml(path, await readFile(file, 'utf8'));
    if ('problems' in opened) problems.push(...opened.problems);
    const proposal =
      'source' in opened &&
      readWith(
        ProposalFile,
        wholeOf(opened.source, (one) => problems.push(one)),
      );
    if (proposal) return { id, proposal };
    const [first] = problems;
    return { id, problem: first === undefined ? 'found nothing' : problemSentence(first) };
  } catch (error) {
    return { id, problem: `it cannot be read (${codeOf(error)})` };
  }
}

/** Writes a proposal down; its name, or why the folder does not take it. */
export async function saveProposal(rulesDir: string, proposal: Proposal): Promise<Result<string>> {
  const rule = proposal.rule.split('/').at(-1) ?? '';
  const id = `${proposal.at.slice(0, 10)}-${rule}-${randomBytes(3).toString('hex')}`;
  return writing(async () => {
    await mkdir(join(rulesDir, waiting), { recursive: true });
    await writeFile(join(rulesDir, waiting, `${id}.yaml`), textOf(proposal), { flag: 'wx' });
    return id;
  });
}

/**
 * Notes how a proposal ended, and takes it away from those that wait, before `between` is done: who comes
 * second finds nothing. It waits again when that fails.
 */
export async function endProposal(
  rulesDir: string,
  {
    id,
    proposal,
    outcome,
  }: { readonly id: string; readonly proposal: Proposal; readonly outcome: ProposalOutcome },
  between: () => Promise<void> = async () => {},
): Promise<Result<string>> {
  const [from, to] = [join(rulesDir, waiting, `${id}.yaml`), join(rulesDir, ended, `${id}.yaml`)];
  const taken = await writing(async () => {
    await mkdir(join(rulesDir, ended), { recursive: true });
    await rename(from, to);
    return id;
  });
  if (!taken.ok) return taken;
  const before = await readFile(to);
  try {
    await writeFile(to, textOf({ ...proposal, outcome }));
    await between();
    return taken;
  } catch (error) {
    await writeFile(to, before);
    await rename(to, from);
    throw error;
  }
}

const head = `# yaml-language-server: $schema=../schema/proposal.json
# A proposal: nothing in it is in force. Put it in force: filrouge rules apply
`;

function textOf(proposal: ProposalFile): string {
  return head + stringify(proposal, { lineWidth: 0 });
}

const notOurs = ['EROFS', 'EACCES', 'EPERM'];

async function writing<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return done(await work());
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      return refused({
        kind: 'conflict',
        code: 'proposal_ended',
        detail: 'The proposal was applied or withdrawn meanwhile.',
      });
    if (!notOurs.includes(codeOf(error))) throw error;
    const detail =
      'filrouge may not write into the rules folder; take the patch and apply it where the rules are kept.';
    return refused({ kind: 'conflict', code: 'rules_read_only', detail });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
