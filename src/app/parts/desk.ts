import { readPhones } from '../../language/phone.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { addressed } from '../../notices/routing.ts';
import { randomId } from '../../platform/ids.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { done, refused } from '../../platform/refusal.ts';
import { readBoard } from '../../requests/board/board-store.ts';
import { createDeskBoard } from '../../requests/board/jobs.ts';
import { boardRoutes } from '../../requests/board/routes.ts';
import { callRoutes } from '../../requests/call-routes.ts';
import { createDeskClocks } from '../../requests/clocks/jobs.ts';
import type { DeskPorts } from '../../requests/ports.ts';
import { noDesk } from '../../requests/refusals.ts';
import { timesOfNumbers } from '../../requests/request-row-store.ts';
import { requestRoutes } from '../../requests/routes.ts';
import { addressBook, type RuleSet } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { createSignal } from '../signal.ts';
import { byTicks } from './by-ticks.ts';
import type { Part } from './part.ts';

/** The desk: its commands and its routes, its clocks and its board, and a signal after each change. */
export function deskOf(ground: Ground, core: Core, { onNotices }: { readonly onNotices: () => void }) {
  const { clock } = ground.ports;
  const { database, vault } = ground.opened;
  const { ruleSet } = core.thread;
  const changed = createSignal<void>();
  const ports: DeskPorts = {
    ...{ database, vault, now: clock.now, newId: randomId, ruleSet },
    readPhones: (field) => readPhones(field, countryOf(ruleSet())).numbers.map(({ e164 }) => e164),
    changed: changed.emit,
  };
  const board = boardRoutes({
    board: async (query) => {
      const { desk } = ruleSet();
      if (desk === undefined) return refused(noDesk);
      return done(await readBoard({ db: database.db, desk, timesOf: timesOfNumbers }, query, clock.now()));
    },
  });
  return {
    ports,
    changed: changed.listen,
    api: [callRoutes(ports), requestRoutes(ports), board],
    ...deskWork(ground, core, onNotices),
  };
}

/** The clocks of the desk and its figures, every minute; each night what was told long ago is forgotten. */
function deskWork(
  { ports: { clock, logger }, opened: { database } }: Ground,
  { thread, fences: { fenced } }: Core,
  onNotices: () => void,
): Pick<Part, 'askers' | 'addJobs'> {
  const { ruleSet, busy, ingestOnce, ingestSamples } = thread;
  const shared = { now: clock.now, ruleSet, fenced };
  const clocks = createDeskClocks({
    ...{ ...shared, timesOf: timesOfNumbers, onNotices },
    enqueue: (tx, notices, now) => {
      const book = addressBook(ruleSet());
      return enqueueNotices(
        tx,
        notices.map((notice) => addressed(notice, book, now)),
        now,
      );
    },
  });
  const board = createDeskBoard({ ...shared, db: database.db, busy, ingestOnce, ingestSamples });
  const each = { now: clock.now, logger };
  return {
    askers: [
      byTicks(minuteMs, each, clocks.look),
      byTicks(minuteMs, each, async () => {
        await board.settle();
        await board.measure();
      }),
    ],
    addJobs: (jobs: Jobs) => jobs.add('desk-told', '23 4 * * *', clocks.purge),
  };
}

const minuteMs = 60_000;

/** The desk, as other parts see it. */
export type Desk = ReturnType<typeof deskOf>;

/** The country whose telephone numbers are written without its code: that of the desk, else France. */
function countryOf({ desk }: Pick<RuleSet, 'desk'>): string {
  return desk?.country?.slice(0, 2) ?? 'FR';
}
