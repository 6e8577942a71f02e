import { and, asc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/statement.ts';
import { defined } from '../../platform/defined.ts';
import type { Alert, AlertEvent, EffectiveEvent, Measure } from './alert.ts';
import { alertEventsTable, alertsTable } from './alert-tables.ts';

/** Every alert that was ever stored, as it was left. */
export async function loadAlerts(db: Db): Promise<Alert[]> {
  const rows = await db.select({ alert: alertsTable.alert }).from(alertsTable);
  return rows.map((row) => row.alert);
}

/** Sets alerts to what they are now. */
export async function saveAlerts(tx: Db, alerts: readonly Alert[], now: number): Promise<void> {
  if (alerts.length > 0) await tx.execute(settingAlerts(alerts, now));
}

/** The statement that sets alerts to what they are now. */
export function settingAlerts(alerts: readonly Alert[], now: number): SQL {
  const rows = alerts.map((alert) => ({ agent: alert.agent, rule: alert.rule, alert, updatedAt: now }));
  return sql`${insertRows(alertsTable, rows)}
    ON CONFLICT (agent, rule) DO UPDATE SET alert = excluded.alert, updated_at = excluded.updated_at`;
}

/** Adds events to the history of alerts. */
export async function appendAlertEvents(tx: Db, events: readonly EffectiveEvent[]): Promise<void> {
  if (events.length > 0) await tx.execute(addingAlertEvents(events));
}

/** The statement that adds events to the history of alerts, in their order. */
export function addingAlertEvents(events: readonly EffectiveEvent[]): SQL {
  return insertRows(
    alertEventsTable,
    events.map(({ event, effect }) => ({ ...eventColumns(event), effect })),
  );
}

function eventColumns(event: AlertEvent) {
  const { agent, rule, at, kind } = event;
  const base = { agent, rule, at, kind };
  switch (event.kind) {
    case 'rulePending':
    case 'rulePendingEnded':
      return { ...base, ...measureColumns(event.measure) };
    case 'ruleFired':
      return { ...base, since: event.since, firedAt: event.at, ...measureColumns(event.measure) };
    case 'ruleResolved':
      return { ...base, firedAt: event.firedAt, peak: event.peak, why: event.why };
    case 'ruleNoData':
    case 'ruleDataBack':
      return { ...base, since: event.since };
    default:
      return event satisfies never;
  }
}

function measureColumns({ value, threshold, weight }: Measure) {
  return { value: value ?? null, threshold, weight };
}

/** A firing as the history knows it. `end` is absent while it still fires. */
export type Firing = {
  readonly agent: string;
  readonly rule: string;
  readonly effect: string;
  readonly since: number;
  readonly firedAt: number;
  readonly end?: number;
  readonly why?: string;
  readonly value?: number;
  readonly peak?: number;
};

/** Firings that began in [from, until), oldest first, optionally of one agent or rule. */
export async function readFirings(
  db: Db,
  query: { readonly from: number; readonly until: number; readonly agent?: string; readonly rule?: string },
): Promise<Firing[]> {
  const fired = alertEventsTable;
  const rows = await db
    .select()
    .from(fired)
    .where(
      and(
        gte(fired.firedAt, query.from),
        lt(fired.firedAt, query.until),
        query.agent === undefined ? undefined : eq(fired.agent, query.agent),
        query.rule === undefined ? undefined : eq(fired.rule, query.rule),
      ),
    )
    .orderBy(asc(fired.firedAt), asc(fired.seq));
  const firings = new Map<string, Firing>();
  for (const row of rows) {
    const key = JSON.stringify([row.agent, row.rule, row.firedAt]);
    if (row.kind === 'ruleFired') firings.set(key, firingOf(row));
    const known = firings.get(key);
    if (row.kind !== 'ruleResolved' || known === undefined) continue;
    firings.set(
      key,
      defined({ ...known, end: row.at, why: row.why ?? undefined, peak: row.peak ?? undefined }),
    );
  }
  return [...firings.values()];
}

function firingOf(row: typeof alertEventsTable.$inferSelect): Firing {
  return defined({
    agent: row.agent,
    rule: row.rule,
    effect: row.effect,
    since: row.since ?? row.at,
    firedAt: row.firedAt ?? row.at,
    value: row.value ?? undefined,
  });
}
