import { setTimeout as wait } from 'node:timers/promises';
import { bearerKeys, createFailureLimiter } from '../../access/guard.ts';
import { createKeyCache, type KeyCache } from '../../access/key-cache.ts';
import { createKeyCommands } from '../../access/key-commands.ts';
import { createKeyStreams, type KeyStreams, keyIdOf } from '../../access/key-streams.ts';
import { keyRoutes } from '../../access/routes.ts';
import { createMakeLink } from '../../access/sign-in/link-commands.ts';
import { linkRoutes } from '../../access/sign-in/routes.ts';
import { findKey, listKeys, liveKeys, overAmong, touchKey } from '../../access/store.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { signInOf } from './sign-in.ts';

/** A look-up of a key takes a millisecond; one that takes so long will not be answered soon. */
const keyPatienceMs = 1_000;

/**
 * The way in for people and agents: keys, links and sessions, what manages them, and the streams that end
 * with them.
 */
export function accessOf(ground: Ground, { thread: { ruleSet } }: Pick<Core, 'thread'>) {
  const { database } = ground.opened;
  const { now } = ground.ports.clock;
  const keys = keysOf(ground);
  const keyStreams = keyStreamsOf(ground);
  const isPerson = (id: string) => ruleSet().people.has(id);
  const keyCommands = createKeyCommands({
    ...{ database, now, isPerson, isAgent: (id) => ruleSet().agents.has(id) },
    forget: (id) => {
      keys.forget(id);
      keyStreams.end(id);
    },
    changed: keys.forget,
  });
  const makeLink = createMakeLink({ database, now, isPerson });
  const { signIn, sessionStreams } = signInOf(ground, { ruleSet, resolveKey: keys.resolve });
  return {
    ...{ keys, keyCommands, makeLink, signIn, sessionStreams },
    /** Reads the API key of a request. */
    bearer: bearerKeys(keys, createFailureLimiter()),
    /** Event streams, by the keys and by the sessions that they were opened with. */
    streams: [keyStreams, sessionStreams],
    api: [
      keyRoutes({ ...keyCommands, list: (page) => listKeys(database.db, page) }),
      linkRoutes(makeLink, () => ground.address.url),
    ],
  };
}

/** Access as other parts use it. */
export type Access = ReturnType<typeof accessOf>;

/** The keys of a process, looked up once and remembered for a while. */
function keysOf({ opened: { database }, ports: { clock, logger } }: Ground): KeyCache {
  return createKeyCache({
    lookup: (hash) => findKey(database.db, hash, clock.now()),
    touch: (id, now) => touchKey(database.db, id, now),
    liveKeys: () => liveKeys(database.db, clock.now()),
    now: clock.now,
    patience: () => wait(keyPatienceMs, undefined, { ref: false }),
    onError: (error) => logger.warn({ err: error }, 'a key could not be looked up or marked as used'),
  });
}

/** The event streams of a process, by their keys. */
function keyStreamsOf({ opened: { database }, ports: { clock, logger } }: Ground): KeyStreams {
  return createKeyStreams({
    idOf: keyIdOf,
    // Whatever is thrown is told: nobody waits for the look that a timer takes.
    overAmong: async (ids) => overAmong(database.db, ids, clock.now()),
    onError: (error) =>
      logger.warn({ err: error }, 'it could not be looked whether open streams may stay open'),
  });
}
