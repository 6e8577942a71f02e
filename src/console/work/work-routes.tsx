import { Hono } from 'hono';
import type { Caller } from '../../access/roles.ts';
import { plansToRemindOf } from '../../plans/store/store.ts';
import { incidentsWaitingFor, waitingFor } from '../../plans/waiting.ts';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { findPlan, type Memory, unresolvedIncidents } from '../../thread/evaluator/memory.ts';
import { type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { type WorkOf, WorkPage } from './work.page.tsx';

type PlaceOfWork = {
  readonly db: Db;
  readonly now: () => number;
  readonly read: () => Promise<Memory>;
  readonly ruleSet: () => RuleSet;
};

/** Reads what waits for a person: plans as they are followed, also closed ones with something left to do. */
export function createWorkReads({ db, now, read, ruleSet }: PlaceOfWork) {
  const workOf = async (person: string): Promise<WorkOf> => {
    const [memory, stored] = await Promise.all([read(), plansToRemindOf(db)]);
    const plans = stored.map((plan) => findPlan(memory, plan.number) ?? plan);
    const { agents } = ruleSet();
    return {
      incidents: incidentsWaitingFor(person, unresolvedIncidents(memory), { agents, plans }),
      waiting: waitingFor(person, plans, now()),
    };
  };
  return {
    workOf,
    /** The first page of whoever signs in: their work, where something waits for them. */
    firstPage: async ({ person }: Pick<Caller, 'person'>): Promise<'/' | '/work'> => {
      if (person === undefined) return '/';
      const { incidents, waiting } = await workOf(person);
      return incidents.length + waiting.length === 0 ? '/' : '/work';
    },
  };
}

type WorkPorts = Shell & Pick<ReturnType<typeof createWorkReads>, 'workOf'>;

/** The work that waits for the person who is signed in. */
export function workRoutes(ports: WorkPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get('/work', async (c) => {
    const { person } = c.get('caller');
    const set = ports.ruleSet();
    const work = person === undefined ? undefined : await ports.workOf(person);
    return c.html(<WorkPage frame={ports.frame(c, i18nOf(c, set))} view={{ work, set }} />);
  });
}
