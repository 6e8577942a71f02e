import type { Command } from 'commander';
import { lastCheckpoint, readCheckpoints } from '../../register/checkpoint/checkpoint-store.ts';
import { CheckpointList } from '../../register/checkpoint/routes.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { isWithoutTables } from '../database.ts';
import { type Ask, atHome, type ServiceOptions, withServiceOptions } from '../service.ts';

type Options = ServiceOptions & { readonly all?: boolean };

const pageSize = 500;

/** `filrouge register checkpoint`: the last signed state of the register, or all of them. */
export function registerCheckpoint(register: Command, context: CliContext): void {
  withServiceOptions(register.command('checkpoint'), 'somebody who may read')
    .description('print the last signed state of the register, to be kept outside')
    .option('--all', 'every signed state, the oldest first')
    .action((options: Options) => asked(context, () => print(options, context)));
}

async function print(options: Options, context: CliContext): Promise<void> {
  let told = 0;
  const tell = (note: string): void => {
    context.print(note);
    told += 1;
  };
  try {
    await atHome<void>(context, options, {
      database: async ({ db }) => {
        const last = options.all === true ? undefined : await lastCheckpoint(db);
        if (last !== undefined) return tell(last.note);
        if (options.all !== true) return;
        for (let after = 0; ; ) {
          const page = await readCheckpoints(db, { after, limit: pageSize });
          for (const { note } of page) tell(note);
          after = page.at(-1)?.number ?? after;
          if (page.length < pageSize) return;
        }
      },
      service: async (ask) => {
        let last: string | undefined;
        for await (const note of notesOf(ask)) {
          if (options.all === true) tell(note);
          last = note;
        }
        if (options.all !== true && last !== undefined) tell(last);
      },
    });
  } catch (error) {
    if (!isWithoutTables(error)) throw error;
  }
  if (told === 0)
    throw new WorkshopError(
      'The register was never signed. `filrouge keys checkpoint` makes a key; set it as FILROUGE_CHECKPOINT_KEY and start the service anew.',
    );
}

async function* notesOf(ask: Ask): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const after: string = cursor === undefined ? '' : `&after=${cursor}`;
    const page = await ask(CheckpointList, 'GET', `/v1/register/checkpoints?limit=${pageSize}${after}`);
    for (const { note } of page.items) yield note;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
