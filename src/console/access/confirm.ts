import { hasToProve } from '../../access/commands.ts';
import { hashSecret } from '../../access/keys.ts';
import type { Caller } from '../../access/roles.ts';
import type { Sessions } from '../../access/sign-in/sessions.ts';
import { isSecretShaped } from '../../platform/secret.ts';
import type { ConsoleContext } from '../shell/context.ts';

/** Why somebody has not proved anew who they are. */
export type Unproved = 'key_missing' | 'key_wrong' | 'ask_provider';

/**
 * The caller once they have proved anew who they are: at their provider a moment ago, or by a key of theirs
 * that they have typed; else why not. A key of somebody else, or of nobody, proves nothing.
 */
export async function provedCaller(
  caller: Caller,
  typed: string,
  resolve: (hash: string) => Promise<Caller | undefined>,
): Promise<Caller | Unproved> {
  if (!hasToProve(caller)) return caller;
  if (caller.proof === 'ask_provider') return 'ask_provider';
  const secret = typed.trim();
  if (secret === '') return 'key_missing';
  const shown = isSecretShaped(secret) ? await resolve(hashSecret(secret)) : undefined;
  const isOwn = shown !== undefined && whoIs(shown) === whoIs(caller);
  return isOwn ? { ...caller, actor: shown.actor, proof: 'key' } : 'key_wrong';
}

/** The person, or the very key where it is of nobody. */
function whoIs({ person, actor }: Caller): string {
  if (person !== undefined) return `person ${person}`;
  return 'key' in actor ? `key ${actor.key}` : 'nobody';
}

/** How pages ask anew who somebody is. */
export type Proving = {
  /** The caller once they have proved anew who they are, with what they typed for that; else why not. */
  readonly proved: (c: ConsoleContext, typed: string | undefined) => Promise<Caller | Unproved>;
  /** Notes a signature given with what was proved: the next signature asks again. */
  readonly signed: (c: ConsoleContext) => Promise<void>;
};

/** Proofs by these keys and sessions. */
export function createProving(
  resolve: (hash: string) => Promise<Caller | undefined>,
  sessions: Pick<Sessions, 'signed'>,
): Proving {
  return {
    proved: (c, typed = '') => provedCaller(c.get('caller'), typed, resolve),
    signed: (c) => sessions.signed(c.get('session').id),
  };
}
