import { type Actor, actorText } from '../platform/actor.ts';
import type { Database } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { appendEntries } from '../register/store.ts';
import { mayCommand } from './commands.ts';
import type { Key, NewKey } from './keys.ts';
import type { Caller } from './roles.ts';
import { createKey, revokeKey } from './store.ts';

/** Somebody who manages keys: with a key, or at the machine itself, where none is needed. */
export type KeyManager = Pick<Caller, 'role' | 'agent'> & { readonly actor: Actor | 'cli' };

/** Makes and revokes keys, each together with its register entry; refuses whoever may not. */
export type KeyCommands = {
  /** The secret is in this answer and nowhere else. */
  readonly create: (
    key: NewKey,
    by: KeyManager,
  ) => Promise<Result<{ readonly id: string; readonly secret: string }>>;
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
  readonly isAgent: (id: string) => boolean;
  readonly isPerson: (id: string) => boolean;
};

/** The commands about keys, for API and console alike. */
export function createKeyCommands(ports: KeyCommandPorts): KeyCommands {
  return {
    create: async (key, by) => {
      const refusal = mayCommand(by, { kind: 'createKey' }) ?? unknownId(key, ports);
      if (refusal !== undefined) return refused(refusal);
      const created = await ports.database.transaction(async (tx) => {
        const now = ports.now();
        const made = await createKey(tx, key, now);
        const data = recordOf({ ...key, id: made.id });
        await appendEntries(tx, [{ kind: 'keyCreated', actor: textOf(by), data }], now);
        return made;
      });
      return done(created);
    },
    revoke: async (id, by) => {
      const refusal = mayCommand(by, { kind: 'revokeKey' });
      if (refusal !== undefined) return refused(refusal);
      const revoked = await ports.database.transaction(async (tx) => {
        const now = ports.now();
        const result = await revokeKey(tx, id, now);
        if (!result.ok || !result.value.changed) return result;
        const data = recordOf(result.value.key);
        await appendEntries(tx, [{ kind: 'keyRevoked', actor: textOf(by), data }], now);
        return result;
      });
      if (revoked.ok) ports.forget(id);
      return revoked;
    },
  };
}

function textOf({ actor }: KeyManager): string {
  return actor === 'cli' ? actor : actorText(actor);
}

/** The register knows a key by its id and what it may do; its name was typed by somebody and stays out. */
function recordOf(key: Pick<Key, 'id' | 'role' | 'agent'> & { readonly person?: string | undefined }) {
  const { id, role, person, agent } = key;
  return { key: id, role, ...defined({ person, agent }) };
}

function unknownId(key: NewKey, ports: Pick<KeyCommandPorts, 'isAgent' | 'isPerson'>): Refusal | undefined {
  if (key.role === 'agent')
    return ports.isAgent(key.agent) ? undefined : { ...noSuch('agent', key.agent), kind: 'invalid' };
  if (key.role === 'ingest' || key.person === undefined || ports.isPerson(key.person)) return undefined;
  return { ...noSuch('person', key.person), kind: 'invalid' };
}
