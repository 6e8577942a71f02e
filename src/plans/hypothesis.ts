/** The grounds on which a cause is held to be likely. */
export const hypothesisBases = ['changed', 'moved_first', 'reason', 'rule_change', 'playbook'] as const;

/** A likely cause, and what speaks for it. */
export type Hypothesis = {
  readonly text: string;
  readonly basis: (typeof hypothesisBases)[number];
};

/**
 * A paragraph of its own in a plan that was signed: what came back (`incident` is another than the plan's),
 * or came to light, afterwards. The signed context, hypotheses and cause stay as they were.
 */
export type Addition = {
  readonly at: number;
  readonly incident: number;
  readonly text: string;
  readonly hypotheses: readonly Hypothesis[];
};
