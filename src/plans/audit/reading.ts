/** The text of an audit as it was read, before it is a plan. Money in euros a year. */
export type AuditReading = {
  title: string | undefined;
  date: string | undefined;
  status: string | undefined;
  target: string[];
  pains: { text: string; yearlyCost?: number | undefined; stated?: string | undefined }[];
  statedTotal: number | undefined;
  gains: { text: string; amount?: number | undefined }[];
  expectedGain: number | undefined;
  phases: ReadPhase[];
  risks: { text: string; mitigation?: string | undefined }[];
  recommendations: string[];
  /** Texts without a place in a plan, under the heading that they stood under. */
  notes: { under?: string | undefined; text: string }[];
  /** Headings, labels and heads of columns, and what was read by them. */
  read: { text: string; as: string }[];
};

/** A phase as it was read from a document, with its actions. */
export type ReadPhase = { readonly title: string; readonly quick: boolean; readonly actions: ReadAction[] };

/** An action as it was read from a document. */
export type ReadAction = {
  readonly title: string;
  readonly done: boolean;
  readonly steps: readonly { readonly text: string; readonly done: boolean }[];
  readonly owner?: string | undefined;
  readonly due?: string | undefined;
};

/** Nothing read yet. */
export function emptyReading(): AuditReading {
  return {
    ...{
      title: undefined,
      date: undefined,
      status: undefined,
      statedTotal: undefined,
      expectedGain: undefined,
    },
    ...{ target: [], pains: [], gains: [], phases: [], risks: [], recommendations: [], notes: [], read: [] },
  };
}

/** Whether anything that a plan is made of was found. */
export function isAudit({ pains, phases, risks }: AuditReading): boolean {
  return pains.length > 0 || risks.length > 0 || phases.some(({ actions }) => actions.length > 0);
}
