/** The findings of an audit: cost of doing nothing, expected gain, phases. Money in euros a year. */
export type AuditFacts = {
  /** `stated`: the cost as the audit writes it, where that is not the amount alone. */
  readonly pains: readonly {
    readonly text: string;
    readonly yearlyCost?: number | undefined;
    readonly stated?: string | undefined;
  }[];
  /** The sum that the audit itself gives for its pains. */
  readonly statedTotal?: number;
  readonly gains?: readonly { readonly text: string; readonly amount?: number | undefined }[];
  readonly expectedGain?: number;
  readonly phases: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** As the audit writes them. */
  readonly date?: string;
  readonly status?: string;
  readonly target?: string;
  /** Found in its text, without a place of its own in a plan, under the heading that it stood under. */
  readonly notes?: readonly { readonly under?: string | undefined; readonly text: string }[];
  /** Headings and labels of its text, and what was read under them. */
  readonly read?: readonly { readonly text: string; readonly as: string }[];
};
