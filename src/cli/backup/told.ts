import type { Loaded } from '../../app/backup/load.ts';
import type { Manifest } from '../../app/backup/manifest.ts';
import { errorCode } from '../../platform/database/sql-error.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';

/** The lines that tell whoever made a backup what it holds. */
export function manifestLines(
  { path, bytes, sha256 }: { readonly path: string; readonly bytes: number; readonly sha256: string },
  manifest: Manifest,
): string[] {
  const { tables, evidence, files, apart, isComplete } = manifest;
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const lines = [
    `Wrote ${path}: ${sizeText(bytes)}, SHA-256 ${sha256}.`,
    `In it: ${several(rows, 'row')} in ${several(Object.keys(tables).length, 'table')}, ${registerText(manifest)}, ${several(evidence.kept === 's3' ? 0 : evidence.files, 'file')} of evidence, ${several(files.rules, 'file')} of rules.`,
  ];
  if (files.keptStops > 0) lines.push('Also stops that the database could not take yet.');
  if (files.cellLog > 0) lines.push('Also samples that the database did not have yet.');
  if (evidence.kept === 's3' && evidence.files > 0)
    lines.push(
      `Not in it: ${several(evidence.files, 'file')} of evidence in the bucket. Back up the bucket.`,
    );
  if (evidence.missing.length > 0)
    lines.push(
      `Not in it, because they are not in this folder: ${several(evidence.missing.length, 'file')} of evidence.`,
    );
  if (!isComplete)
    lines.push(
      'A service writes to this database, and was not asked: samples of its last second may be missing. Name it with --url and --key.',
    );
  if (apart.length > 0) lines.push(`Keep apart, because no backup holds them: ${apart.join(', ')}.`);
  return lines;
}

function registerText({ register }: Manifest): string {
  return register === undefined ? 'no register yet' : `the register to entry ${register.seq}`;
}

/** A line about the register of a restored backup, and one about its evidence; faults go to stderr. */
export function verdictLine(
  { register, evidence }: Loaded,
  { register: written }: Manifest,
  { print, fail }: Pick<CliContext, 'print' | 'fail'>,
): void {
  if (register.ok) {
    const end = written === undefined || written.seq === 0 ? '' : `, the last one with hash ${written.hash}`;
    print(`The register is whole: ${several(register.entries, 'entry', 'entries')}${end}.`);
  } else
    fail(
      `The register is broken at entry ${register.brokenAt}, and was when the backup was made: every row is as it was written then.`,
    );
  if (evidence.length > 0)
    fail(
      `${several(evidence.length, 'file')} of evidence missing or not as the register says: filrouge register verify --evidence names them.`,
    );
}

/**
 * Says in one sentence what a disk or a database did not do: a full one, one that may not be written to.
 * Other errors are thrown on.
 */
export async function inWords<T>(outcome: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof StartupError ? undefined : errorCode(error);
    if (code === undefined || error instanceof WorkshopError) throw error;
    const reason = error instanceof Error ? error.message : code;
    throw new WorkshopError(`${outcome}: ${reason}. Make room or mend that, and try again.`);
  }
}

/** A number of things, in English. */
export function several(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Math.round(bytes / 1_000 ** power)} ${units[power]}`;
}
