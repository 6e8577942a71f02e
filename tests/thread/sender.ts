import { sql } from 'drizzle-orm';
import type { Database } from '../../src/platform/database/database.ts';
import type { Filrouge } from '../support/filrouge.ts';

/** A sender that behaves: it sends each batch again, wherever it is told to, until it is answered with 200. */
export type Sender = {
  /** Contacts that were acknowledged. */
  readonly acknowledged: () => number;
  /** When the last batch was acknowledged, by `performance.now()`. */
  readonly lastAt: () => number;
  /** The longest time between two acknowledgements since this was asked last, ms. */
  readonly longestGap: () => number;
  /** No more new batches; resolves once the one under way is acknowledged. */
  readonly stop: () => Promise<void>;
};

const batch = 20;

/**
 * Sends batches of contacts, 2 of 20 wrong while `wrong()` says so, to whichever of the processes takes them. One batch at a time, as fast
 * as it is answered. `from` numbers the contacts, so that none is ever two.
 */
export function startSender(options: {
  readonly targets: () => readonly Filrouge[];
  readonly key: string;
  readonly from: number;
  readonly wrong?: () => boolean;
}): Sender {
  const { targets, key, from, wrong = () => true } = options;
  let [acknowledged, lastAt, longest, stopped] = [0, performance.now(), 0, false];

  const send = async (interactions: readonly object[]): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const all = targets();
      const target = all[attempt % all.length];
      if (target !== undefined && (await taken(target.url, key, interactions))) return;
      await pause(10);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      await send(contacts(from + acknowledged, wrong()));
      acknowledged += batch;
      const now = performance.now();
      longest = Math.max(longest, now - lastAt);
      lastAt = now;
      // A steady stream, that leaves the machine room for what is tested.
      await pause(20);
    }
  };
  const running = run();
  return {
    acknowledged: () => acknowledged,
    lastAt: () => lastAt,
    longestGap: () => {
      const gap = Math.max(longest, performance.now() - lastAt);
      longest = 0;
      lastAt = performance.now();
      return gap;
    },
    stop: () => {
      stopped = true;
      return running;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function contacts(first: number, wrong: boolean): object[] {
  return Array.from({ length: batch }, (_, place) => ({
    id: `c-${first + place}`,
    agent: 'margaux',
    ...(wrong && place < 2 ? { outcome: 'error', reason: 'item_unavailable' } : { outcome: 'ok' }),
  }));
}

async function taken(url: string, key: string, interactions: readonly object[]): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/interactions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ interactions }),
      // A process that is stopped does not answer; whoever waits for it for ever has lost.
      signal: AbortSignal.timeout(1_500),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** How many contacts are noted as counted, and how many the error rate is made of. */
export async function countedOf({ db }: Database) {
  const { rows } = await db.execute<{ interactions: number; weight: number }>(sql`
    SELECT (SELECT count(*)::int FROM interactions) AS interactions,
      (SELECT sum(c.weight) FROM cells c JOIN series s ON s.id = c.series WHERE s.metric = 'error_rate') AS weight`);
  return rows[0];
}
