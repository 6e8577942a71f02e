import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { importSources } from '../../requests/importing/columns.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { unreadable } from '../rules-history.ts';
import { addressOf, type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';
import { tableText } from '../table.ts';

type Options = ServiceOptions & {
  readonly preview?: true;
  readonly leaveOut?: true;
  readonly source?: string;
  readonly sheet?: string;
};

const help = `
The first row names the columns, in French or English: objet, client, e-mail, téléphone, date, canal, statut, …
Exports of Zendesk, Odoo and Zammad are known by theirs. All rows are taken, or none; what was taken before stays
as it is, so the same file twice changes nothing.

Example:
  filrouge desk import demandes.xlsx --preview`;

/** `filrouge desk import`: takes customers or requests in from a file, or says what would become of them. */
export function registerDeskImport(desk: Command, context: CliContext): void {
  withServiceOptions(desk.command('import'), 'a referent or a lead of the desk')
    .description('take customers or requests in from a CSV or XLSX file')
    .argument('<file>', 'at most 2 000 rows')
    .option('--preview', 'say row by row what would become of it, and change nothing')
    .option('--leave-out', 'take the other rows where some are refused')
    .option('--source <program>', `${importSources.join(', ')}; left out: told by the columns`)
    .option('--sheet <name>', 'of a workbook; left out: the first one that is filled')
    .addHelpText('after', help)
    .action((file: string, options: Options) => asked(context, () => run(file, options, context)));
}

const Fault = z.object({ code: z.string(), column: z.string().optional(), found: z.string().optional() });
const Imported = z.object({
  source: z.string(),
  holds: z.string(),
  isTaken: z.boolean(),
  counts: z.record(z.string(), z.int()),
  ignored: z.array(z.string()),
  sheet: z.string().optional(),
  otherSheets: z.array(z.string()),
  rows: z.array(
    z.object({
      line: z.int(),
      outcome: z.string(),
      customer: z.string().optional(),
      number: z.int().optional(),
      refused: z.array(Fault).default([]),
      remarks: z.array(Fault).default([]),
    }),
  ),
});

async function run(file: string, options: Options, context: CliContext): Promise<void> {
  const { preview, leaveOut, source, sheet } = options;
  if (source !== undefined && !importSources.some((known) => known === source))
    throw new WorkshopError(`--source: found "${source}", expected one of ${importSources.join(', ')}.`);
  const content = new Uint8Array(
    await readFile(file).catch((error: unknown) => {
      throw unreadable(file, error);
    }),
  );
  const query = new URLSearchParams({
    ...(preview === true && { preview: 'true' }),
    ...(leaveOut === true && { leaveOut: 'refused' }),
    ...(source !== undefined && { source }),
    ...(sheet !== undefined && { sheet }),
  });
  const send = senderTo(context, addressOf(options, context), options);
  const answer = await send('POST', `/v1/desk/import?${query}`, {
    type: 'application/octet-stream',
    content,
  });
  context.print(told(Imported.parse(await answer.json())));
}

function told({ rows, counts, ...file }: z.infer<typeof Imported>): string {
  const worth = rows.filter(({ outcome, remarks }) => outcome === 'refused' || remarks.length > 0);
  const lines = worth.map(({ line, outcome, customer = '', refused, remarks }) => [
    String(line),
    outcome,
    customer,
    [...refused, ...remarks].map(faultText).join('\n'),
  ]);
  const { created = 0, merged = 0, known = 0, refused = 0, newCustomers = 0 } = counts;
  return [
    `${file.holds} from ${file.source}${file.sheet === undefined ? '' : `, sheet ${file.sheet}`}`,
    ...(file.otherSheets.length === 0 ? [] : [`Sheets not read: ${file.otherSheets.join(', ')}`]),
    ...(file.ignored.length === 0 ? [] : [`Columns not read: ${file.ignored.join(', ')}`]),
    ...(lines.length === 0 ? [] : [tableText(['line', 'row', 'customer', 'said'], lines)]),
    `created ${created}, merged ${merged}, known ${known}, refused ${refused}; new customers ${newCustomers}`,
    file.isTaken ? 'It is taken.' : 'Nothing was changed: this is a preview.',
  ].join('\n');
}

function faultText({ code, column, found }: z.infer<typeof Fault>): string {
  const where = column === undefined ? '' : ` (${column})`;
  return `${code.replaceAll('_', ' ')}${where}${found === undefined ? '' : `: ${found.slice(0, 60)}`}`;
}
