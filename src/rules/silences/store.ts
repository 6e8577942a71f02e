import { and, desc, eq, gt, gte, isNull, lt, max, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/statement.ts';
import { defined, withoutNulls } from '../../platform/defined.ts';
import { rememberedMs, type Silence, type SilencedFiring, type Silences } from './silence.ts';
import { silencedFiringsTable, silencesTable } from './tables.ts';

/** The statement that keeps silences as they are now. */
export function keepingSilences(silences: readonly Silence[]): SQL {
  const rows = silences.map(({ number, of, rule, reason, by, from, until, stops, ended }) => ({
    number,
    agent: 'agent' in of ? of.agent : null,
    tag: 'tag' in of ? of.tag : null,
    rule: rule ?? null,
    reason,
    setBy: by,
    setAt: from,
    until,
    stops,
    endedAt: ended?.at ?? null,
    endedBy: ended?.by ?? null,
  }));
  return sql`${insertRows(silencesTable, rows)}
    ON CONFLICT (number) DO UPDATE SET ended_at = excluded.ended_at, ended_by = excluded.ended_by`;
}

/** The statement that keeps firings that were held back as they are now. */
export function keepingSilencedFirings(firings: readonly SilencedFiring[]): SQL {
  const rows = firings.map(({ end, value, threshold, ...firing }) => ({
    ...firing,
    value: value ?? null,
    threshold: threshold ?? null,
    endedAt: end?.at ?? null,
    outcome: end?.outcome ?? null,
    incident: end?.incident ?? null,
  }));
  return sql`${insertRows(silencedFiringsTable, rows)}
    ON CONFLICT (agent, rule, cause, fired_at) DO UPDATE SET silences = excluded.silences,
      maintenance = excluded.maintenance, ended_at = excluded.ended_at, outcome = excluded.outcome,
      incident = excluded.incident`;
}

/** The silences that matter at `now`, and the number of the last one. */
export async function loadSilences(db: Db, now: number): Promise<Silences> {
  const [rows, [last]] = await Promise.all([
    db
      .select()
      .from(silencesTable)
      .where(gt(sql`coalesce(${silencesTable.endedAt}, ${silencesTable.until})`, now - rememberedMs))
      .orderBy(silencesTable.number),
    db.select({ number: max(silencesTable.number) }).from(silencesTable),
  ]);
  return { standing: rows.map(silenceOf), last: last?.number ?? 0 };
}

/** Firings that are held back and have not ended. */
export async function loadSilencedFirings(db: Db): Promise<SilencedFiring[]> {
  const rows = await db.select().from(silencedFiringsTable).where(isNull(silencedFiringsTable.endedAt));
  return rows.map(firingOf);
}

/** A page of silences, the latest first: those set before the number `before`, running at `now` or all. */
export async function listSilences(
  db: Db,
  query: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly runningAt?: number | undefined;
  },
): Promise<Silence[]> {
  const { number, until, endedAt } = silencesTable;
  const rows = await db
    .select()
    .from(silencesTable)
    .where(
      and(
        query.before === undefined ? undefined : lt(number, query.before),
        query.runningAt === undefined ? undefined : and(gt(until, query.runningAt), isNull(endedAt)),
      ),
    )
    .orderBy(desc(number))
    .limit(query.limit);
  return rows.map(silenceOf);
}

/** One silence by its number. */
export async function getSilence(db: Db, number: number): Promise<Silence | undefined> {
  const [row] = await db.select().from(silencesTable).where(eq(silencesTable.number, number));
  return row === undefined ? undefined : silenceOf(row);
}

/** Firings that were held back in [from, to), the oldest first; of one agent, if asked for. */
export async function readSilencedFirings(
  db: Db,
  span: { readonly from: number; readonly to: number; readonly agent?: string | undefined },
): Promise<SilencedFiring[]> {
  const { agent, firedAt, endedAt } = silencedFiringsTable;
  const rows = await db
    .select()
    .from(silencedFiringsTable)
    .where(
      and(
        span.agent === undefined ? undefined : eq(agent, span.agent),
        lt(firedAt, span.to),
        or(isNull(endedAt), gte(endedAt, span.from)),
      ),
    )
    .orderBy(firedAt, agent, silencedFiringsTable.rule)
    .limit(mostRead);
  return rows.map(firingOf);
}

/** So many are read at once at most. */
const mostRead = 10_000;

/** Firings that any of these silences held back, the oldest first. */
export async function firingsOfSilences(db: Db, numbers: readonly number[]): Promise<SilencedFiring[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .select()
    .from(silencedFiringsTable)
    .where(
      sql`exists (select 1 from jsonb_array_elements(${silencedFiringsTable.silences}) as held
        where held::text::int = any(${sql.param(`{${numbers.join(',')}}`)}::int[]))`,
    )
    .orderBy(silencedFiringsTable.firedAt)
    .limit(mostRead);
  return rows.map(firingOf);
}

function silenceOf(row: typeof silencesTable.$inferSelect): Silence {
  const { number, agent, tag, rule, reason, setBy, setAt, until, stops, endedAt, endedBy } = row;
  return defined({
    number,
    of: agent === null ? { tag: tag ?? '' } : { agent },
    rule: rule ?? undefined,
    reason,
    by: setBy,
    from: setAt,
    until,
    stops,
    ended: endedAt === null ? undefined : { at: endedAt, by: endedBy ?? '' },
  });
}

function firingOf(row: typeof silencedFiringsTable.$inferSelect): SilencedFiring {
  const { endedAt, outcome, incident, ...firing } = row;
  return defined({
    ...withoutNulls(firing),
    end:
      endedAt === null || outcome === null
        ? undefined
        : defined({ at: endedAt, outcome, incident: incident ?? undefined }),
  });
}
