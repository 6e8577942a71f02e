import { leafHash, nodeHash } from '../../platform/tlog/merkle.ts';

/** A perfect subtree of the register, for entries that are left out: from which, how many, its hash. */
export type LeftOut = { readonly from: number; readonly leaves: number; readonly hash: string };

/** An entry as the tree knows it, and whether it is exported itself. */
export type Leaf = { readonly seq: number; readonly hash: string; readonly chosen: boolean };

/** Folds what is left out into subtrees, none of which goes over an entry that is exported, or over a cut. */
export type Folding = {
  /** Takes the next entry; answers the subtrees that can grow no more. */
  readonly take: (leaf: Leaf) => readonly LeftOut[];
  /** Those that are left at the end. */
  readonly end: () => readonly LeftOut[];
};

/** A folding. `cuts`: sizes at which the tree must be known, because somebody signed it there. */
export function createFolding(cuts: ReadonlySet<number>): Folding {
  let run: LeftOut[] = [];
  const end = (): readonly LeftOut[] => {
    const done = run;
    run = [];
    return done;
  };
  return {
    end,
    take: ({ seq, hash, chosen }) => {
      if (chosen) return end();
      run.push({ from: seq, leaves: 1, hash: leafHash(hash) });
      mergeEnd(run);
      return cuts.has(seq) ? end() : [];
    },
  };
}

/** Two neighbours of one size are one where a subtree of twice their size begins. */
function mergeEnd(run: LeftOut[]): void {
  for (;;) {
    const [left, right] = run.slice(-2);
    if (left === undefined || right === undefined || left.leaves !== right.leaves) return;
    if ((left.from - 1) % (2 * left.leaves) !== 0) return;
    const merged = { from: left.from, leaves: 2 * left.leaves, hash: nodeHash(left.hash, right.hash) };
    run.splice(-2, 2, merged);
  }
}
