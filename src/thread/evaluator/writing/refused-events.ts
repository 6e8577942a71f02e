import type { ThreadEvent } from '../../events.ts';
import type { ThreadPorts } from '../../ports.ts';
import { isWaiting, type Retry, retryAfter } from './retries.ts';

/** Events of which the database refused what came of them, each with the time at which it is tried again. */
export type RefusedEvents = {
  /** Notes one, and says so aloud. Rethrows the error where somebody waits for the event. */
  readonly note: (event: ThreadEvent, error: unknown) => void;
  /** These were written. */
  readonly forget: (events: readonly ThreadEvent[]) => void;
  readonly has: (event: ThreadEvent) => boolean;
  /** Those of these events whose time it is, or that were never refused. */
  readonly due: <E extends ThreadEvent>(events: readonly E[]) => readonly E[];
};

/** None was refused. */
export function createRefusedEvents({ clock, logger }: Pick<ThreadPorts, 'clock' | 'logger'>): RefusedEvents {
  const refused = new Map<string, Retry>();
  const isLeftOut = (event: ThreadEvent): boolean => {
    const retry = refused.get(keyOf(event));
    return retry !== undefined && !isWaitedFor(event) && isWaiting(retry, clock.now());
  };
  return {
    note: (event, error) => {
      const key = keyOf(event);
      const retry = retryAfter(refused.get(key), clock.now());
      refused.set(key, retry);
      const { failures, until } = retry;
      const facts = { err: error, agent: event.agent, event: event.kind, failures };
      logger.error(
        { ...facts, nextTryAt: new Date(until).toISOString() },
        'THE DATABASE REFUSES WHAT CAME OF AN EVENT: it is not in the register. It is tried again, the rest goes on',
      );
      if (isWaitedFor(event)) throw error;
    },
    forget: (events) => {
      if (refused.size > 0) for (const event of events) refused.delete(keyOf(event));
    },
    has: (event) => refused.has(keyOf(event)),
    due: (events) => (refused.size === 0 ? events : events.filter((event) => !isLeftOut(event))),
  };
}

/** Nothing else brings these about again. */
function isWaitedFor({ kind }: ThreadEvent): boolean {
  return kind === 'ruleDrilled' || kind === 'proofPassed' || kind === 'proofMissed';
}

function keyOf(event: ThreadEvent): string {
  return JSON.stringify([event.kind, event.agent, subjectOf(event)]);
}

function subjectOf(event: ThreadEvent): string | number | undefined {
  if ('rule' in event) return event.rule;
  if ('plan' in event) return event.plan;
  if ('incident' in event) return event.incident;
  return 'trigger' in event ? event.trigger.rule : undefined;
}
