import { z } from 'zod';
import { defined } from '../platform/defined.ts';

/** The variables that say where a backup is written every night, and how many are kept. */
export const backupVariables = {
  FILROUGE_BACKUP_DIR: z.string().optional(),
  FILROUGE_BACKUP_KEEP: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a number from 1 to 999')
    .transform(Number)
    .optional(),
};

/** Which of these make sense only where another is set. */
export const backupParts = [['FILROUGE_BACKUP_KEEP', 'FILROUGE_BACKUP_DIR']] as const;

/** Where a backup is written every night, and how many of them are kept. */
export type BackupSettings = { readonly backup: { readonly folder?: string; readonly keep: number } };

/** Two weeks of them. */
const defaultKeep = 14;

/** Reads them out of the environment. */
export function backupIn(env: z.output<z.ZodObject<typeof backupVariables>>): BackupSettings {
  return {
    backup: {
      ...defined({ folder: env.FILROUGE_BACKUP_DIR }),
      keep: env.FILROUGE_BACKUP_KEEP ?? defaultKeep,
    },
  };
}
