import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../platform/actor.ts';
import { sha256Hex } from '../platform/canonical.ts';
import { defined } from '../platform/defined.ts';
import { Instant } from '../platform/iso.ts';
import { secretPrefix } from '../platform/secret.ts';
import type { Caller, Role } from './roles.ts';

/**
 * API keys. A secret is `fr_` and 40 random letters and digits (238 bits), shown once; what is stored and
 * looked up is its SHA-256. A slow hash would add nothing: nobody guesses 238 bits, and every request pays
 * for it.
 */

/** Fills an array of that length with random bytes: `randomBytes` of node:crypto outside tests. */
export type RandomBytes = (length: number) => Uint8Array;

const secretLength = 40;
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new secret, every character equally likely. */
export function newSecret(random: RandomBytes): string {
  return secretPrefix + draw(alphabet, secretLength, random);
}

/** A new key id, public: ten characters, without the letters that are read as digits. */
export function newKeyId(random: RandomBytes): string {
  return draw(idAlphabet, 10, random);
}

/** SHA-256 of a secret, in hex. */
export function hashSecret(secret: string): string {
  return sha256Hex(secret);
}

/** Compares two hashes in a time that does not tell where they differ. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const Name = z.string().trim().min(1).max(120);
const Id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected an id in lower case, such as margaux');

const Agents = z
  .array(Id)
  .min(1)
  .max(1_000)
  .optional()
  .meta({ description: 'The agents that it reaches; left out: all that its role reaches.' });
const everyKey = {
  name: Name,
  expiresAt: Instant.optional().meta({ description: 'When it ends by itself.' }),
};

/**
 * A key to make. An `agent` key is bound to its agents, others may be; a person's key may be bound to who
 * signs with it.
 */
export const NewKey = z.discriminatedUnion('role', [
  z
    .strictObject({ role: z.literal('agent'), ...everyKey, agent: Id.optional(), agents: Agents })
    .refine(({ agent, agents }) => (agent === undefined) !== (agents === undefined), {
      error: 'expected an agent in lower case, such as margaux; or a list of them as agents',
      path: ['agent'],
    }),
  z.strictObject({ role: z.literal('ingest'), ...everyKey, agents: Agents }),
  z.strictObject({
    role: z.enum(['viewer', 'operator', 'approver']),
    ...everyKey,
    person: Id.optional(),
    agents: Agents,
  }),
  z.strictObject({ role: z.literal('admin'), ...everyKey, person: Id.optional() }),
]);
export type NewKey = z.infer<typeof NewKey>;

/** The agents that a key to make is bound to, each once; nothing where it is bound to none. */
export function agentsOf(key: NewKey): readonly string[] | undefined {
  const agent = 'agent' in key ? key.agent : undefined;
  const agents = 'agents' in key ? key.agents : undefined;
  return agents === undefined ? (agent === undefined ? undefined : [agent]) : [...new Set(agents)];
}

/** A stored key, without its secret, which nobody can know any more. */
export type Key = {
  readonly id: string;
  readonly hash: string;
  readonly role: Role;
  readonly person?: string;
  /** The agents that it is bound to; absent: it is bound to none. */
  readonly agents?: readonly string[];
  readonly name: string;
  readonly createdAt: number;
  /** At most a minute behind. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
  /** When it ends by itself; absent: never. */
  readonly expiresAt?: number;
  /** The id of the key in whose place it came. */
  readonly replaces?: string;
};

/** Whether a key has come to its end. */
export function hasEnded({ expiresAt }: { readonly expiresAt?: number | undefined }, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** The caller that a request with this key comes from. */
export function callerOf(key: Key): Caller {
  const { id, role, person, agents } = key;
  const actor: Actor = person === undefined ? { kind: 'key', key: id } : { kind: 'person', person, key: id };
  return { actor, role, ...defined({ person, agents }) };
}

function draw(letters: string, length: number, random: RandomBytes): string {
  // Bytes past the last whole multiple are thrown away: a plain remainder would favour the first letters.
  const fair = 256 - (256 % letters.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && text.length < length) text += letters[byte % letters.length];
    }
  }
  return text;
}
