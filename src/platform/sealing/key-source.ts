import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../database/sql-error.ts';
import { makeFolder } from '../make-folder.ts';
import { StartupError } from '../startup-error.ts';
import { syncFolder } from '../sync-folder.ts';
import { keyBytes } from './cipher.ts';
import { type KeyRing, masterKeyExpected, parseKeyRing } from './master-key.ts';

/** Where master keys come from: a setting, a command that prints them, or a file of this machine. */
export type KeySource =
  | { readonly kind: 'given'; readonly ring: KeyRing }
  | { readonly kind: 'command'; readonly command: string }
  /** `isNew`: nothing was sealed yet, so that a file that is not there is made, with a new key. */
  | { readonly kind: 'file'; readonly path: string; readonly isNew: boolean };

const run = promisify(execFile);
/** Longer than a store of keys takes to answer. */
const commandMs = 30_000;

/** The master keys. Throws `StartupError` where they cannot be read. */
export async function readKeys(
  source: KeySource,
  warn: (facts: object, message: string) => void = () => {},
): Promise<KeyRing> {
  switch (source.kind) {
    case 'given':
      return source.ring;
    case 'command':
      return printedBy(source.command);
    case 'file':
      return keptIn(source, warn);
    default:
      return source satisfies never;
  }
}

async function printedBy(command: string): Promise<KeyRing> {
  const remedy = `Run the command by hand, as the user that filrouge runs as; it must print ${masterKeyExpected}, and nothing else.`;
  const printed = await run('/bin/sh', ['-c', command], { timeout: commandMs, maxBuffer: 65_536 }).catch(
    (error: unknown) => {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
      const why = said === '' ? `code ${String((error as { code?: unknown }).code)}` : said.slice(0, 200);
      const found = `The command of FILROUGE_VAULT_KEY_COMMAND failed (${why}).`;
      // What it printed may be half a key: it stays out of the message, and of its cause.
      throw new StartupError('vault_key_unreadable', found, remedy);
    },
  );
  const ring = parseKeyRing(printed.stdout.trim());
  if (ring !== undefined) return ring;
  const found = `The command of FILROUGE_VAULT_KEY_COMMAND printed ${printed.stdout.trim().length} characters that are no key.`;
  throw new StartupError('vault_key_unreadable', found, remedy);
}

async function keptIn(
  { path, isNew }: Extract<KeySource, { kind: 'file' }>,
  warn: (facts: object, message: string) => void,
): Promise<KeyRing> {
  const kept = await readFile(path, 'utf8').catch(ifAbsent);
  if (kept === undefined && !isNew)
    throw new StartupError(
      'vault_key_missing',
      `There is no ${path}, and the vault holds personal data that was sealed by the key in it.`,
      'Put the file back, or set FILROUGE_VAULT_KEY to what stood in it.',
    );
  const text = kept ?? (await makeKey(path));
  const ring = parseKeyRing(text.trim());
  if (ring === undefined)
    throw new StartupError(
      'vault_key_unreadable',
      `${path} holds ${text.trim().length} characters that are no key of the vault.`,
      `Put the file back as it was: personal data cannot be read without it. It holds ${masterKeyExpected}. Where nothing was kept yet, remove it: a new one is made.`,
    );
  if (((await stat(path)).mode & 0o077) !== 0) {
    const isMended = await chmod(path, 0o600).then(
      () => true,
      () => false,
    );
    warn({ path, isMended }, 'others than its owner could read the key of the vault');
  }
  return ring;
}

/** Written aside and put in place whole. Whoever makes it has looked whether it is there, and is alone. */
async function makeKey(path: string): Promise<string> {
  const text = `${randomBytes(keyBytes).toString('base64')}\n`;
  const aside = `${path}.new`;
  await makeFolder(dirname(path));
  await rm(aside, { force: true });
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
  return text;
}

function ifAbsent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
