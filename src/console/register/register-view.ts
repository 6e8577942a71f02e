import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** The filter as it stands in the address. */
export type RegisterFilter = {
  readonly agent: string;
  readonly kind: string;
  /** Actor text. */
  readonly actor: string;
  /** `2026-06-05`, as date fields give it. */
  readonly from: string;
  readonly until: string;
};

/** A page of the register as it was asked for. */
export type RegisterView = {
  readonly entries: readonly RegisterEntry[];
  readonly filter: RegisterFilter;
  /** Whether later entries were left out. */
  readonly back: boolean;
  readonly more: boolean;
  readonly set: RuleSet;
  readonly verdict?: ChainVerdict | undefined;
};
