import { giveBack, takeChanged } from '../../metrics/memory/changed.ts';
import {
  addReasons,
  type CountedInteraction,
  type ReasonCount,
  writeInteractions,
} from '../../metrics/storage/interactions-store.ts';
import { saveWalPosition } from '../../metrics/storage/wal/position-store.ts';
import type { WalPosition } from '../../metrics/storage/wal/write-ahead-log.ts';
import { isRefusedData } from '../../platform/database/sql-error.ts';
import { appendAlertEvents, saveAlerts } from '../../rules/engine/alert-store.ts';
import { takeChangedAlerts } from '../../rules/engine/engine.ts';
import type { CellKeeping } from './keeping.ts';
import { NotDurableError } from './not-durable.ts';
import { sift } from './refused-rows.ts';
import { numberSeries } from './wal.ts';
import { routeCells, routed, writeRouted } from './write-behind.ts';

/**
 * Everything that changed since the last group commit, written in one transaction. The committer runs it one
 * at a time. Cells that are on their way into the log come with the next one.
 */
export async function flush(keeping: CellKeeping): Promise<void> {
  const { health } = keeping;
  if (!keeping.isCurrent()) throw new NotDurableError();
  await numberSeries(keeping);
  const changes = takeChanges(keeping);
  try {
    if (changes !== undefined) await writeSifted(keeping, changes);
    health.succeeded();
  } catch (error) {
    health.failed(error);
    throw error;
  }
  if (changes?.position !== undefined) await releaseLog(keeping, changes.position);
}

/** Writes changes; without the rows that the database refuses for their data, where there are such. */
async function writeSifted(keeping: CellKeeping, changes: Changes): Promise<void> {
  try {
    await writeChanges(keeping, changes);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    const interactions = await sift(keeping.ports, changes.interactions, writeInteractions);
    const reasons = await sift(keeping.ports, changes.reasons, addReasons);
    const refused = [...interactions.refused, ...reasons.refused];
    if (refused.length === 0) throw error;
    keeping.ports.logger.error(
      { err: error, rows: refused.length, agents: [...new Set(refused.map(({ agent }) => agent))] },
      'THE DATABASE REFUSES INTERACTIONS: they are counted, but not known by their id or reason. If sent again, they count again',
    );
    await writeChanges(keeping, { ...changes, interactions: interactions.taken, reasons: reasons.taken });
  }
}

async function writeChanges({ ports, memory }: CellKeeping, changes: Changes): Promise<void> {
  const now = ports.clock.now();
  const { cells, position, interactions, reasons, alerts, events } = changes;
  const route = cells && routeCells({ ports, memory }, cells);
  await ports.fenced(async (tx) => {
    await Promise.all([
      route && writeRouted({ ports, memory }, tx, route),
      position?.log && saveWalPosition(tx, { log: position.log, seq: position.seq }),
      writeInteractions(tx, interactions),
      addReasons(tx, reasons),
      saveAlerts(tx, alerts, now),
      appendAlertEvents(tx, events),
    ]);
  });
  if (route !== undefined) routed(memory, route);
  if (cells !== undefined) giveBack(memory.unflushed, cells);
}

async function releaseLog({ ports }: CellKeeping, position: WalPosition): Promise<void> {
  await ports.cellLog?.release(position).catch((error: unknown) => {
    ports.logger.warn({ err: error }, 'an old part of the cell log could not be deleted');
  });
}

type Changes = Omit<NonNullable<ReturnType<typeof takeChanges>>, 'interactions' | 'reasons'> & {
  readonly interactions: readonly CountedInteraction[];
  readonly reasons: readonly ReasonCount[];
};

function takeChanges({ memory, backlog, ports, isPending }: CellKeeping) {
  const cells = takeChanged(memory.unflushed);
  const changes = {
    cells,
    position: cells === undefined ? undefined : ports.cellLog?.position(),
    alerts: takeChangedAlerts(memory.engine, (alert) => !isPending(alert)),
    interactions: backlog.interactions,
    reasons: [...backlog.reasons.values()],
    events: backlog.events,
  };
  backlog.interactions = [];
  backlog.reasons = new Map();
  backlog.events = [];
  const isEmpty =
    cells === undefined &&
    changes.alerts.length === 0 &&
    changes.interactions.length === 0 &&
    changes.events.length === 0;
  return isEmpty ? undefined : changes;
}
