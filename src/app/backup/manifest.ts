import { z } from 'zod';

/** The form of a backup. Whoever finds a greater number knows nothing of what follows. */
export const backupFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** The first file of a backup: enough to say what it is, and whether this version can read it. */
export const Beginning = z.looseObject({ format: z.int(), filrouge: z.string(), madeAt: z.string() });

/** The last but one: what the backup holds. Times are ISO 8601, sizes bytes. */
export const Manifest = z.object({
  format: z.literal(backupFormat),
  filrouge: z.string(),
  madeAt: z.iso.datetime(),
  engine: z.enum(['postgresql', 'pglite']),
  /** Whether all samples that had been answered for were written to the database, or to its log, before. */
  isComplete: z.boolean(),
  /** The migrations that had made its tables: when each was generated, and the hash of its SQL. */
  migrations: z.array(z.object({ at: z.int(), hash: sha256 })),
  tables: z.record(z.string(), z.object({ rows: count, digest: sha256 })),
  sequences: z.record(z.string(), z.object({ last: z.int(), isCalled: z.boolean() })),
  /** The end of the register; absent where there is none yet. */
  register: z.object({ seq: count, hash: z.string() }).optional(),
  evidence: z.object({
    kept: z.enum(['disk', 's3']),
    files: count,
    bytes: count,
    /** Ids of evidence whose file was not there; of a bucket, none is looked for. */
    missing: z.array(z.string()),
  }),
  files: z.object({ rules: count, keptStops: count, cellLog: count }),
  /** Names of the settings that were set and are no part of a backup: secrets and addresses. */
  apart: z.array(z.string()),
  parts: z.array(z.object({ name: z.string(), size: count, sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;

/** The very last file: without it a backup is only half of one. */
export const Ending = z.object({ manifestSha256: sha256 });

/** The names of the files that say what the others are. */
export const named = { beginning: 'begin.json', manifest: 'manifest.json', ending: 'end.json' } as const;

/** Tables whose rows are of the moment: who evaluates, and who is signed in. */
export const leftOut: readonly string[] = ['evaluator_lease', 'console_sessions'];

/** The kinds of parts, by the forms of their names. */
export const partForms = {
  rows: /^database\/([a-z_][a-z0-9_]*)\.(\d+)\.jsonl\.gz$/,
  evidence: /^evidence\/([A-Za-z0-9_-]{1,64})$/,
  rules: /^rules\/((?:[^.\\/\0][^\\/\0]*\/)*[^.\\/\0][^\\/\0]*)$/,
  cellLog: /^cell-log\/([\w-]+\.\d+\.cells)$/,
  keptStops: /^kept-stops\.jsonl$/,
} as const;
export type PartKind = keyof typeof partForms;

/** The kind of a part, and what its name says; `undefined` for a name that no backup has. */
export function partOf(name: string): { readonly kind: PartKind; readonly says: string } | undefined {
  for (const kind of ['rows', 'evidence', 'rules', 'cellLog', 'keptStops'] as const) {
    const found = partForms[kind].exec(name);
    if (found !== null) return { kind, says: found[1] ?? '' };
  }
  return undefined;
}

/** Which settings are set and no part of a backup, by the environment: names alone. */
export function settingsApart(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env)
    .filter((name) => (env[name] ?? '') !== '' && (name === 'DATABASE_URL' || apartPattern.test(name)))
    .toSorted();
}

const apartPattern = /^FILROUGE_.*(?:KEY|SECRET|TOKEN|URL|VALUE|PASSWORD|COMMAND)$/;
