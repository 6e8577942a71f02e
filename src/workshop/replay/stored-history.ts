import { max, sql } from 'drizzle-orm';
import type { Incident } from '../../incidents/incident.ts';
import { listIncidents } from '../../incidents/store.ts';
import { livesInStore } from '../../metrics/from.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { type CellColumns, columnsOf } from '../../metrics/storage/cell-columns.ts';
import { readColumns } from '../../metrics/storage/columns-store.ts';
import { cellsTable, seriesTable } from '../../metrics/storage/tables.ts';
import { chartStepMs, type StoreCells } from '../../metrics/store-cells.ts';
import { allCriteria } from '../../plans/plan.ts';
import { openPlans } from '../../plans/store/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { UnavailableError } from '../../platform/http/unavailable.ts';
import { readFirings } from '../../rules/engine/alert-store.ts';
import { alertEventsTable } from '../../rules/engine/alert-tables.ts';
import { loadAwaited } from '../../rules/engine/awaited-store.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import { firstInForceSince, ruleSetByHash, ruleSetHistory } from '../../rules/sets/store.ts';
import { downtimeSpans, switchHistory } from '../../switches/store.ts';
import {
  type HistorySlice,
  type KnownIncident,
  type OpenCriterion,
  type Past,
  type Period,
  type SwitchRecord,
  spansOf,
} from './history.ts';

/** A past without what the store has would look like a silence. */
function storeSilent(): UnavailableError {
  return new UnavailableError(
    'store_silent',
    'The store that this metric lives in does not answer. Try again in a moment.',
  );
}

/** Where the past of metrics is that live in a store, and which do. */
export type StorePast = {
  readonly cells: StoreCells;
  readonly ruleSet: () => Pick<RuleSet, 'metrics' | 'stepMs'>;
};

/** So far back a store is asked, where nobody says how long it keeps what it has. */
const storeReachMs = 30 * 86_400_000;

/**
 * The database as the past of a replay: cells, the switch's history, incidents, rule sets. Reads only.
 * Without `store` metrics that live in one have no past.
 */
export function storedHistory(db: Db, now: () => number, store?: StorePast): Past {
  const keptOf = (metric: string): NamedMetric | undefined => {
    const found = store?.ruleSet().metrics.get(metric);
    return livesInStore(found) ? found : undefined;
  };
  const cellsOf: CellsOf = async (agent, metric, { from, until }) => {
    const kept = keptOf(metric);
    if (store === undefined || kept === undefined) return readColumns(db, agent, metric, from, until);
    const cellMs = chartStepMs(store.ruleSet().stepMs);
    const cells = await store.cells(agent, kept, { from, until, cellMs });
    if (cells === undefined) throw storeSilent();
    return columnsOf(cells);
  };
  return {
    extent: async (metrics) => {
      const own = await extentOf(db, metrics);
      if (!metrics.some(keptOf)) return own;
      const oldest = now() - storeReachMs;
      return { oldest: Math.min(own?.oldest ?? oldest, oldest), newest: now() };
    },
    slices: (agent, metrics, span) => storedSlices(cellsOf, agent, metrics, span),
    switchRecord: (agent) => switchRecordOf(db, agent, now()),
    incidents: async (span) => {
      const known = await knownIncidents(db, now());
      return known.filter(({ from, until }) => from < span.until && until >= span.from);
    },
    recordedSets: ({ from, until }) => recordedSets(db, { from, until }),
    ruleSet: (hash) => ruleSetByHash(db, hash),
    firstInForceSince: () => firstInForceSince(db),
    firings: (agent, { from, until }) => readFirings(db, { agent, from, until }),
    openCriteria: () => openCriteria(db),
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

type CellsOf = (agent: string, metric: string, span: Period) => Promise<CellColumns>;

async function* storedSlices(
  cellsOf: CellsOf,
  agent: string,
  metrics: readonly string[],
  { from, until }: Period,
): AsyncGenerator<HistorySlice> {
  for (const span of spansOf(from, until)) {
    const cells = new Map<string, CellColumns>();
    for (const metric of metrics) cells.set(metric, await cellsOf(agent, metric, span));
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

async function recordedSets(db: Db, { from, until }: Period) {
  const first = await ruleSetHistory(db, { to: from, limit: 1 });
  const later = await ruleSetHistory(db, { from: from + 1, to: until });
  return [...first, ...later].map(({ inForceSince, hash }) => ({ at: inForceSince, hash }));
}

async function openCriteria(db: Db): Promise<OpenCriterion[]> {
  const plans = await openPlans(db);
  return plans
    .filter(({ state }) => state !== 'closed')
    .flatMap((plan) => {
      const { number, agent } = plan;
      return agent === undefined
        ? []
        : allCriteria(plan).map(({ id, spec }) => ({ plan: number, agent, id, spec }));
    });
}
