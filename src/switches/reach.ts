/**
 * A switch that nobody reads stops nobody. Who reads it is known from the requests of the agent's own key;
 * others who look at it are named, and count for nothing.
 */

/** The ways in which a switch is read. */
export const readingWays = ['poll', 'stream', 'acknowledgement', 'ofrep'] as const;
export type ReadingWay = (typeof readingWays)[number];

/** One reading of a switch: by which key, how, and with which client. Ids only. */
export type Reading = {
  /** Id of the key. */
  readonly key: string;
  /** Id of the person whose key it is. */
  readonly person?: string;
  readonly way: ReadingWay;
  /** As the client calls itself, `openfeature-js/1.2`. */
  readonly client?: string;
  /** The agent's own key: others look at the switch, and obey nothing. */
  readonly isAgent: boolean;
};

/** Somebody who reads a switch. Epoch ms; `since`: without a break of more than two leases. */
export type Reader = Reading & {
  readonly agent: string;
  readonly since: number;
  readonly lastAt: number;
};

/** One text for the agent, key and way of a reader. */
export function readerKey({ agent, key, way }: Pick<Reader, 'agent' | 'key' | 'way'>): string {
  return `${agent}/${key}/${way}`;
}

/** The first word of a User-Agent, where it is the name of a program: nothing else of it is kept. */
export function clientNamed(userAgent: string | undefined): string | undefined {
  return /^[A-Za-z0-9][\w.@-]{0,40}(?:\/[\w.+-]{1,24})?(?=[\s;(]|$)/.exec(userAgent ?? '')?.[0];
}

/** The reader after one more reading at `now`; what came after too long a break begins anew. */
export function readAgain(
  before: Reader | undefined,
  agent: string,
  reading: Reading,
  breakMs: number,
  now: number,
): Reader {
  const goesOn = before !== undefined && now - before.lastAt <= breakMs;
  // A clock that was set back makes nobody younger than his last reading.
  return { ...reading, agent, since: goesOn ? Math.min(before.since, now) : now, lastAt: now };
}

/** How long after the last reading an agent counts as in reach. */
export function reachMs(leaseMs: number): number {
  return 2 * leaseMs;
}

/**
 * Whether a stop would reach the agent. `not_known`: it has not been listened for long enough, as after a
 * restart: neither in reach nor out of it. Epoch ms.
 */
export type ReachStanding =
  | { readonly kind: 'in_reach'; readonly lastAt: number }
  | { readonly kind: 'not_known'; readonly until: number; readonly lastAt?: number }
  | { readonly kind: 'out_of_reach'; readonly lastAt: number }
  | { readonly kind: 'never_read' };

/** The last reading of an agent's own, with its age by a clock that is never set. */
export type LastReading = { readonly lastAt: number; readonly ageMs: number };

/**
 * How an agent stands that was heard last at `last` by any process. `listenedMs`: for how long this process
 * has been listening without a break; `lagMs`: by how much it may be behind what others have heard.
 */
export function reachStanding(
  last: LastReading | undefined,
  leaseMs: number,
  { listenedMs, lagMs, now }: { readonly listenedMs: number; readonly lagMs: number; readonly now: number },
): ReachStanding {
  const graceMs = reachMs(leaseMs) + lagMs;
  if (last !== undefined && last.ageMs <= graceMs) return { kind: 'in_reach', lastAt: last.lastAt };
  if (listenedMs <= graceMs) {
    const until = now + graceMs - listenedMs;
    return last === undefined
      ? { kind: 'not_known', until }
      : { kind: 'not_known', until, lastAt: last.lastAt };
  }
  return last === undefined ? { kind: 'never_read' } : { kind: 'out_of_reach', lastAt: last.lastAt };
}

/** Whether it is known that nobody reads the switch. */
export function isOutOfReach({ kind }: ReachStanding): boolean {
  return kind === 'out_of_reach' || kind === 'never_read';
}
