import { giveBack, takeChanged } from '../../metrics/memory/changed.ts';
import { addReasons, writeInteractions } from '../../metrics/storage/interactions-store.ts';
import { saveWalPosition } from '../../metrics/storage/wal/position-store.ts';
import type { WalPosition } from '../../metrics/storage/wal/write-ahead-log.ts';
import { appendAlertEvents, saveAlerts } from '../../rules/engine/alert-store.ts';
import { takeChangedAlerts } from '../../rules/engine/engine.ts';
import { alertKey } from '../alarms.ts';
import type { Core } from '../core.ts';
import { ForgottenError } from '../forgotten.ts';
import type { Memory } from '../memory.ts';
import { numberSeries } from './cell-keeping.ts';
import { routeCells, routed, settle, takeWanted, writeRouted } from './settling.ts';

/**
 * Everything that changed since the last group commit, written in one transaction; after it the table of cells is brought on.
 * The committer runs it one at a time. Cells that are on their way into the log come with the next one.
 */
export async function flush(core: Core): Promise<void> {
  const { memory } = core;
  if (memory === undefined) throw new ForgottenError();
  await numberSeries(core, memory);
  const changes = takeChanges(core, memory);
  // Together with the changes: who asks from now on wants to read what comes with the next one.
  const wanted = takeWanted(core.waiting);
  try {
    if (changes !== undefined) await writeChanges(core, memory, changes);
    await settle(core, memory, wanted);
    core.failures = 0;
  } catch (error) {
    core.recover(error);
    throw error;
  }
  if (changes?.position !== undefined) await releaseLog(core, changes.position);
}

async function writeChanges(core: Core, memory: Memory, changes: Changes): Promise<void> {
  const { ports } = core;
  const now = ports.clock.now();
  const { cells, position, interactions, reasons, alerts, events } = changes;
  const route = cells && routeCells(memory, cells);
  await ports.fenced(async (tx) => {
    await Promise.all([
      route && writeRouted(core, memory, tx, route),
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

async function releaseLog({ ports }: Core, position: WalPosition): Promise<void> {
  await ports.cellLog?.release(position).catch((error: unknown) => {
    ports.logger.warn({ err: error }, 'an old part of the cell log could not be deleted');
  });
}

type Changes = NonNullable<ReturnType<typeof takeChanges>>;

function takeChanges(core: Core, memory: Memory) {
  const { waiting, ports } = core;
  const cells = takeChanged(memory.unflushed);
  const changes = {
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
    changes.alerts.length === 0 &&
    changes.interactions.length === 0 &&
    changes.events.length === 0;
  return isEmpty ? undefined : changes;
}
