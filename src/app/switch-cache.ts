import type { Logger } from 'pino';
import type { Database } from '../platform/database/database.ts';
import { loadSwitches, switchChannel } from '../switches/store.ts';
import type { KillSwitch } from '../switches/switch.ts';
import { createSignal, type Signal } from './signal.ts';

/**
 * Every switch as this process knows it, whether it evaluates or stands by: reads come from here. The
 * evaluator writes it after each commit; a process that stands by hears of changes, and looks every second as
 * well, because what it does not know it must not say.
 */
export type SwitchCache = {
  readonly get: (agent: string) => KillSwitch | undefined;
  /** Every switch that something ever happened to. */
  readonly all: () => Iterable<KillSwitch>;
  readonly put: (state: KillSwitch) => void;
  /** A switch changed, here or in another process. */
  readonly changed: Signal<KillSwitch>['listen'];
  /** Whether the cache is known to be what the database says. */
  readonly isKnown: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The surroundings that the cache of switches needs. */
export type SwitchCachePorts = {
  readonly database: Database;
  readonly logger: Logger;
  readonly isEvaluator: () => boolean;
};

const lookEveryMs = 1_000;
/**
 * A process that stands by and has not heard from the database for this long knows nothing about switches.
 */
const knownForMs = 3_000;

/** An empty cache; `start` fills it. */
export function createSwitchCache({ database, logger, isEvaluator }: SwitchCachePorts): SwitchCache {
  const changed = createSignal<KillSwitch>();
  const states = new Map<string, KillSwitch>();
  let seenAt = Number.NEGATIVE_INFINITY;
  let looking: NodeJS.Timeout | undefined;
  let unlisten = async (): Promise<void> => {};

  const look = async (): Promise<void> => {
    const askedAt = performance.now();
    for (const state of (await loadSwitches(database.db)).values()) take(state);
    seenAt = askedAt;
  };

  const take = (state: KillSwitch): void => {
    const known = states.get(state.agent);
    if (known === undefined || known.epoch <= state.epoch) put(state);
  };

  const put = (state: KillSwitch): void => {
    const known = states.get(state.agent);
    states.set(state.agent, state);
    if (known?.epoch !== state.epoch) changed.emit(state);
  };

  const lookAgain = (): void => {
    if (isEvaluator()) return;
    look().catch((error) => logger.warn({ err: error }, 'the switches could not be read'));
  };

  return {
    get: (agent) => states.get(agent),
    all: () => states.values(),
    // A process that was held up between writing and saying so may have been overtaken meanwhile.
    put: (state) => (isEvaluator() ? put(state) : take(state)),
    changed: changed.listen,
    isKnown: () => isEvaluator() || performance.now() - seenAt < knownForMs,
    start: async () => {
      await look();
      unlisten = await database.listen(switchChannel, lookAgain, lookAgain);
      looking = setInterval(lookAgain, lookEveryMs);
    },
    stop: async () => {
      clearInterval(looking);
      await unlisten();
    },
  };
}
