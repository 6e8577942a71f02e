import type { AlertEvent } from '../../rules/engine/alert.ts';
import { ruleOn } from '../../rules/engine/engine.ts';
import type { Backlog } from '../cells/backlog.ts';
import { episodeOf } from '../decide/trip.ts';
import type { RuleEvent } from '../events.ts';
import type { Memory } from './memory.ts';
import { alertKey, type PendingAlerts } from './pending.ts';
import type { Trips } from './trips.ts';
import type { Retry } from './writing/retries.ts';

/** Sends what happened to alerts where it belongs. */
export type Alarms = {
  /**
   * Trips at once, ends of alerts in their turn, the rest with the next group commit. Answers what resolves
   * when the trips have ended, however they end; nothing when there were none.
   */
  readonly handle: (events: readonly AlertEvent[], receivedAt?: number) => Promise<unknown> | undefined;
};

/** The parts of the evaluator that alarms work with. */
export type AlarmSources = {
  readonly memory: Memory;
  readonly trips: Trips;
  readonly pending: PendingAlerts;
  readonly backlog: Backlog;
  readonly retries: ReadonlyMap<string, Retry>;
  /** Decides an event in its turn and writes what comes of it. Never rejects. */
  readonly end: (event: RuleEvent) => Promise<void>;
};

/** The alarms of one memory. */
export function createAlarms({
  memory,
  trips,
  pending,
  backlog,
  retries,
  end: written,
}: AlarmSources): Alarms {
  return {
    handle: (events, receivedAt) => {
      const started: Promise<void>[] = [];
      for (const event of events) {
        const rule = ruleOn(memory.engine, event.agent, event.rule);
        const episode = rule && episodeOf(event, rule);
        if (episode !== undefined) started.push(trips.start(episode.event, receivedAt));
        else if (isEnding(event) && rule?.effect !== 'observe') end(event);
        else backlog.events.push({ event, effect: rule?.effect ?? 'observe' });
      }
      return started.length === 0 ? undefined : Promise.all(started);
    },
  };

  function end(event: Ending): void {
    const retry = retries.get(alertKey(event));
    if (retry !== undefined) retry.event = undefined;
    void pending.during([event], () => written(event));
  }
}

type Ending = Extract<AlertEvent, { kind: 'ruleResolved' | 'ruleDataBack' }>;

function isEnding(event: AlertEvent): event is Ending {
  return event.kind === 'ruleResolved' || event.kind === 'ruleDataBack';
}
