import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { readRuleFolder } from '../rules/files/folder-files.ts';
import type { Thread } from '../thread/thread.ts';
import type { BacktestRoutePorts } from '../workshop/backtest/routes.ts';
import { prepareBacktest } from '../workshop/backtest/run.ts';

/** The rules workshop reads the stored history, and the files of the set in force. */
export function workshopPorts(
  rulesDir: string,
  { now }: Clock,
  { db }: Database,
  { ruleSet, flushCells }: Pick<Thread, 'ruleSet' | 'flushCells'>,
): BacktestRoutePorts {
  const sources = { db, now, ruleSet, files: async () => (await readRuleFolder(rulesDir)) ?? [] };
  return {
    prepare: async (question) => {
      await flushCells();
      return prepareBacktest(question, sources);
    },
  };
}
