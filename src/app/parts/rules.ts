import { playbookRoutes } from '../../plans/http/playbook-routes.ts';
import { getPlan } from '../../plans/store/store.ts';
import { readFirings } from '../../rules/engine/alert-store.ts';
import { proofRoutes } from '../../rules/proof-routes.ts';
import { proposalRoutes } from '../../rules/proposals/proposal-routes.ts';
import { rulesRoutes } from '../../rules/routes.ts';
import { silenceRoutes } from '../../rules/silences/silence-routes.ts';
import { backtestRoutes } from '../../workshop/backtest/routes.ts';
import { pastRoutes } from '../../workshop/replay/past-routes.ts';
import { trialRoutes } from '../../workshop/trial-routes.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { MetricStore } from './intake.ts';
import { workshopPorts } from './workshop.ts';

/** The rules in force, and the workshop where others are tried. */
export function rulesOf(ground: Ground, core: Core, { storeCells }: MetricStore) {
  const { database, book } = ground.opened;
  const { db } = database;
  const { now } = ground.ports.clock;
  const { ruleSet, prove, silences } = core.thread;
  const { latched, silenced } = core.reads;
  const workshop = workshopPorts(ground, core, storeCells);
  return {
    workshop,
    api: [
      rulesRoutes({
        ...{ db, silenced },
        current: () => ({ set: ruleSet(), ...book.reloaded(), latched: latched() }),
      }),
      backtestRoutes(workshop),
      pastRoutes(workshop),
      proposalRoutes(workshop.proposals.list),
      playbookRoutes({ plan: (number) => getPlan(db, number), learn: workshop.learn }),
      trialRoutes({ ruleSet, now, firings: (query) => readFirings(db, query) }),
      proofRoutes({ ruleSet, prove }),
      silenceRoutes({ db, now, ruleSet, ...silences }),
    ],
  };
}

/** The rules as other parts use them. */
export type Rules = ReturnType<typeof rulesOf>;
