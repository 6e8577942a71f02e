import { done, type Result } from '../platform/refusal.ts';
import type { SwitchAnswer } from './lease.ts';
import { heartbeatMs } from './lease.ts';

/** Tells everybody who follows an agent's switch that it changed. In memory, one for each process. */
export type SwitchHub = {
  /** Durably changed: followers hear it at once. */
  readonly publish: (answer: SwitchAnswer) => void;
  /** Hears the agent's answers until the returned function is called; `onEnd`: the hub closes before that. */
  readonly subscribe: (
    agent: string,
    onAnswer: (answer: SwitchAnswer) => void,
    onEnd?: () => void,
  ) => () => void;
  /** Ends every subscription, and those still to come: the process is about to stop. */
  readonly close: () => void;
};

type Subscriber = { readonly onAnswer: (answer: SwitchAnswer) => void; readonly onEnd: () => void };

/** A hub without subscribers. */
export function createSwitchHub(): SwitchHub {
  const byAgent = new Map<string, Set<Subscriber>>();
  let closed = false;
  return {
    publish: (answer) => {
      for (const { onAnswer } of [...(byAgent.get(answer.agent) ?? [])]) onAnswer(answer);
    },
    subscribe: (agent, onAnswer, onEnd = () => {}) => {
      const subscriber = { onAnswer, onEnd };
      const subscribers = byAgent.get(agent) ?? new Set();
      byAgent.set(agent, subscribers.add(subscriber));
      if (closed) onEnd();
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0 && byAgent.get(agent) === subscribers) byAgent.delete(agent);
      };
    },
    close: () => {
      closed = true;
      for (const subscribers of byAgent.values()) for (const { onEnd } of [...subscribers]) onEnd();
    },
  };
}

/** Where one follower's answers come from. */
export type SwitchFeed = {
  readonly hub: SwitchHub;
  /**
   * The answer as of now, with a fresh lease, or why there is none; of an agent that is gone the feed ends.
   */
  readonly answer: (agent: string) => Result<SwitchAnswer>;
  readonly now: () => number;
};

/** How soon after a refusal it is looked whether there is an answer again. */
const againMs = 1_000;

/**
 * An agent's answers for one follower: at once, at each change, and as often as the lease needs to stay
 * fresh. Only the newest is ever kept: a follower that takes its time misses what came between, and costs no
 * memory.
 */
export async function* followSwitch(
  feed: SwitchFeed,
  agent: string,
  signal: AbortSignal,
): AsyncGenerator<Result<SwitchAnswer>, void, undefined> {
  let published: SwitchAnswer | undefined;
  let ended = signal.aborted;
  let wake = (): void => {};
  const end = (): void => {
    ended = true;
    wake();
  };
  const onAnswer = (answer: SwitchAnswer): void => {
    published = answer;
    wake();
  };
  const unsubscribe = feed.hub.subscribe(agent, onAnswer, end);
  signal.addEventListener('abort', end);
  try {
    while (!ended) {
      const answer = newer(feed.answer(agent), published);
      if (!answer.ok && answer.refusal.kind === 'not_found') return;
      published = undefined;
      yield answer;
      if (ended || published !== undefined) continue;
      const silentMs = answer.ok ? heartbeatMs(answer.value, feed.now()) : againMs;
      await wokenWithin(silentMs, (resolve) => {
        wake = resolve;
      });
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', end);
  }
}

/** The current answer has the fresher lease; a published one counts when it is ahead of it. */
function newer(current: Result<SwitchAnswer>, published: SwitchAnswer | undefined): Result<SwitchAnswer> {
  if (!current.ok || published === undefined) return current;
  return published.epoch > current.value.epoch ? done(published) : current;
}

/** Resolves when woken, or after `ms`. */
function wokenWithin(ms: number, onResolve: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    onResolve(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
