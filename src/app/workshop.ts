import { readRuleFolder } from '../rules/files/folder-files.ts';
import type { BacktestRoutePorts } from '../workshop/backtest/routes.ts';
import { prepareBacktest } from '../workshop/backtest/run.ts';
import type { RouteSources } from './routes.ts';

/** What the rules workshop reads: the stored history, and the files of the set in force. */
export function workshopPorts({ settings, clock, database, pipeline }: RouteSources): BacktestRoutePorts {
  const sources = {
    db: database.db,
    now: clock.now,
    ruleSet: pipeline.ruleSet,
    files: async () => (await readRuleFolder(settings.rulesDir)) ?? [],
  };
  return {
    prepare: async (question) => {
      await pipeline.bringCells();
      return prepareBacktest(question, sources);
    },
  };
}
