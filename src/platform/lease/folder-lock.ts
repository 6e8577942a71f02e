import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';

/**
 * A process that claims a folder. `space` names the process table that `pid` belongs to (boot and container),
 * `born` when the process started: together they tell a living holder from a number that was given again.
 */
const claimShape = z.object({ pid: z.int(), born: z.string(), space: z.string(), host: z.string() });
type Claim = Readonly<z.infer<typeof claimShape>>;

const claimName = /^filrouge-.*\.lock$/;
const refreshMs = 5_000;
const foreignStaleMs = 30_000;

/**
 * Claims a folder for this process, for as long as it lives or until `release`. Each contender writes a claim
 * of its own and only then looks for others, so two can never both believe that they are alone. Claims of
 * processes that ended, even by kill -9, are removed at once, where `proper-lockfile` waits until they are
 * stale. Throws `StartupError` (`data_folder_in_use`).
 */
export async function lockFolder(folder: string): Promise<{ release: () => Promise<void> }> {
  for (let attempt = 1; ; attempt += 1) {
    const path = await writeClaim(folder);
    const rival = await findRival(folder, path).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw error;
    });
    if (rival === undefined) {
      const timer = setInterval(() => void touch(path), refreshMs).unref();
      return {
        release: async () => {
          clearInterval(timer);
          await rm(path, { force: true });
        },
      };
    }
    await rm(path, { force: true });
    // Two that start at the same moment see each other and both give way: one of them gets it at a later
    // attempt.
    if (attempt === 4) throw inUse(folder, rival);
    await new Promise((wake) => setTimeout(wake, 20 + Math.random() * 100 * attempt));
  }
}

async function writeClaim(folder: string): Promise<string> {
  const claim: Claim = {
    pid: process.pid,
    born: lifeOf(process.pid)?.born ?? '',
    space: await processSpace(),
    host: hostname(),
  };
  const path = join(folder, `filrouge-${process.pid}-${randomUUID()}.lock`);
  // A power cut would leave one without its text, and nobody would know whose it was.
  await writeFile(`${path}.new`, JSON.stringify(claim), { flush: true });
  await rename(`${path}.new`, path);
  return path;
}

async function findRival(folder: string, own: string): Promise<Claim | undefined> {
  const space = await processSpace();
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!claimName.test(name) || path === own) continue;
    const claim = await readClaim(path);
    if (claim === undefined) continue;
    const alive = claim !== 'unreadable' && claim.space === space ? isAlive(claim) : await isFresh(path);
    if (alive && claim === 'unreadable') throw unreadable(path);
    if (alive && claim !== 'unreadable') return claim;
    await rm(path, { force: true });
  }
  return undefined;
}

/**
 * A claim, or `undefined` when it was released between the listing and now. A full disk or a power cut leaves
 * one without its text.
 */
async function readClaim(path: string): Promise<Claim | 'unreadable' | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return claimShape.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

function isAlive(claim: Claim): boolean {
  try {
    process.kill(claim.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const life = lifeOf(claim.pid);
  if (life === undefined || claim.born === '') return true;
  // A zombie ended already; its parent has not taken notice yet.
  return life.born === claim.born && life.state !== 'Z';
}

/** A holder on another machine or container cannot be asked; it touches its claim every few seconds. */
async function isFresh(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < foreignStaleMs;
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

/** State and start (clock ticks since boot): fields 3 and 22 of /proc/pid/stat; `undefined` without /proc. */
function lifeOf(pid: number): { readonly state: string; readonly born: string } | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', born: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

async function processSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  const table = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()} ${table}`.trim();
}

function unreadable(path: string): StartupError {
  return new StartupError(
    'data_folder_in_use',
    `The lock file ${path} is empty or damaged, so nobody knows which process uses this folder.`,
    'If no filrouge uses it, delete that file (or wait half a minute: a lock that nobody refreshes does not count).',
  );
}

function inUse(folder: string, { pid, host }: Claim): StartupError {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new StartupError(
    'data_folder_in_use',
    `The data folder ${folder} is in use by ${where}.`,
    'Stop that process, or give this one another folder with FILROUGE_DATA; several processes share a database only on PostgreSQL (DATABASE_URL).',
  );
}
