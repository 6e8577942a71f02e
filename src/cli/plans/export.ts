import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';

type Options = ServiceOptions & { readonly format: string; readonly lang?: string; readonly out?: string };

/** Where the service has a plan in each format. */
const paths: Readonly<Record<string, (plan: string) => string>> = {
  md: (plan) => `/v1/plans/${plan}/document?format=md`,
  csv: (plan) => `/v1/plans/${plan}/document?format=csv`,
  json: (plan) => `/v1/plans/${plan}?`,
};

/** `filrouge plans export`: a plan as Markdown, CSV or JSON, as it stands. */
export function registerPlansExport(plans: Command, context: CliContext): void {
  withServiceOptions(plans.command('export'), 'somebody who may read')
    .description('take a plan along, as it stands')
    .argument('<number>', 'of the plan')
    .option('--format <format>', 'md, csv or json', 'md')
    .option('--lang <language>', "fr or en, of the fixed words; left out: the plan's own")
    .option('--out <file>', 'write it there; left out: to the terminal')
    .action((plan: string, options: Options) => asked(context, () => run(plan, options, context)));
}

async function run(plan: string, options: Options, context: CliContext): Promise<void> {
  const path = paths[options.format];
  if (path === undefined)
    throw new WorkshopError(`--format: found "${options.format}", expected md, csv or json.`);
  const { serviceUrl, publicUrl, host, port } = settingsOf(context);
  const address = options.url ?? serviceUrl ?? publicUrl ?? `http://${host}:${port}`;
  const lang = options.lang === undefined ? '' : `&lang=${encodeURIComponent(options.lang)}`;
  const send = senderTo(context, address, options);
  const text = await (await send('GET', path(encodeURIComponent(plan)) + lang)).text();
  if (options.out === undefined) context.print(text.trimEnd());
  else {
    await writeFile(options.out, text);
    context.print(`Plan ${plan} is in ${options.out}.`);
  }
}
