import type { IntakePorts } from '../../../metrics/intake/ports.ts';
import { checkInteraction, type Interaction } from '../../../metrics/interaction.ts';
import { addRefusal, type Refusals } from '../../../metrics/refusals.ts';
import { timeLimits } from '../../../metrics/sample.ts';
import { type Followed, follow } from '../follow.ts';
import { type HelpdeskEvent, recordKey } from '../told.ts';

/** The outside of working off what helpdesks have told. */
export type WorkOffPorts = Pick<IntakePorts, 'now' | 'known' | 'busy' | 'ingestInteractions' | 'count'> & {
  readonly waiting: (limit: number) => Promise<readonly HelpdeskEvent[]>;
  readonly standings: (events: readonly HelpdeskEvent[]) => Promise<Map<string, Followed>>;
  readonly settle: (
    events: readonly HelpdeskEvent[],
    after: readonly (Followed & { readonly source: string })[],
  ) => Promise<void>;
  readonly onError: (error: unknown) => void;
};

/** Turns what helpdesks have told into interactions. */
export type WorkOff = {
  /** Begins, and waits for nothing; nothing is lost where it fails: the next one tries again. */
  readonly wake: () => void;
  /** Resolves when nothing is being worked off. */
  readonly idle: () => Promise<void>;
};

const mostAtOnce = 500;

/** In the process that evaluates, one batch after the other. */
export function createWorkOff(ports: WorkOffPorts): WorkOff {
  let running: Promise<void> | undefined;
  let isWoken = false;
  const run = async (): Promise<void> => {
    while (isWoken && ports.busy() === undefined) {
      isWoken = false;
      if ((await workOff(ports)) === mostAtOnce) isWoken = true;
    }
  };
  const wake = (): void => {
    isWoken = true;
    running ??= run()
      .catch(ports.onError)
      .finally(() => {
        running = undefined;
      });
  };
  return { wake, idle: async () => void (await running) };
}

/**
 * A crash between the interactions and the note that they were told makes them twice: each counts once, by
 * its id.
 */
async function workOff(ports: WorkOffPorts): Promise<number> {
  const receivedAt = performance.now();
  const events = await ports.waiting(mostAtOnce);
  if (events.length === 0) return 0;
  const standings = await ports.standings(events);
  const after = new Map<string, Followed & { readonly source: string }>();
  const told: Interaction[] = [];
  for (const event of events) {
    const key = recordKey(event);
    const followed = follow(event.source, standings.get(key), event);
    standings.set(key, followed.after);
    after.set(key, { ...followed.after, source: event.source });
    if (followed.interaction !== undefined) told.push(followed.interaction);
  }
  await tell(ports, told, receivedAt);
  await ports.settle(events, [...after.values()]);
  return events.length;
}

async function tell(ports: WorkOffPorts, told: readonly Interaction[], receivedAt: number): Promise<void> {
  const [known, times] = [ports.known(), timeLimits(ports.now(), 'interactions')];
  const refusals: Refusals = new Map();
  const good = told.flatMap((one) => {
    const checked = checkInteraction(one, known, times);
    if (typeof checked !== 'string') return [checked];
    const agent = known.hasAgent(one.agent) ? one.agent : undefined;
    addRefusal(refusals, { agent, reason: checked, count: 1 });
    return [];
  });
  if (told.length === 0) return;
  const { counted, merged, repeated } =
    good.length === 0
      ? { counted: 0, merged: 0, repeated: 0 }
      : await ports.ingestInteractions(good, receivedAt);
  const rejected = told.length - good.length;
  ports.count('helpdesk', { accepted: counted, merged, repeated, rejected }, refusals);
}
