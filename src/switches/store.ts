import { and, asc, desc, eq, gte, lt, lte, type SQL, sql } from 'drizzle-orm';
import { actorText } from '../platform/actor.ts';
import type { Db } from '../platform/database/database.ts';
import { fenceOf, insertRows, type Parts } from '../platform/database/statement.ts';
import { defined, withoutNulls } from '../platform/defined.ts';
import { type DowntimeSpan, downtimeOf, type SwitchHistoryEntry } from './history.ts';
import { type KillSwitch, mayRun, type SwitchEvent, shareOf } from './switch.ts';
import { type SwitchEventDetail, switchEvents, switches } from './tables.ts';

/** On PostgreSQL, processes that stand by hear on this channel which agent's switch has changed. */
export const switchChannel = 'filrouge_switch';

/** Every switch that something has ever happened to, by agent. */
export async function loadSwitches(db: Db): Promise<Map<string, KillSwitch>> {
  const rows = await db.select().from(switches);
  return new Map(rows.map((row) => [row.agent, switchOfRow(row)]));
}

/** A switch that changed, and its history. */
export type ChangedSwitch = {
  readonly before: KillSwitch;
  readonly after: KillSwitch;
  readonly event: SwitchEvent;
};

/**
 * The parts of a statement that keeps changes of switches, one an agent, with their history. It fails when a
 * stored switch is not at the epoch of `before`. When it is at a later one, its history has the next already
 * (unique violation); when it is at an earlier one, because the database came back older than it was, the
 * switch was not changed (fence).
 */
export function changingSwitches(changes: readonly ChangedSwitch[]): Parts {
  const history = changes.map(({ after, event }) => {
    const { agent, epoch } = after;
    return { ...eventRow(event), agent, epoch, mayRun: mayRun(after), share: shareOf(after) };
  });
  return {
    switch: sql`${insertRows(
      switches,
      changes.map(({ after }) => rowOfSwitch(after)),
    )}
      ON CONFLICT (agent) DO UPDATE
      SET trips = excluded.trips, hold = excluded.hold, staged = excluded.staged,
        epoch = excluded.epoch, since = excluded.since
      WHERE ${switches.epoch} = excluded.epoch - 1
      RETURNING agent`,
    switch_event: sql`${insertRows(switchEvents, history)}
      RETURNING pg_notify(${switchChannel}, agent),
        ${fenceOf('unchangedSwitch', sql`(SELECT count(*) FROM switch) = ${changes.length}::bigint`)}`,
  };
}

/** Keeps the epoch that an agent has acknowledged, unless a later one stands there. Nothing else changes. */
export async function saveAcknowledgement(tx: Db, state: KillSwitch): Promise<void> {
  if (state.acknowledged === undefined) return;
  const { epoch, at } = state.acknowledged;
  await tx
    .insert(switches)
    .values(rowOfSwitch(state))
    .onConflictDoUpdate({
      target: switches.agent,
      set: { acknowledgedEpoch: epoch, acknowledgedAt: at },
      setWhere: lt(sql`coalesce(${switches.acknowledgedEpoch}, -1)`, epoch),
    });
}

/** The statement that keeps that people were told about the missing acknowledgements of these epochs. */
export function markingEscalations(states: readonly KillSwitch[]): SQL {
  const column = <T>(pick: (state: KillSwitch) => T) => sql.param(states.map(pick));
  return sql`UPDATE ${switches} SET escalated_epoch = told.escalated
    FROM unnest(${column(({ agent }) => agent)}::text[], ${column(({ epoch }) => epoch)}::bigint[],
      ${column(({ escalatedEpoch }) => escalatedEpoch ?? null)}::bigint[]) AS told(agent, epoch, escalated)
    WHERE ${switches.agent} = told.agent AND ${switches.epoch} = told.epoch`;
}

/** The statement that keeps for how long the steps of these epochs have been measured to hold. */
export function keepingHeld(states: readonly KillSwitch[]): SQL {
  const column = <T>(pick: (state: KillSwitch) => T) => sql.param(states.map(pick));
  return sql`UPDATE ${switches} SET staged = jsonb_set(staged, '{heldMs}', to_jsonb(told.held))
    FROM unnest(${column(({ agent }) => agent)}::text[], ${column(({ epoch }) => epoch)}::bigint[],
      ${column(({ staged }) => Math.round(staged?.heldMs ?? 0))}::bigint[]) AS told(agent, epoch, held)
    WHERE ${switches.agent} = told.agent AND ${switches.epoch} = told.epoch AND staged IS NOT NULL`;
}

/** An agent's changes from `from` to `to` (both included), the latest first, at most `limit`. */
export async function switchHistory(
  db: Db,
  agent: string,
  range: { readonly from?: number; readonly to?: number; readonly limit: number },
): Promise<SwitchHistoryEntry[]> {
  const rows = await db
    .select()
    .from(switchEvents)
    .where(
      and(
        eq(switchEvents.agent, agent),
        range.from === undefined ? undefined : gte(switchEvents.at, range.from),
        range.to === undefined ? undefined : lte(switchEvents.at, range.to),
      ),
    )
    .orderBy(desc(switchEvents.epoch))
    .limit(range.limit);
  return rows.map(entryOfRow);
}

/** The spans of suspension of an agent that touch `from` … `to`: whole ones, not cut at its ends. */
export async function downtimeSpans(
  db: Db,
  agent: string,
  range: { readonly from: number; readonly to: number },
): Promise<DowntimeSpan[]> {
  const changes = await db
    .select({ at: switchEvents.at, mayRun: switchEvents.mayRun })
    .from(switchEvents)
    .where(eq(switchEvents.agent, agent))
    .orderBy(asc(switchEvents.epoch));
  return downtimeOf(changes).filter(
    (span) => span.from <= range.to && (span.until === undefined || span.until >= range.from),
  );
}

function rowOfSwitch({ acknowledged, ...state }: KillSwitch): typeof switches.$inferInsert {
  return { ...state, acknowledgedEpoch: acknowledged?.epoch, acknowledgedAt: acknowledged?.at };
}

function switchOfRow(row: typeof switches.$inferSelect): KillSwitch {
  const { acknowledgedEpoch: epoch, acknowledgedAt: at, ...state } = row;
  return withoutNulls({ ...state, acknowledged: epoch === null || at === null ? null : { epoch, at } });
}

function eventRow(event: SwitchEvent) {
  return {
    at: event.at,
    kind: event.kind,
    by: actorText(event.by),
    reason: 'reason' in event ? event.reason : null,
    detail: eventDetail(event),
  };
}

function eventDetail(event: SwitchEvent): SwitchEventDetail {
  switch (event.kind) {
    case 'agentTripped':
    case 'agentDegraded':
      return { trip: event.trip };
    case 'agentSuspended':
      return {};
    case 'agentResumed':
      return { override: event.override, released: event.released, ...defined({ step: event.step }) };
    case 'resumeAdvanced':
      return { step: event.step };
    case 'resumeFellBack':
      return { step: event.step, rule: event.rule };
    default:
      return event satisfies never;
  }
}

function entryOfRow(row: typeof switchEvents.$inferSelect): SwitchHistoryEntry {
  const { detail, reason, share, ...entry } = row;
  return { ...withoutNulls({ ...entry, reason }), share: share ?? (row.mayRun ? 1 : 0), ...detail };
}
