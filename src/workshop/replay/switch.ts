import type { AlertEvent } from '../../rules/engine/alert.ts';
import type { Engine } from '../../rules/engine/engine.ts';
import { type Mode, modeOf } from '../../switches/switch.ts';
import { isRuleEvent } from '../../thread/events.ts';
import { ruleIncidentOf } from '../../thread/world.ts';
import { createSimulatedThread } from '../simulated-thread.ts';
import type { SwitchRecord } from './history.ts';

/**
 * The end of a suspension that a replayed rule brings about.
 *
 * `recorded` takes the history as it is: it already contains the silence of the real suspensions, which end
 * when people ended them; one that never happened ends with its alert, the earliest moment at which nothing
 * stands against resuming.
 *
 * `simulated` leaves out the agent's own traffic while it is suspended, and lets it run again after a fixed
 * time.
 */
export type SwitchModel =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'simulated'; readonly resumeAfterMs: number };

/** A time in which an agent was suspended. Epoch milliseconds; without `until` it still is. */
export type Span = { readonly from: number; readonly until?: number };

/** The kill switch of a replay: the live decisions, and people who let the agent run as the model says. */
export type SimulatedSwitch = {
  readonly note: (event: AlertEvent, now: number) => void;
  /** Makes firings act now that planned work held back and no longer does. */
  readonly surface: (now: number) => void;
  /** Nothing can be due: no trip stands, and no recorded resume has come. */
  readonly isIdle: (now: number) => boolean;
  readonly isSuspended: (now: number) => boolean;
  /** Whether the agent's own traffic has to be left out. */
  readonly isSilent: () => boolean;
  readonly trips: () => readonly string[];
  /** When the model lets it run. */
  readonly dueAt: () => number | undefined;
  /** Lets the agent run; answers the ends of the alerts that this releases. */
  readonly resume: (at: number) => readonly AlertEvent[];
  /** Ends a suspension whose alerts have all ended by themselves. */
  readonly endSettled: (now: number) => void;
  /** The suspensions that the replayed rules brought about. */
  readonly spans: () => readonly Span[];
  /** The times in which they left the agent a share of its traffic. */
  readonly reducedSpans: () => readonly Span[];
};

/** Somebody who lets the agent run in a replay. */
const by = { kind: 'person', person: 'replay', key: 'replay' } as const;

/** Nothing is measured between two cells: a replay measures each window once. */
const unmeasured = { isMeasured: false };

type OpenSpan = { readonly from: number; until?: number };

/** Begins or ends the time in which an agent has a share of its traffic. */
function noteReduced(reduced: OpenSpan[], mode: Mode, at: number): void {
  const last = reduced.at(-1);
  const open = last?.until === undefined ? last : undefined;
  if (mode === 'degraded' && open === undefined) reduced.push({ from: at });
  else if (mode !== 'degraded' && open !== undefined) open.until = at;
}

/** A switch that nothing has tripped, over the measures and alerts of `engine`. */
export function createSimulatedSwitch(
  engine: Engine,
  agent: string,
  model: SwitchModel,
  record: SwitchRecord,
): SimulatedSwitch {
  const thread = createSimulatedThread(engine, agent);
  const order = { kind: 'resumeAgent', agent, reason: 'replay', override: true, atOnce: true, by } as const;
  let place = 0;
  let nextResume = record.resumes[0]?.at ?? Number.POSITIVE_INFINITY;

  const wasDown = (now: number): boolean => {
    while ((record.downtime[place]?.until ?? Number.POSITIVE_INFINITY) <= now) place++;
    return (record.downtime[place]?.from ?? Number.POSITIVE_INFINITY) <= now;
  };
  // Asked after every cell, changed a few times: kept beside the thread.
  let held: { readonly since: number; readonly mode: Mode } | undefined;
  const reduced: OpenSpan[] = [];
  const give: typeof thread.give = (...message) => {
    const given = thread.give(...message);
    const { killSwitch } = thread.state();
    const mode = killSwitch === undefined ? 'normal' : modeOf(killSwitch);
    held = killSwitch === undefined || mode === 'normal' ? undefined : { since: killSwitch.since, mode };
    if (killSwitch !== undefined) noteReduced(reduced, mode, killSwitch.since);
    return given;
  };
  const firesStill = (): boolean =>
    ruleIncidentOf(thread.state())?.triggers.some(
      ({ suspended, share, resolvedAt }) => (suspended || share !== undefined) && resolvedAt === undefined,
    ) === true;

  return {
    note: (event, now) => {
      if (isRuleEvent(event)) give(event, now, unmeasured);
    },
    surface: (now) => {
      for (const event of thread.surfaced(now)) give(event, now, unmeasured);
    },
    isIdle: (now) => held === undefined && now < nextResume,
    isSuspended: (now) => held?.mode === 'suspended' || wasDown(now),
    isSilent: () => model.kind === 'simulated' && held?.mode === 'suspended',
    trips: () => thread.state().killSwitch?.trips.map(({ rule }) => rule) ?? [],
    dueAt: () =>
      model.kind === 'simulated' && held !== undefined ? held.since + model.resumeAfterMs : undefined,
    resume: (at) => {
      nextResume = record.resumes.find((resume) => resume.at > at)?.at ?? Number.POSITIVE_INFINITY;
      const resumed = give(order, at, unmeasured);
      return resumed.ok ? (resumed.value.alertEvents ?? []).map(({ event }) => event) : [];
    },
    endSettled: (now) => {
      // The alerts are over already: none of them has to be released.
      if (model.kind === 'recorded' && held !== undefined && !firesStill())
        give(order, now, { ...unmeasured, keepAlerts: true });
    },
    spans: () => thread.state().downtime,
    reducedSpans: () => reduced,
  };
}
