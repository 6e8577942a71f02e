import type { StoreCells } from '../../metrics/store-cells.ts';
import { learntFile } from '../../plans/drafting/learn/learnt-files.ts';
import type { PlaybookPorts } from '../../plans/http/playbook-routes.ts';
import { learnSources } from '../../plans/store/learn-store.ts';
import { done } from '../../platform/refusal.ts';
import { readRuleFolder } from '../../rules/files/folder-files.ts';
import { openProposalDesk, type ProposalDesk } from '../../rules/proposals/desk-files.ts';
import { patchOf } from '../../rules/proposals/place-files.ts';
import type { BacktestRoutePorts } from '../../workshop/backtest/routes.ts';
import { prepareBacktest } from '../../workshop/backtest/run.ts';
import type { PastPorts } from '../../workshop/replay/past-routes.ts';
import { storedHistory } from '../../workshop/replay/stored-history.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/**
 * Backtests over HTTP, the past for those who replay it themselves, what plans teach, and what people
 * propose.
 */
export type WorkshopPorts = BacktestRoutePorts &
  PastPorts &
  Pick<PlaybookPorts, 'learn'> & { readonly proposals: ProposalDesk };

/** The rules workshop reads the stored history, and the files of the set in force. */
export function workshopPorts(
  { settings: { rulesDir }, ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet, flushCells } }: Core,
  cells: StoreCells,
): WorkshopPorts {
  const { db } = database;
  const { now } = clock;
  const files = async () => (await readRuleFolder(rulesDir)) ?? [];
  const past = storedHistory(db, now, { cells, ruleSet });
  const sources = { past, now, ruleSet, files };
  return {
    past,
    flushCells,
    proposals: openProposalDesk(rulesDir, { now, files }),
    learn: async (plan, name) => {
      const learnt = learntFile(plan, await learnSources(db, ruleSet(), plan, name), await files());
      if (!learnt.ok) return learnt;
      const about = [`Playbook ${learnt.value.playbook}, learnt from plan ${plan.number}`];
      return done({ ...learnt.value, patch: patchOf(learnt.value, rulesDir, about) });
    },
    prepare: async (question) => {
      await flushCells();
      return prepareBacktest(question, sources);
    },
  };
}
