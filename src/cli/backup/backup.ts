import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { settingsApart } from '../../app/backup/manifest.ts';
import { readBackup } from '../../app/backup/read.ts';
import { rehearse } from '../../app/backup/restore.ts';
import { refuseUnfinished } from '../../app/backup/staging.ts';
import { targetOf, toFile } from '../../app/backup/to-file.ts';
import { type BackupSources, type Sink, writeBackup } from '../../app/backup/write.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import { readLease } from '../../platform/lease/lease-store.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { isWithoutTables, withDatabase } from '../database.ts';
import { withBar } from '../progress.ts';
import { addressBeside, type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';
import { inWords, manifestLines, verdictLine } from './told.ts';

type Options = ServiceOptions & { readonly verify?: boolean };

/** `filrouge backup`: everything that filrouge keeps, as one file. */
export function registerBackup(program: Command, context: CliContext): void {
  withServiceOptions(program.command('backup'), 'an admin')
    .description('write everything that filrouge keeps into one file, while it runs or not')
    .argument(
      '[path]',
      'a file, a folder, or - for standard output; left out: FILROUGE_BACKUP_DIR, else here',
    )
    .option('--verify', 'restore it into a database of its own, compare every row, and remove that again')
    .addHelpText('after', help)
    .action((path: string | undefined, options: Options) =>
      asked(context, () => inWords('No backup was made', () => backup(path, options, context))),
    );
}

const help = `
In it: the database, samples that are not in it yet, stops that could not be written yet, files of evidence (of a bucket
only their list), and the rules with their proposals. Not in it: the environment, with its secrets.

Examples:
  filrouge backup /backup/filrouge --verify
  filrouge backup - | age -r age1… > filrouge.tar.age`;

async function backup(path: string | undefined, options: Options, context: CliContext): Promise<void> {
  if (path === '-') return toStdout(options, context);
  const { backup: own } = settingsOf(context);
  const target = await targetOf(path ?? own.folder ?? '.', systemClock.now());
  const { bytes, sha256 } = await toFile(target, (sink) => write(sink, options, context));
  // Read back from the disk: what is told is what a restore would find.
  const { manifest } = await readBackup(target);
  for (const line of manifestLines({ path: target, bytes, sha256 }, manifest)) context.print(line);
  if (options.verify === true) await verify(target, context);
}

async function toStdout(options: Options, context: CliContext): Promise<void> {
  if (options.verify === true) throw new WorkshopError('--verify needs a file, not -.');
  await write(
    (piece) =>
      new Promise((written, failed) => {
        process.stdout.write(piece, (error) => (error == null ? written() : failed(error)));
      }),
    options,
    context,
  );
}

async function verify(path: string, context: CliContext): Promise<void> {
  const { backup: found, loaded } = await withBar('restoring it to compare', (bar) =>
    rehearse(path, bar.see),
  );
  context.print(`Restored into a database of its own: all ${loaded.rows} rows are as they were written.`);
  verdictLine(loaded, found.manifest, context);
}

/** By the running service, which has all its samples written before; else from database and folders. */
async function write(sink: Sink, options: ServiceOptions, context: CliContext): Promise<void> {
  const named = options.url ?? settingsOf(context).serviceUrl;
  if (named !== undefined) return fromService(named, sink, options, context);
  const { databaseUrl, dataDir } = settingsOf(context);
  await refuseUnfinished(dataDir);
  // To open it would make one.
  if (databaseUrl === undefined && !existsSync(join(dataDir, 'pglite'))) throw nothing;
  try {
    await withDatabase(context, (database) => fromDatabase(database, sink, context));
  } catch (error) {
    if (isWithoutTables(error)) throw nothing;
    if (!(error instanceof StartupError) || error.code !== 'data_folder_in_use') throw error;
    const beside = await addressBeside(context, options);
    if (beside === undefined) throw error;
    await fromService(beside, sink, options, context);
  }
}

const nothing = new WorkshopError(
  'There is nothing to back up in this database. Check DATABASE_URL or FILROUGE_DATA.',
);

async function fromService(
  address: string,
  sink: Sink,
  options: ServiceOptions,
  context: CliContext,
): Promise<void> {
  const { body } = await senderTo(context, address, options)('GET', '/v1/backup');
  if (body === null) throw new WorkshopError(`${address} sent nothing.`);
  try {
    for await (const piece of body) await sink(piece);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new WorkshopError(
      `${address} stopped in the middle of the backup; its log says why. Nothing was kept.`,
    );
  }
}

async function fromDatabase(database: Database, sink: Sink, context: CliContext): Promise<void> {
  const settings = settingsOf(context);
  const sources: Omit<BackupSources, 'samples'> = {
    ...{ database, dataDir: settings.dataDir, rulesDir: settings.rulesDir },
    evidence: settings.evidence.bucket === undefined ? 'disk' : 's3',
    apart: settingsApart(context.env),
    now: systemClock.now(),
  };
  const lease = await readLease(database.db);
  const isServed = database.engine === 'postgresql' && lease !== undefined && lease.remainingMs > 0;
  await writeBackup({ ...sources, samples: isServed ? 'without_last_second' : 'with_log' }, sink);
}
