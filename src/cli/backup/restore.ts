import type { Command } from 'commander';
import { restoreBackup } from '../../app/backup/restore.ts';
import { refuseUnfinished } from '../../app/backup/staging.ts';
import { systemClock } from '../../platform/clock.ts';
import { defined } from '../../platform/defined.ts';
import { asked } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { withBar } from '../progress.ts';
import { inWords, several, verdictLine } from './told.ts';

type Options = { readonly force?: boolean; readonly keepRules?: boolean };

/** `filrouge restore`: all of a backup, or nothing. */
export function registerRestore(program: Command, context: CliContext): void {
  program
    .command('restore')
    .description('put a backup in place, all of it or nothing; the service must not run')
    .argument('<file>', 'as filrouge backup wrote it')
    .option('--force', 'also where there is data: it is replaced (files are kept beside)')
    .option('--keep-rules', 'leave the rules folder as it is')
    .addHelpText('after', help)
    .action((file: string, options: Options) => asked(context, () => restore(file, options, context)));
}

const help = `
Into the database and the folders of the settings, of either engine: a backup of the embedded database goes into PostgreSQL,
too. An older backup is brought to the tables of this version. Sessions of the console are not restored, keys are.

Examples:
  filrouge restore /backup/filrouge/filrouge-20261128T020900Z.tar
  DATABASE_URL=postgres://… filrouge restore filrouge.tar --keep-rules`;

async function restore(file: string, { force, keepRules }: Options, context: CliContext): Promise<void> {
  const { databaseUrl, dataDir, rulesDir } = settingsOf(context);
  const restored = withBar('restoring', (bar) =>
    restoreBackup(
      file,
      {
        ...defined({ databaseUrl }),
        ...{ dataDir, rulesDir, force: force === true, keepRules: keepRules === true },
        now: systemClock.now(),
      },
      bar.see,
    ),
  );
  const { backup, loaded, former } = await inWords('Nothing was restored, and nothing was changed', () =>
    restored.catch(async (error: unknown) => {
      // What is wrong then is worse than why.
      await refuseUnfinished(dataDir);
      throw error;
    }),
  );
  const { manifest } = backup;
  context.print(
    `Restored what was written on ${manifest.madeAt}: ${several(loaded.rows, 'row')} in ${several(Object.keys(manifest.tables).length, 'table')}, each as it was.`,
  );
  verdictLine(loaded, manifest, context);
  if (former.length > 0) context.print(`What was there is in ${former.join(' and ')}.`);
  if (manifest.evidence.kept === 's3' && manifest.evidence.files > 0)
    context.print(
      `Its ${several(manifest.evidence.files, 'file')} of evidence were in a bucket: FILROUGE_S3_URL must name it, or a copy.`,
    );
  if (manifest.apart.length > 0)
    context.print(`It ran with these settings, which no backup holds: ${manifest.apart.join(', ')}.`);
  context.print('Start filrouge. Whatever nobody measured meanwhile counts towards no clock.');
}
