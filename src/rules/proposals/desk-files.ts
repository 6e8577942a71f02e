import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { actorText } from '../../platform/actor.ts';
import { iso } from '../../platform/iso.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { RuleFile } from '../files/folder-files.ts';
import { ProposalFile } from '../files/schemas/proposal-file.ts';
import { plainText } from '../files/yaml/read.ts';
import { patchOf } from './place-files.ts';
import type { Proposal, WantedChange } from './proposal.ts';
import {
  endProposal,
  findProposal,
  type ListedProposal,
  listProposals,
  saveProposal,
} from './proposal-files.ts';
import { proposedChanges, proposedFile } from './proposed-files.ts';

/** A proposal as somebody wants to make it. */
export type ProposalOrder = Pick<Proposal, 'why' | 'rule' | 'trial'> & {
  readonly changes: readonly WantedChange[];
};

/** The place where proposals are handed in and taken back. Nothing here changes what is in force. */
export type ProposalDesk = {
  readonly list: () => Promise<readonly ListedProposal[]>;
  /** The name of the proposal that was written. */
  readonly propose: (order: ProposalOrder, caller: Caller) => Promise<Result<string>>;
  /** The same as a patch for those who keep the rules elsewhere; it needs no right to write. */
  readonly patch: (order: ProposalOrder, caller: Caller) => Promise<Result<string>>;
  readonly withdraw: (id: string, caller: Caller) => Promise<Result<string>>;
};

/** The desk of a rules folder. */
export function openProposalDesk(
  rulesDir: string,
  { now, files }: { readonly now: () => number; readonly files: () => Promise<readonly RuleFile[]> },
): ProposalDesk {
  const written = async (order: ProposalOrder, caller: Caller): Promise<Result<Proposal>> => {
    const { why, rule, trial, changes } = order;
    const found = proposedChanges(await files(), rule, changes);
    if (!found.ok) return found;
    const about = { proposed_by: nameOf(caller), at: iso(now()), why: plainText(why), rule };
    const parsed = ProposalFile.safeParse({ ...about, ...found.value, ...(trial && { trial }) });
    if (parsed.success) return done(parsed.data);
    const [issue] = parsed.error.issues;
    const detail = `${issue?.path.join('.')}: ${issue?.message}`;
    return refused({ kind: 'invalid', code: 'bad_proposal', detail });
  };
  return {
    list: () => listProposals(rulesDir),
    propose: async (order, caller) => {
      const refusal = mayCommand(caller, { kind: 'proposeRule' });
      if (refusal !== undefined) return refused(refusal);
      const proposal = await written(order, caller);
      return proposal.ok ? saveProposal(rulesDir, proposal.value) : proposal;
    },
    patch: async (order, caller) => {
      const proposal = await written(order, caller);
      if (!proposal.ok) return proposal;
      const edited = proposedFile(await files(), proposal.value);
      if (!edited.ok) return edited;
      const { proposed_by, at, why, rule } = proposal.value;
      const comments = [`${rule}, proposed by ${proposed_by} at ${at}`, why];
      return done(patchOf(edited.value, rulesDir, comments));
    },
    withdraw: async (id, caller) => {
      const refusal = mayCommand(caller, { kind: 'withdrawProposal' });
      if (refusal !== undefined) return refused(refusal);
      const proposal = await findProposal(rulesDir, id);
      if (!proposal.ok) return proposal;
      const outcome = { kind: 'withdrawn', by: nameOf(caller), at: iso(now()) } as const;
      return endProposal(rulesDir, { id, proposal: proposal.value, outcome });
    },
  };
}

function nameOf({ person, actor }: Caller): string {
  return person ?? actorText(actor);
}
