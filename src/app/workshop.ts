import type { StoreCells } from '../metrics/store-cells.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { readRuleFolder } from '../rules/files/folder-files.ts';
import { openProposalDesk, type ProposalDesk } from '../rules/proposals/desk-files.ts';
import type { Thread } from '../thread/thread.ts';
import type { BacktestRoutePorts } from '../workshop/backtest/routes.ts';
import { prepareBacktest } from '../workshop/backtest/run.ts';
import type { PastPorts } from '../workshop/replay/past-routes.ts';
import { storedHistory } from '../workshop/replay/stored-history.ts';

/** Backtests over HTTP, the past for those who replay it themselves, and what people propose. */
export type WorkshopPorts = BacktestRoutePorts & PastPorts & { readonly proposals: ProposalDesk };

/** The rules workshop reads the stored history, and the files of the set in force. */
export function workshopPorts(
  rulesDir: string,
  { now }: Clock,
  { db }: Database,
  { ruleSet, flushCells }: Pick<Thread, 'ruleSet' | 'flushCells'>,
  cells: StoreCells,
): WorkshopPorts {
  const files = async () => (await readRuleFolder(rulesDir)) ?? [];
  const past = storedHistory(db, now, { cells, ruleSet });
  const sources = { past, now, ruleSet, files };
  return {
    past,
    flushCells,
    proposals: openProposalDesk(rulesDir, { now, files }),
    prepare: async (question) => {
      await flushCells();
      return prepareBacktest(question, sources);
    },
  };
}
