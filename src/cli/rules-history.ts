import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { openDatabase } from '../platform/database/open.ts';
import { errorCode } from '../platform/database/sql-error.ts';
import { parseDuration } from '../platform/duration.ts';
import type { Result } from '../platform/refusal.ts';
import { StartupError } from '../platform/startup-error.ts';
import { parseRuleFiles } from '../rules/files/files.ts';
import { type RuleFile, readRuleFolder } from '../rules/files/folder-files.ts';
import { problemText } from '../rules/files/source.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import { readIncidentCsv, readSampleCsv } from '../workshop/replay/csv-history.ts';
import type { History } from '../workshop/replay/history.ts';
import { storedHistory } from '../workshop/replay/stored-history.ts';
import { type CliContext, settingsOf } from './context.ts';

/** Why a command of the workshop cannot be carried out: the message that is shown before it ends with 1. */
export class WorkshopError extends Error {}

/** Options that say which past to look at. */
export type HistoryOptions = {
  readonly csv?: string | undefined;
  readonly incidents?: string | undefined;
};

/** The history that was asked for; the database, when there is one, is open while `work` runs. */
export async function withHistory<T>(
  options: HistoryOptions,
  context: CliContext,
  set: RuleSet,
  work: (history: History, database: Database | undefined) => Promise<T>,
): Promise<T> {
  if (options.csv !== undefined)
    return work(await csvHistory(options.csv, options.incidents, set), undefined);
  const { databaseUrl, dataDir } = settingsOf(context);
  if (!hasDatabase(context))
    throw new WorkshopError(
      `There is no database at ${dataDir}. Set DATABASE_URL or FILROUGE_DATA, or give a file with --csv.`,
    );
  const database = await openDatabase(databaseUrl === undefined ? { dataDir } : { url: databaseUrl }).catch(
    busy,
  );
  try {
    const history = storedHistory(database.db, systemClock.now);
    return await work(history, database);
  } catch (error) {
    if (errorCode(error) !== '42P01') throw error;
    throw new WorkshopError('This database holds nothing of filrouge yet: it has no tables.');
  } finally {
    await database.close();
  }
}

/** Whether there is a database to ask, as far as the settings say: it is not opened. */
export function hasDatabase(context: CliContext): boolean {
  const { databaseUrl, dataDir } = settingsOf(context);
  return databaseUrl !== undefined || existsSync(dataDir);
}

function busy(error: unknown): never {
  if (!(error instanceof StartupError)) throw error;
  throw new WorkshopError(
    `${error.message}\n${error.remedy}\nWhile the service runs on the embedded database, ask it: POST /v1/rules/backtest.`,
  );
}

async function csvHistory(path: string, incidentsPath: string | undefined, set: RuleSet): Promise<History> {
  const input = createReadStream(path, 'utf8');
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const read = await readSampleCsv(lines, set).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (read.ok) return read.history(incidentsPath === undefined ? [] : await incidentsOf(incidentsPath));
  const { first, bad, good } = read;
  const counted = bad === 0 ? '' : ` (bad rows: ${bad}, good rows: ${good})`;
  const where = bad === 0 ? path : `${path}: row ${first.row}`;
  throw new WorkshopError(`${where}: ${first.reason}${counted}. Nothing was replayed.`);
}

async function incidentsOf(path: string) {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const incidents = readIncidentCsv(text.split('\n'));
  if ('reason' in incidents) throw new WorkshopError(`${path}: row ${incidents.row}: ${incidents.reason}.`);
  return incidents;
}

function unreadable(path: string, error: unknown): WorkshopError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new WorkshopError(`${path} cannot be read (${code}).`);
}

/** The rules of a folder with its files; its problems as one error, a line each. */
export async function rulesOf(
  dir: string,
  stepMs: number,
): Promise<{ readonly set: RuleSet; readonly files: readonly RuleFile[] }> {
  const files = await readRuleFolder(dir);
  if (files === undefined) throw new WorkshopError(`There is no rules folder at ${dir}.`);
  const parsed = parseRuleFiles(files, { stepMs });
  if (!parsed.ok) throw badRules(dir, parsed.problems);
  return { set: parsed.set, files };
}

function badRules(dir: string, problems: readonly RuleProblem[]): WorkshopError {
  const lines = problems.map((problem) => `  ${problemText(problem)}`);
  return new WorkshopError(`The rules in ${dir} cannot be used:\n${lines.join('\n')}`);
}

/** The value of a result; its refusal is why the command cannot be carried out. */
export function valueOrThrow<T>(result: Result<T>, before = ''): T {
  if (result.ok) return result.value;
  throw new WorkshopError(`${before}${result.refusal.detail}`);
}

/** Milliseconds of an option such as `--since 30d`. */
export function durationOption(name: string, text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && (ms === undefined || ms <= 0))
    throw new WorkshopError(`${name}: found "${text}", expected a duration such as 30d.`);
  return ms;
}

/** Epoch milliseconds of an option such as `--from 2026-06-05T08:00:00Z`. */
export function instantOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new WorkshopError(`${name}: found "${text}", expected a time such as 2026-06-05T08:00:00Z.`);
  return ms;
}

/** Runs a command of the workshop: what it cannot do is one message and exit 1. */
export async function asked(context: CliContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    context.fail(error.message);
  }
}
