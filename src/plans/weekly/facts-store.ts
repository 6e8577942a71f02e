import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { incidentsInSpan } from '../../incidents/span-store.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { register } from '../../register/tables.ts';
import { readFirings } from '../../rules/engine/alert-store.ts';
import { alertsTable } from '../../rules/engine/alert-tables.ts';
import { readSilencedFirings } from '../../rules/silences/store.ts';
import { suspendedTimes } from '../../switches/downtime-store.ts';
import { plansInSight } from '../store/store.ts';
import type { FactsQuery, SwitchAnswered, WeeklyFacts, WeeklyFiring } from './facts.ts';
import { outcomesWithin } from './outcome-store.ts';
import { readSeries, type SeriesPorts } from './series-store.ts';
import type { Weeks } from './week.ts';

const fourWeeksMs = 28 * 86_400_000;

/**
 * Everything that a weekly report is made from. One reading after the other: what must not wait has its turn
 * between them.
 */
export async function readWeeklyFacts(ports: SeriesPorts, query: FactsQuery): Promise<WeeklyFacts> {
  const { db } = ports;
  const { weeks, now, agent } = query;
  const { before, week } = weeks;
  const until = Math.min(week.until, now);
  const plans = await plansInSight(db, before.from);
  const [first] = await db.select({ at: register.at }).from(register).orderBy(register.seq).limit(1);
  return {
    beganAt: first?.at,
    incidents: await incidentsInSpan(db, { from: before.from, until: week.until, agent }),
    suspended: await suspendedTimes(db, { from: week.from, until }),
    suspendedBefore: await suspendedTimes(db, before),
    firings: await firingsIn(db, weeks, agent),
    silenced: await readSilencedFirings(db, { from: week.from, to: week.until, agent }),
    series: await readSeries(ports, query),
    plans: plans.filter(({ createdAt }) => createdAt < week.until),
    outcomes: await outcomesWithin(db, { from: before.from, until: week.until }),
    moves: await readMoves(db, week.until),
    answers: await readAnswers(db, weeks),
  };
}

/** Those that began in the two weeks or lasted into them; one that has lasted for months stands as it is. */
async function firingsIn(
  db: Db,
  { before, week }: Weeks,
  agent: string | undefined,
): Promise<WeeklyFiring[]> {
  const since = before.from - fourWeeksMs;
  const begun = await readFirings(db, {
    ...{ from: since, until: week.until },
    ...defined({ agent }),
  });
  const lasting = await db
    .select({ alert: alertsTable.alert })
    .from(alertsTable)
    .where(
      and(
        agent === undefined ? undefined : eq(alertsTable.agent, agent),
        sql`${alertsTable.alert} @> '{"current": {"state": "firing"}}'::jsonb`,
      ),
    );
  const old = lasting.flatMap(({ alert: { agent: of, rule, current } }) =>
    current.state === 'firing' && current.firedAt < since
      ? [{ agent: of, rule, firedAt: current.firedAt }]
      : [],
  );
  return [...old, ...begun.filter(({ end }) => end === undefined || end >= before.from)];
}

async function readMoves(db: Db, until: number): Promise<WeeklyFacts['moves']> {
  const rows = await db
    .select({ at: register.at, action: sql<string>`${register.data}->>'action'` })
    .from(register)
    .where(
      and(
        eq(register.kind, 'actionEdited'),
        gte(register.at, until - fourWeeksMs),
        lt(register.at, until),
        sql`${register.data}->'fields' @> '["dueAt"]'::jsonb`,
      ),
    )
    .orderBy(register.seq);
  return rows;
}

async function readAnswers(db: Db, { week }: Weeks): Promise<SwitchAnswered[]> {
  const rows = await db
    .select({ at: register.at, kind: register.kind, agent: register.agent, data: register.data })
    .from(register)
    .where(
      and(
        inArray(register.kind, ['switchAcknowledged', 'acknowledgementMissing']),
        gte(register.at, week.from),
        lt(register.at, week.until),
      ),
    )
    .orderBy(register.seq);
  return rows.flatMap(({ at, kind, agent, data }): SwitchAnswered[] => {
    const missing = kind === 'acknowledgementMissing';
    if (agent === null || (!missing && data['mayRun'] !== false)) return [];
    return [{ at, agent, epoch: Number(data['epoch']), said: missing ? 'nothing_in_time' : 'obeys' }];
  });
}
