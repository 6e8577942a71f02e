import { join } from 'node:path';
import { randomId } from '../../platform/ids.ts';
import { type KeySource, readKeys } from '../../platform/sealing/key-source.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { masterOf } from '../../requests/vault/state-store.ts';
import type { Vault } from '../../requests/vault/vault.ts';
import { openVault } from '../../requests/vault/vault-store.ts';
import type { Settings } from '../../settings.ts';
import type { AppPorts, Opened } from '../ports.ts';

/**
 * The vault of this process; none where nothing says which key seals. Throws `StartupError` where it is not
 * the key of this database.
 */
export async function vaultOf(
  settings: Settings,
  { clock, logger, database: lent }: AppPorts,
  database: Opened['database'],
): Promise<Vault | undefined> {
  const master = await masterOf(database.db);
  const source = sourceOf(settings, lent, master === undefined);
  if (source === undefined) {
    if (master === undefined) return undefined;
    throw new StartupError(
      'vault_key_missing',
      `The vault of this database is sealed by the key ${master}, and FILROUGE_VAULT_KEY is not set.`,
      'Set FILROUGE_VAULT_KEY or FILROUGE_VAULT_KEY_COMMAND to the key that personal data was sealed by.',
    );
  }
  const ring = await readKeys(source, (facts, message) => logger.warn(facts, message));
  return openVault({
    ...{ database, ring, now: clock.now, newId: randomId },
    onUnreadable: (ids) =>
      logger.error(
        { ids },
        'rows of the vault cannot be opened: they were changed by hand, or their key is gone',
      ),
  });
}

/**
 * The source of the vault's key: a file beside the embedded database; none for an app with a database of its
 * own, which keeps nothing in a folder.
 */
function sourceOf(
  { vaultKey, databaseUrl, dataDir }: Settings,
  lent: AppPorts['database'],
  isNew: boolean,
): KeySource | undefined {
  if (vaultKey !== undefined) return vaultKey;
  if (databaseUrl !== undefined || lent !== undefined) return undefined;
  return { kind: 'file', path: join(dataDir, 'vault.key'), isNew };
}
