import { max, sql } from 'drizzle-orm';
import type { Incident } from '../../incidents/incident.ts';
import { listIncidents } from '../../incidents/store.ts';
import type { CellColumns } from '../../metrics/storage/cell-columns.ts';
import { readColumns } from '../../metrics/storage/columns-store.ts';
import { cellsTable, seriesTable } from '../../metrics/storage/tables.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { alertEventsTable } from '../../rules/engine/alert-tables.ts';
import { loadAwaited } from '../../rules/engine/awaited-store.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import { ruleSetAt, ruleSetByHash, ruleSetHistory } from '../../rules/sets/store.ts';
import { downtimeSpans, switchHistory } from '../../switches/store.ts';
import {
  type History,
  type HistorySlice,
  type InForce,
  type KnownIncident,
  type Period,
  type SwitchRecord,
  spansOf,
  type Timeline,
} from './history.ts';

/** The database as the past of a replay: cells, the switch's history, incidents. Reads only. */
export function storedHistory(db: Db, now: () => number): History {
  return {
    extent: (metrics) => extentOf(db, metrics),
    slices: (agent, metrics, span) => storedSlices(db, agent, metrics, span),
    switchRecord: (agent) => switchRecordOf(db, agent, now()),
    incidents: async (span) => {
      const known = await knownIncidents(db, now());
      return known.filter(({ from, until }) => from < span.until && until >= span.from);
    },
  };
}

async function extentOf(db: Db, metrics: readonly string[]) {
  const result = await db.execute<{ oldest: number | string | null; newest: number | string | null }>(sql`
    SELECT min(ends.oldest) AS oldest, max(ends.newest) AS newest FROM ${seriesTable} s
    CROSS JOIN LATERAL (SELECT min(c.start) AS oldest, max(c.start) AS newest FROM ${cellsTable} c WHERE c.series = s.id) ends
    WHERE s.metric = ANY(${sql.param([...metrics])}::text[])`);
  const [row] = result.rows;
  if (row === undefined || row.oldest === null || row.newest === null) return undefined;
  // What the engine noted after the last cell (a silence, an age) belongs to the history too.
  const [noted] = await db.select({ at: max(alertEventsTable.at) }).from(alertEventsTable);
  return { oldest: Number(row.oldest), newest: Math.max(Number(row.newest), noted?.at ?? 0) };
}

async function* storedSlices(
  db: Db,
  agent: string,
  metrics: readonly string[],
  { from, until }: Period,
): AsyncGenerator<HistorySlice> {
  for (const span of spansOf(from, until)) {
    const cells = new Map<string, CellColumns>();
    for (const metric of metrics)
      cells.set(metric, await readColumns(db, agent, metric, span.from, span.until));
    yield { ...span, cells };
  }
}

const mostChanges = 100_000;

async function switchRecordOf(db: Db, agent: string, now: number): Promise<SwitchRecord> {
  const changes = await switchHistory(db, agent, { limit: mostChanges });
  const resumes = changes
    .toReversed()
    .flatMap(({ kind, at, released }) => (kind === 'agentResumed' ? [{ at, released: released ?? [] }] : []));
  const awaited = (await loadAwaited(db)).filter((feed) => feed.agent === agent);
  return { downtime: await downtimeSpans(db, agent, { from: 0, to: now }), resumes, awaited };
}

async function knownIncidents(db: Db, now: number): Promise<KnownIncident[]> {
  const known: KnownIncident[] = [];
  let cursor: number | undefined;
  do {
    const page = await listIncidents(db, defined({ limit: 500, cursor }));
    known.push(...page.items.filter(({ source }) => source === 'rule').map((one) => knownOf(one, now)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return known.toReversed();
}

function knownOf(
  { number, agent = noAgent, opened, resolved, triggers, suspensions }: Incident,
  now: number,
): KnownIncident {
  const begun = triggers.map(({ breachedAt }) => breachedAt);
  const ended = triggers.map(({ resolvedAt }) => resolvedAt ?? resolved?.at ?? now);
  const up = suspensions.map(({ until }) => until ?? now);
  return {
    number,
    agent,
    from: Math.min(opened.at, ...begun),
    until: Math.max(opened.at, ...ended, ...up),
    openedAt: opened.at,
  };
}

/** The sets that were in force in [from, until), the first one from before; `fallback` without any. */
export async function setsInForce(db: Db, span: Period, fallback: RuleSet): Promise<Timeline> {
  const first = await ruleSetAt(db, span.from);
  const later: InForce[] = [];
  for (const { hash, inForceSince } of await ruleSetHistory(db, { from: span.from + 1, to: span.until })) {
    const set = await ruleSetByHash(db, hash);
    if (set !== undefined) later.push({ at: inForceSince, set });
  }
  const [next, ...rest] = later;
  if (first !== undefined) return [{ at: 0, set: first }, ...later];
  return next === undefined ? [{ at: 0, set: fallback }] : [{ ...next, at: 0 }, ...rest];
}
