import { Hono } from 'hono';
import type { Caller } from '../../access/roles.ts';
import { classifiedIncidents } from '../../incidents/clocks/clock-store.ts';
import { toComeFor } from '../../notices/waiting/message-store.ts';
import type { CalendarCommands } from '../../plans/calendar/address-store.ts';
import type { Calendar } from '../../plans/calendar/store.ts';
import { plansToRemindOf } from '../../plans/store/store.ts';
import { incidentsWaitingFor, waitingFor } from '../../plans/waiting.ts';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { findPlan, type Memory, unresolvedIncidents } from '../../thread/evaluator/memory.ts';
import { owedReports, reportsOf } from '../clocks/owed.page.tsx';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { type WorkOf, WorkPage, type WorkView } from './work.page.tsx';

type PlaceOfWork = {
  readonly db: Db;
  readonly now: () => number;
  readonly read: () => Promise<Memory>;
  readonly ruleSet: () => RuleSet;
};

/** Reads what waits for a person: plans as they are followed, also closed ones with something left to do. */
export function createWorkReads({ db, now, read, ruleSet }: PlaceOfWork) {
  const workOf = async (person: string): Promise<WorkOf> => {
    const at = now();
    const [memory, stored, toCome, classified] = await Promise.all([
      read(),
      plansToRemindOf(db),
      toComeFor(db, person, at),
      classifiedIncidents(db),
    ]);
    const plans = stored.map((plan) => findPlan(memory, plan.number) ?? plan);
    const { agents } = ruleSet();
    return {
      reports: reportsOf(person, owedReports(classified, at), { agents, plans }),
      incidents: incidentsWaitingFor(person, unresolvedIncidents(memory), { agents, plans }),
      waiting: waitingFor(person, plans, at),
      toCome,
    };
  };
  return {
    workOf,
    /** The first page of whoever signs in: their work, where something waits for them. */
    firstPage: async ({ person }: Pick<Caller, 'person'>): Promise<'/' | '/work'> => {
      if (person === undefined) return '/';
      const { incidents, waiting, reports } = await workOf(person);
      return incidents.length + waiting.length + reports.length === 0 ? '/' : '/work';
    },
  };
}

type WorkPorts = Shell &
  Pick<ReturnType<typeof createWorkReads>, 'workOf'> &
  CalendarCommands & {
    readonly calendarOf: (person: string) => Promise<Calendar | undefined>;
    readonly publicUrl: string | undefined;
    readonly now: () => number;
  };

/** The work that waits for the person who is signed in, and their calendar. */
export function workRoutes(ports: WorkPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/work', (c) => workPage(c, ports, {}))
    .post('/work/calendar', async (c) => {
      const caller = c.get('caller');
      const opened = await ports.open(caller.person ?? '', caller);
      if (!opened.ok) return workPage(c, ports, { refusal: opened.refusal }, 403);
      c.header('Cache-Control', 'no-store');
      const home = ports.publicUrl?.replace(/\/+$/, '') ?? new URL(c.req.url).origin;
      return workPage(c, ports, { address: `${home}${opened.value.path}` });
    })
    .post('/work/calendar/close', async (c) => {
      const caller = c.get('caller');
      const closed = await ports.close(caller.person ?? '', caller);
      return closed.ok ? c.redirect('/work', 303) : workPage(c, ports, { refusal: closed.refusal }, 403);
    });
}

async function workPage(
  c: ConsoleContext,
  ports: WorkPorts,
  news: Pick<WorkView, 'address' | 'refusal'>,
  status: 200 | 403 = 200,
): Promise<Response> {
  const { person } = c.get('caller');
  const set = ports.ruleSet();
  const [work, calendar] =
    person === undefined ? [] : await Promise.all([ports.workOf(person), ports.calendarOf(person)]);
  const frame = ports.frame(c, i18nOf(c, set));
  return c.html(<WorkPage frame={frame} view={{ work, calendar, set, now: ports.now(), ...news }} />, status);
}
