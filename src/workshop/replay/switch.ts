import type { AlertEvent } from '../../rules/engine/alert.ts';
import type { Rule } from '../../rules/rule.ts';
import type { SwitchRecord } from './history.ts';

/**
 * What becomes of an agent once a replayed rule suspends it.
 *
 * `recorded` takes the history as it is: it already contains the silence of the real suspensions, which end when people
 * ended them; one that never happened ends with its alert, the earliest moment at which nothing stands against resuming.
 *
 * `simulated` leaves out the agent's own traffic while it is suspended, and lets it run again after a fixed time.
 */
export type SwitchModel =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'simulated'; readonly resumeAfterMs: number };

/** A time in which an agent was suspended. Epoch milliseconds; without `until` it still is. */
export type Span = { readonly from: number; readonly until?: number };

/** The kill switch of a replay: trips alone, no people. */
export type SimulatedSwitch = {
  readonly note: (event: AlertEvent, rule: Rule) => void;
  /** Nothing can be due: no trip stands, and no recorded resume has come. */
  readonly isIdle: (now: number) => boolean;
  readonly isSuspended: (now: number) => boolean;
  /** Whether the agent's own traffic has to be left out. */
  readonly isSilent: () => boolean;
  readonly trips: () => readonly string[];
  /** When the model lets it run. */
  readonly dueAt: () => number | undefined;
  readonly resume: (at: number) => void;
  /** Ends a suspension whose alerts have all ended by themselves. */
  readonly settle: (now: number) => void;
  /** The suspensions that the replayed rules brought about. */
  readonly spans: () => readonly Span[];
};

/** A switch that nothing has tripped. */
export function createSimulatedSwitch(model: SwitchModel, record: SwitchRecord): SimulatedSwitch {
  const spans: Span[] = [];
  const standing = new Set<string>();
  const latched = new Set<string>();
  let openFrom: number | undefined;
  let place = 0;
  let nextResume = record.resumes[0]?.at ?? Number.POSITIVE_INFINITY;

  const wasDown = (now: number): boolean => {
    while ((record.downtime[place]?.until ?? Number.POSITIVE_INFINITY) <= now) place++;
    return (record.downtime[place]?.from ?? Number.POSITIVE_INFINITY) <= now;
  };
  const end = (at: number): void => {
    if (openFrom === undefined) return;
    spans.push({ from: openFrom, until: Math.max(openFrom, at) });
    openFrom = undefined;
    standing.clear();
    latched.clear();
  };

  return {
    note: (event, rule) => {
      if (trips(event, rule)) {
        standing.add(event.rule);
        latched.add(event.rule);
        openFrom ??= event.at;
      } else if (event.kind === 'ruleResolved' || event.kind === 'ruleDataBack') standing.delete(event.rule);
    },
    isIdle: (now) => openFrom === undefined && now < nextResume,
    isSuspended: (now) => openFrom !== undefined || wasDown(now),
    isSilent: () => model.kind === 'simulated' && openFrom !== undefined,
    trips: () => [...latched],
    dueAt: () =>
      model.kind === 'simulated' && openFrom !== undefined ? openFrom + model.resumeAfterMs : undefined,
    resume: (at) => {
      end(at);
      nextResume = record.resumes.find((resume) => resume.at > at)?.at ?? Number.POSITIVE_INFINITY;
    },
    settle: (now) => {
      if (model.kind === 'recorded' && openFrom !== undefined && standing.size === 0) end(now);
    },
    spans: () => (openFrom === undefined ? [...spans] : [...spans, { from: openFrom }]),
  };
}

function trips(event: AlertEvent, rule: Rule): boolean {
  if (rule.effect === 'observe') return false;
  if (event.kind === 'ruleFired') return rule.effect === 'suspend';
  return event.kind === 'ruleNoData' && rule.onNoData === 'suspend';
}
