/** The kind of the register entry of a passed proof test: what the criterion `proof … passed` reads. */
export const proofPassedKind = 'proofPassed';

/** A proof test by schedule that did not pass, or that could not be made that night. Epoch ms. */
export type ProofAttempt = {
  readonly at: number;
  readonly outcome: 'failed' | 'skipped';
  /** A stable code: `proof_not_delivered`, `agent_suspended`. */
  readonly code: string;
  /** The rule that did not pass; of a skipped one none was tried. */
  readonly rule?: string;
  /** Since when it has not passed; a night that was skipped changes nothing of it. */
  readonly failingSince?: number;
  readonly failingRule?: string;
};

/** The rule whose proof test by schedule does not pass, and since when; nothing once it passed, however. */
export function failingProof(
  attempt: ProofAttempt | undefined,
  proofs: ReadonlyMap<string, { readonly passedAt: number }>,
): { readonly rule: string; readonly since: number } | undefined {
  if (attempt?.failingSince === undefined || attempt.failingRule === undefined) return undefined;
  const passedAt = proofs.get(attempt.failingRule)?.passedAt;
  if (passedAt !== undefined && passedAt >= attempt.failingSince) return undefined;
  return { rule: attempt.failingRule, since: attempt.failingSince };
}
