import { z } from 'zod';
import type { KeySource } from '../platform/sealing/key-source.ts';
import { masterKeyExpected, parseKeyRing } from '../platform/sealing/master-key.ts';

/** The variables that say which key personal data is sealed by. */
export const vaultVariables = {
  FILROUGE_VAULT_KEY: z
    .string()
    .transform((text, context) => {
      const ring = parseKeyRing(text);
      if (ring !== undefined) return ring;
      context.addIssue({
        code: 'custom',
        message: `${masterKeyExpected}; while it is changed, the new one and the old one with a comma between`,
      });
      return z.NEVER;
    })
    .optional(),
  FILROUGE_VAULT_KEY_COMMAND: z.string().min(1).optional(),
};

/** Where the key of the vault comes from; absent: a file of the data folder, if the database is there too. */
export type VaultSettings = { readonly vaultKey?: Exclude<KeySource, { kind: 'file' }> };

type Given = z.output<z.ZodObject<typeof vaultVariables>>;

/** Reads it out of the environment. */
export function vaultIn({
  FILROUGE_VAULT_KEY: ring,
  FILROUGE_VAULT_KEY_COMMAND: command,
}: Given): VaultSettings {
  if (ring !== undefined) return { vaultKey: { kind: 'given', ring } };
  return command === undefined ? {} : { vaultKey: { kind: 'command', command } };
}

/** Two sources of one key: whoever sets both believes one of them in vain. */
export function vaultFaults(given: Readonly<Record<string, string | undefined>>) {
  const isBoth =
    given['FILROUGE_VAULT_KEY'] !== undefined && given['FILROUGE_VAULT_KEY_COMMAND'] !== undefined;
  return isBoth
    ? [{ name: 'FILROUGE_VAULT_KEY', expected: 'not set, because FILROUGE_VAULT_KEY_COMMAND is' }]
    : [];
}
