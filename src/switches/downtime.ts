/** The time in which an agent might not run, within a span, and how often it began to. */
export type SuspendedTime = {
  readonly agent: string;
  readonly suspendedMs: number;
  readonly suspensions: number;
};
