import { type KillSwitch, mayRun, type StepReached, type SwitchEvent, type Trip } from './switch.ts';

/** One change of a switch as it is kept. */
export type SwitchHistoryEntry = {
  readonly agent: string;
  /** The epoch that the change led to. */
  readonly epoch: number;
  readonly at: number;
  readonly kind: SwitchEvent['kind'];
  /** Actor text. */
  readonly by: string;
  /** The person's own words. */
  readonly reason?: string;
  /** Of `agentTripped` and `agentDegraded`. */
  readonly trip?: Trip;
  /** Of `agentResumed`: in spite of a measured breach, and the rules whose trips ended. */
  readonly override?: boolean;
  readonly released?: readonly string[];
  /** The step of a way back that it led to. */
  readonly step?: StepReached;
  /** Of `resumeFellBack`: the rule that was measured not to be clear. */
  readonly rule?: string;
  /** Whether the agent might run afterwards. */
  readonly mayRun: boolean;
  /** The part of its traffic that the agent might answer afterwards, 0 to 1. */
  readonly share: number;
};

/** A time in which an agent was suspended; without `until` it still is. Epoch milliseconds. */
export type DowntimeSpan = { readonly from: number; readonly until?: number };

/** The spans without permission to run that a switch's changes, in order, add up to. */
export function downtimeOf(changes: readonly Pick<SwitchHistoryEntry, 'at' | 'mayRun'>[]): DowntimeSpan[] {
  const spans: DowntimeSpan[] = [];
  let from: number | undefined;
  for (const change of changes) {
    if (!change.mayRun) from ??= change.at;
    else if (from !== undefined) {
      spans.push({ from, until: change.at });
      from = undefined;
    }
  }
  return from === undefined ? spans : [...spans, { from }];
}

/** The spans once the switch has become `state`. The same ones when it still runs or is suspended. */
export function downtimeAfter(spans: readonly DowntimeSpan[], state: KillSwitch): readonly DowntimeSpan[] {
  const last = spans.at(-1);
  const wasDown = last !== undefined && last.until === undefined;
  if (wasDown !== mayRun(state)) return spans;
  if (!wasDown) return [...spans, { from: state.since }];
  return [...spans.slice(0, -1), { from: last.from, until: state.since }];
}
