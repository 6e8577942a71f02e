import type { ProposalFile } from '../files/schemas/proposal-file.ts';

/** A proposal as it is written, without how it ended. */
export type Proposal = Omit<ProposalFile, 'outcome'>;
/** The outcome of a proposal. */
export type ProposalOutcome = NonNullable<ProposalFile['outcome']>;

/** The changes that are asked for, by key, before it is known what they replace. */
export type WantedChange = { readonly key: string; readonly value: string };

/** A name of a proposal, and of its file: never a way to another folder. */
export function isProposalId(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,119}$/.test(text);
}
