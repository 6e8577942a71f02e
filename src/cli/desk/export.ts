import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { languages } from '../../language/language.ts';
import { exportFormats, exportSubjects } from '../../requests/importing/export-store.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { addressOf, type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';

type Options = ServiceOptions & {
  readonly what: string;
  readonly format: string;
  readonly lang: string;
  readonly out?: string;
};

/** `filrouge desk export`: everything of the desk, as it is at that time. */
export function registerDeskExport(desk: Command, context: CliContext): void {
  withServiceOptions(desk.command('export'), 'a referent or a lead of the desk')
    .description('write all customers, requests or contacts to a file')
    .addOption(new Option('--what <what>', 'of what').choices([...exportSubjects]).default('requests'))
    .addOption(
      new Option('--format <format>', 'CSV, or one JSON object a line')
        .choices([...exportFormats])
        .default('csv'),
    )
    .addOption(
      new Option('--lang <language>', 'whose spreadsheets read the CSV')
        .choices([...languages])
        .default('fr'),
    )
    .option('--out <file>', 'where; left out: requests.csv')
    .action((options: Options) => asked(context, () => run(options, context)));
}

async function run({ what, format, lang, out, ...options }: Options, context: CliContext): Promise<void> {
  const file = out ?? `${what}.${format === 'csv' ? 'csv' : 'jsonl'}`;
  const query = new URLSearchParams({ what, format, lang });
  const answer = await senderTo(
    context,
    addressOf(options, context),
    options,
  )('GET', `/v1/desk/export?${query}`);
  if (answer.body === null) throw new WorkshopError('The service answered with nothing.');
  // Personal data: for whoever writes the file alone.
  await pipeline(Readable.from(answer.body), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw new WorkshopError(`${file} is there already: name another one with --out.`);
      throw error;
    },
  );
  context.print(`${file} is written.`);
}
