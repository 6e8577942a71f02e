import { addLeaf, emptyRange, growing, rootOf } from '../../platform/tlog/merkle.ts';
import {
  type ChainSource,
  type ChainVerdict,
  emptyRegister,
  type RegisterHead,
  verifyChain,
} from '../chain.ts';
import type { Claim } from './claims.ts';

/** The register as it stands at a number of entries: the root of its tree and the hash of its last entry. */
export type RegisterState = { readonly size: number; readonly root: string; readonly head: string };

/** A verified chain with its states at the sizes that were asked for, as far as it is whole. */
export type ChainWithStates = {
  readonly verdict: ChainVerdict;
  readonly states: readonly RegisterState[];
};

/** Recomputes a whole chain, and with it the tree at these sizes. */
export async function verifyWithStates(
  source: ChainSource,
  sizes: readonly number[],
): Promise<ChainWithStates> {
  const wanted = [...new Set(sizes)].sort((a, b) => a - b);
  const states: RegisterState[] = [];
  const range = growing(emptyRange);
  const last = wanted.at(-1) ?? 0;
  const note = ({ seq, hash }: RegisterHead): void => {
    if (seq !== wanted[states.length]) return;
    states.push({ size: seq, root: rootOf(range), head: hash });
  };
  note(emptyRegister);
  const verdict = await verifyChain(source, {
    onEntry: (entry) => {
      if (entry.seq > last) return;
      addLeaf(range, entry.hash);
      note(entry);
    },
  });
  return { verdict, states };
}

/**
 * A contradiction between a signed checkpoint and the register. `cut_off`: entries that were there are gone;
 * `rewritten`: between the last state that agrees and this one an entry is another than it was when it was
 * signed.
 */
export type CheckpointFault = {
  readonly claim: Claim;
} & (
  | { readonly why: 'cut_off'; readonly entries: number }
  | { readonly why: 'rewritten'; readonly found: RegisterState; readonly agreesUpTo: number }
);

/** The claims that the register bears out, those that it does not, and those behind where it is broken. */
export type Judgement = {
  readonly borneOut: readonly Claim[];
  readonly faults: readonly CheckpointFault[];
  readonly notReached: readonly Claim[];
};

/** Holds signed checkpoints against the register as it is now. */
export function judge(claims: readonly Claim[], { verdict, states }: ChainWithStates): Judgement {
  const byNumber = new Map(states.map((state) => [state.size, state]));
  const borneOut: Claim[] = [];
  const faults: CheckpointFault[] = [];
  const notReached: Claim[] = [];
  let agreesUpTo = 0;
  for (const claim of [...claims].sort((a, b) => a.checkpoint.size - b.checkpoint.size)) {
    const { size, root, head } = claim.checkpoint;
    const state = byNumber.get(size);
    if (state === undefined) {
      if (verdict.ok) faults.push({ claim, why: 'cut_off', entries: verdict.entries });
      else notReached.push(claim);
    } else if (state.root === root && (head === undefined || head === state.head)) {
      borneOut.push(claim);
      agreesUpTo = Math.max(agreesUpTo, size);
    } else faults.push({ claim, why: 'rewritten', found: state, agreesUpTo });
  }
  return { borneOut, faults, notReached };
}
