import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { zipOf } from '../../platform/archive/zip.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import { instantExpected, iso, parseInstant } from '../../platform/iso.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { verifierText } from '../../platform/tlog/note.ts';
import { bundleOf } from '../../register/audit/bundle-store.ts';
import { bundleName, type Selection } from '../../register/audit/selection.ts';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { isWithoutTables, withDatabase } from '../database.ts';
import { addressBeside, type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';

type Options = ServiceOptions & {
  readonly from?: string;
  readonly to?: string;
  readonly incident?: string;
  readonly out?: string;
};

const help = `
The bundle is verified without filrouge, by the program of 100 lines that is in it:
  python3 -m zipfile -e bundle.zip bundle
  python3 bundle/verify.py bundle.zip 'filrouge.example.org/register+…' states-kept-outside.txt`;

/** `filrouge audit export`: entries of the register with what proves them, for whoever audits. */
export function registerAuditExport(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('what auditors take along');
  withServiceOptions(audit.command('export'), 'somebody who may read')
    .description('write entries of the register with what proves them, and a verifier, to a zip archive')
    .option('--from <time>', 'entries from then on: 2026-06-01T00:00:00Z')
    .option('--to <time>', 'entries up to then')
    .option('--incident <number>', 'entries of this incident alone')
    .option('--out <file>', 'where; left out: filrouge-audit-DAY.zip')
    .addHelpText('after', help)
    .action((options: Options) => asked(context, () => run(options, context)));
}

async function run(options: Options, context: CliContext): Promise<void> {
  const selection = selectionOf(options);
  const now = systemClock.now();
  const out = options.out ?? bundleName(selection, iso(now).slice(0, 10));
  const pieces = await piecesFrom(context, options, selection, now, (made) => writeTo(out, made));
  context.print(`${out} is written (${pieces} bytes). Verify it without filrouge:`);
  const folder = out.replace(/\.zip$/, '-unpacked');
  context.print(`python3 -m zipfile -e ${out} ${folder} && python3 ${folder}/verify.py ${out}`);
}

function selectionOf({ from, to, incident }: Options): Selection {
  const number = incident === undefined ? undefined : Number(incident);
  if (number !== undefined && !(Number.isSafeInteger(number) && number > 0 && number < 2 ** 31))
    throw new WorkshopError(`--incident: found "${incident}", expected the number of an incident.`);
  const selection = { from: timeOf('--from', from), to: timeOf('--to', to), incident: number };
  if (selection.from !== undefined && selection.to !== undefined && selection.from > selection.to)
    throw new WorkshopError('--to: expected a time that is not before --from.');
  return selection;
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at === undefined) throw new WorkshopError(`${option}: found "${text}", expected ${instantExpected}.`);
  return at;
}

/** From the running service where there is one, else from the database. */
async function piecesFrom<T>(
  context: CliContext,
  options: ServiceOptions,
  selection: Selection,
  now: number,
  write: (pieces: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const address = await addressBeside(context, options);
  if (address !== undefined) {
    const query = new URLSearchParams();
    for (const [name, at] of [
      ['from', selection.from],
      ['to', selection.to],
    ] as const)
      if (at !== undefined) query.set(name, iso(at));
    if (selection.incident !== undefined) query.set('incident', String(selection.incident));
    const answer = await senderTo(context, address, options)('GET', `/v1/audit/export?${query}`);
    if (answer.body === null) throw new WorkshopError(`${address} answered with nothing.`);
    return write(answer.body);
  }
  const keys = settingsOf(context).checkpoints.verifiers.map(verifierText);
  const make = async ({ db }: Database) => write(zipOf(await bundleOf(db, selection, { keys, now }), now));
  try {
    return await withDatabase(context, make);
  } catch (error) {
    if (error instanceof StartupError || !isWithoutTables(error)) throw error;
    throw new WorkshopError('There is no register in this database. Check DATABASE_URL or FILROUGE_DATA.');
  }
}

/** A file that could not be written whole is none. */
async function writeTo(out: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      bytes += piece.length;
      yield piece;
    }
  };
  try {
    await pipeline(Readable.from(counted()), createWriteStream(out));
  } catch (error) {
    await rm(out, { force: true }).catch(() => {});
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new WorkshopError(`${out} cannot be written (${error.message}). Give another place with --out.`);
  }
  return bytes;
}
