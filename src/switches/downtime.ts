/**
 * The time in which an agent might not run, within a span, and how often it began to. Apart from that, the
 * time in which it had a share of its traffic, which is no downtime.
 */
export type SuspendedTime = {
  readonly agent: string;
  readonly suspendedMs: number;
  readonly suspensions: number;
  readonly degradedMs: number;
};
