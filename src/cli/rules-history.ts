import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { systemClock } from '../platform/clock.ts';
import { parseDuration } from '../platform/duration.ts';
import { instantExpected, parseInstant } from '../platform/iso.ts';
import { StartupError } from '../platform/startup-error.ts';
import { parseRuleFiles } from '../rules/files/files.ts';
import { type RuleFile, readRuleFolder } from '../rules/files/folder-files.ts';
import { problemLines } from '../rules/files/source.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { readIncidentCsv, readSampleCsv } from '../workshop/replay/csv-history.ts';
import type { History, Past } from '../workshop/replay/history.ts';
import { storedHistory } from '../workshop/replay/stored-history.ts';
import { WorkshopError } from './asked.ts';
import { askedHistory } from './asked-history.ts';
import { type CliContext, settingsOf } from './context.ts';
import { isWithoutTables } from './database.ts';
import { atHome, type ServiceOptions } from './service.ts';

/** The role of the key that the commands take which ask the service for history. */
export const historyReader = 'somebody who may read';

/** Options that say which rules to look at, and which past. */
export type HistoryOptions = ServiceOptions & {
  readonly rules?: string;
  readonly since?: string;
  readonly csv?: string | undefined;
  readonly incidents?: string | undefined;
};

/**
 * The history that was asked for: of a file, of the database, or of the service that holds the database. What
 * filrouge recorded itself is a past as well.
 */
export async function withHistory<T>(
  options: HistoryOptions,
  context: CliContext,
  set: RuleSet,
  work: (history: History, past: Past | undefined) => Promise<T>,
): Promise<T> {
  if (options.csv !== undefined)
    return work(await csvHistory(options.csv, options.incidents, set), undefined);
  const named = options.url ?? settingsOf(context).serviceUrl;
  if (named === undefined && !hasDatabase(context))
    throw new WorkshopError(
      `There is no database at ${settingsOf(context).dataDir}. Set DATABASE_URL or FILROUGE_DATA, or give a file with --csv.`,
    );
  const over = (past: Past) => work(past, past);
  try {
    return await atHome(context, options, {
      database: ({ db }) => over(storedHistory(db, systemClock.now)),
      service: (ask) => over(askedHistory(ask, set)),
    });
  } catch (error) {
    if (isWithoutTables(error))
      throw new WorkshopError('This database holds nothing of filrouge yet: it has no tables.');
    if (!(error instanceof StartupError)) throw error;
    throw new WorkshopError(`${error.message}\n${error.remedy}`);
  }
}

/** Whether there is a database to ask, as far as the settings say: it is not opened. */
export function hasDatabase(context: CliContext): boolean {
  const { databaseUrl, dataDir } = settingsOf(context);
  return databaseUrl !== undefined || existsSync(dataDir);
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

/** Why a command cannot go on without this file. */
export function unreadable(path: string, error: unknown): WorkshopError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new WorkshopError(`${path} cannot be read (${code}).`);
}

/** A folder with good rules: the set, the files it was read from, and the step it was read for. */
export type GivenRules = {
  readonly dir: string;
  readonly set: RuleSet;
  readonly files: readonly RuleFile[];
  readonly stepMs: number;
};

/** The rules of a folder, else of the one of the settings; their problems as one error, a line each. */
export async function rulesOf(given: string | undefined, context: CliContext): Promise<GivenRules> {
  const { rulesDir, stepMs } = settingsOf(context);
  const dir = given ?? rulesDir;
  const files = await readRuleFolder(dir);
  if (files === undefined) throw new WorkshopError(`There is no rules folder at ${dir}.`);
  const parsed = parseRuleFiles(files, { stepMs });
  if (parsed.ok) return { dir, set: parsed.set, files, stepMs };
  throw new WorkshopError(`The rules in ${dir} cannot be used:${problemLines(parsed.problems)}`);
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
  const at = parseInstant(text);
  if (at === undefined) throw new WorkshopError(`${name}: found "${text}", expected ${instantExpected}.`);
  return at;
}
