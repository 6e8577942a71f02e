import { type Actor, actorText } from '../platform/actor.ts';
import type { Database } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { EntryData } from '../register/chain.ts';
import { appendEntries } from '../register/store.ts';
import { mayCommand } from './commands.ts';
import { agentsOf, hasEnded, type Key, type NewKey } from './keys.ts';
import type { Reaching } from './roles.ts';
import { createKey, type Rotation, revokeKey, rotateKey } from './store.ts';

/** Somebody who manages keys: with a key, or at the machine itself, where none is needed. */
export type KeyManager = Reaching & { readonly actor: Actor | 'cli' };

/** Makes and revokes keys, each together with its register entry; refuses whoever may not. */
export type KeyCommands = {
  /** The secret is in this answer and nowhere else. */
  readonly create: (
    key: NewKey,
    by: KeyManager,
  ) => Promise<Result<{ readonly id: string; readonly secret: string }>>;
  /** Makes a successor; the old key lives on for the overlap, unless its own end comes before. */
  readonly rotate: (id: string, overlapMs: number, by: KeyManager) => Promise<Result<Rotation>>;
  /** Revokes at once, in every open session too; a key that was revoked before is not `changed`. */
  readonly revoke: (
    id: string,
    by: KeyManager,
  ) => Promise<Result<{ readonly key: Key; readonly changed: boolean }>>;
};

/** The world around the key commands. */
export type KeyCommandPorts = {
  readonly database: Pick<Database, 'transaction'>;
  readonly now: () => number;
  /** Makes a revocation felt at once: `forget` of the key cache. */
  readonly forget: (id: string) => void;
  /** Makes a new end of a key felt at once, while it goes on living. */
  readonly changed: (id: string) => void;
  readonly isAgent: (id: string) => boolean;
  readonly isPerson: (id: string) => boolean;
};

/** The commands about keys, for API and console alike. */
export function createKeyCommands(ports: KeyCommandPorts): KeyCommands {
  return {
    create: async (key, by) => {
      const refusal =
        mayCommand(by, { kind: 'createKey' }) ??
        unknownId(key, ports) ??
        (hasEnded(key, ports.now()) ? endInThePast : undefined);
      if (refusal !== undefined) return refused(refusal);
      const created = await ports.database.transaction(async (tx) => {
        const now = ports.now();
        const made = await createKey(tx, key, now);
        const data = recordOf({ ...key, ...defined({ agents: agentsOf(key) }), id: made.id });
        await appendEntries(tx, [{ kind: 'keyCreated', actor: managerText(by), data }], now);
        return made;
      });
      return done(created);
    },
    rotate: async (id, overlapMs, by) => {
      const refusal = mayCommand(by, { kind: 'rotateKey' });
      if (refusal !== undefined) return refused(refusal);
      const rotated = await ports.database.transaction(async (tx) => {
        const now = ports.now();
        const result = await rotateKey(tx, id, overlapMs, now);
        if (!result.ok) return result;
        const { key, old } = result.value;
        const data = { ...recordOf(key), replaces: id, ...defined({ until: iso(old.expiresAt) }) };
        await appendEntries(tx, [{ kind: 'keyRotated', actor: managerText(by), data }], now);
        return result;
      });
      if (rotated.ok) ports.changed(id);
      return rotated;
    },
    revoke: async (id, by) => {
      const refusal = mayCommand(by, { kind: 'revokeKey' });
      if (refusal !== undefined) return refused(refusal);
      const revoked = await ports.database.transaction(async (tx) => {
        const now = ports.now();
        const result = await revokeKey(tx, id, now);
        if (!result.ok || !result.value.changed) return result;
        const data = recordOf(result.value.key);
        await appendEntries(tx, [{ kind: 'keyRevoked', actor: managerText(by), data }], now);
        return result;
      });
      if (revoked.ok) ports.forget(id);
      return revoked;
    },
  };
}

/** How the register calls whoever manages keys. */
export function managerText({ actor }: KeyManager): string {
  return actor === 'cli' ? actor : actorText(actor);
}

/** The register knows a key by its id and what it may do; its name was typed by somebody and stays out. */
function recordOf(key: Recorded): EntryData {
  const { id, role, person, agents = [], expiresAt } = key;
  const [agent, ...others] = agents;
  const bound = others.length > 0 ? { agents: [...agents] } : defined({ agent });
  return { key: id, role, ...bound, ...defined({ person, until: iso(expiresAt) }) };
}

type Recorded = Pick<Key, 'id' | 'role'> & {
  readonly [K in 'person' | 'agents' | 'expiresAt']?: Key[K] | undefined;
};

const endInThePast: Refusal = {
  kind: 'invalid',
  code: 'end_in_past',
  detail: 'expiresAt has passed: a key ends in the future.',
};

function unknownId(key: NewKey, ports: Pick<KeyCommandPorts, 'isAgent' | 'isPerson'>): Refusal | undefined {
  const agent = agentsOf(key)?.find((one) => !ports.isAgent(one));
  if (agent !== undefined) return { ...noSuch('agent', agent), kind: 'invalid' };
  const person = 'person' in key ? key.person : undefined;
  if (person === undefined || ports.isPerson(person)) return undefined;
  return { ...noSuch('person', person), kind: 'invalid' };
}
