import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/platform/database/database.ts';
import { randomId } from '../../src/platform/ids.ts';
import { type KeyRing, parseKeyRing } from '../../src/platform/sealing/master-key.ts';
import type { Vault } from '../../src/requests/vault/vault.ts';
import { openVault } from '../../src/requests/vault/vault-store.ts';

/** A new master key, as a setting gives it. */
export const newMasterKey = (): string => randomBytes(32).toString('base64');

/** Master keys as a setting gives them, the one that wraps first. */
export function ringOf(...keys: readonly string[]): KeyRing {
  const ring = parseKeyRing(keys.join(','));
  if (ring === undefined) throw new Error(`no master keys: ${keys.join(',')}`);
  return ring;
}

/** A vault of a database, under a key of its own unless the test has one. */
export function vaultIn(
  database: Database,
  options: {
    readonly ring?: KeyRing;
    readonly now?: () => number;
    readonly onUnreadable?: (ids: readonly string[]) => void;
  } = {},
): Promise<Vault> {
  return openVault({
    database,
    newId: randomId,
    ring: options.ring ?? ringOf(newMasterKey()),
    now: options.now ?? (() => Date.parse('2026-06-05T08:00:00Z')),
    onUnreadable:
      options.onUnreadable ??
      ((ids) => {
        throw new Error(`these rows of the vault cannot be opened: ${ids.join()}`);
      }),
  });
}
