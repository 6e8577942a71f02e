import { giveBack, takeChanged } from '../metrics/changed.ts';
import { addReasons, writeInteractions } from '../metrics/interactions-store.ts';
import { saveCellLogPosition } from '../metrics/log/position-store.ts';
import { writeCells } from '../metrics/store.ts';
import { appendAlertEvents, saveAlerts } from '../rules/alert-store.ts';
import { takeChangedAlerts } from '../rules/engine.ts';
import { alertKey } from './alarms.ts';
import { numberSeries } from './cell-keeping.ts';
import type { Core } from './core.ts';
import { ForgottenError } from './forgotten.ts';
import type { Memory } from './memory.ts';

/**
 * Everything that changed since the last group commit, written in one transaction. The committer runs it one at a time. Cells
 * that are on their way into the log come with the next one.
 */
export async function flush(core: Core): Promise<void> {
  const { memory, ports } = core;
  if (memory === undefined) throw new ForgottenError();
  const { cellLog } = ports;
  await numberSeries(core, memory);
  const batch = takeChanges(core, memory);
  if (batch === undefined) return;
  const now = ports.clock.now();
  const { cells, position, interactions, reasons, alerts, events } = batch;
  try {
    await ports.fenced(async (tx) => {
      await Promise.all([
        cells && writeCells(tx, ports.database.engine, memory.ids, cells.cells, cells.twice),
        position?.log && saveCellLogPosition(tx, { log: position.log, seq: position.seq }),
        writeInteractions(tx, interactions),
        addReasons(tx, reasons),
        saveAlerts(tx, alerts, now),
        appendAlertEvents(tx, events),
      ]);
    });
    core.failures = 0;
  } catch (error) {
    core.recover(error);
    throw error;
  }
  if (cells !== undefined) giveBack(memory.unflushed, cells);
  if (cellLog === undefined || position === undefined) return;
  await cellLog.release(position).catch((error: unknown) => {
    ports.logger.warn({ err: error }, 'an old part of the cell log could not be deleted');
  });
}

function takeChanges(core: Core, memory: Memory) {
  const { waiting, ports } = core;
  const cells = takeChanged(memory.unflushed);
  const batch = {
    cells,
    position: cells === undefined ? undefined : ports.cellLog?.position(),
    alerts: takeChangedAlerts(memory.engine, (alert) => !core.unsettled.has(alertKey(alert))),
    interactions: waiting.interactions,
    reasons: [...waiting.reasons.values()],
    events: waiting.events,
  };
  waiting.interactions = [];
  waiting.reasons = new Map();
  waiting.events = [];
  const isEmpty =
    cells === undefined &&
    batch.alerts.length === 0 &&
    batch.interactions.length === 0 &&
    batch.events.length === 0;
  return isEmpty ? undefined : batch;
}
