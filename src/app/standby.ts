import { sql } from 'drizzle-orm';
import type { Database } from '../platform/database/database.ts';

const channel = 'filrouge_standby';
/** How often a process that stands by says so, and for how long it is believed to be there. */
export type StandbyTiming = { readonly sayEveryMs: number; readonly believedMs: number };
const usual: StandbyTiming = { sayEveryMs: 1_000, believedMs: 10_000 };

/** Whether another process could take over. */
export type Standby = {
  /**
   * Somebody who would take over was heard a moment ago. The log on this machine's disk is out of reach for
   * it, so that answers have to wait for the database.
   */
  readonly isStoodBy: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * Says that this process stands by while it does, and listens for others. An embedded database has no others.
 */
export function createStandby(
  { engine, db, listen }: Pick<Database, 'engine' | 'db' | 'listen'>,
  isEvaluator: () => boolean,
  { sayEveryMs, believedMs }: StandbyTiming = usual,
): Standby {
  let heardAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = async (): Promise<void> => {};
  const say = (): void => {
    // Who hears nothing takes the old way; the database's trouble is told of elsewhere.
    if (!isEvaluator()) db.execute(sql`SELECT pg_notify(${channel}, '')`).catch(() => {});
  };
  return {
    isStoodBy: () => performance.now() - heardAt < believedMs,
    start: async () => {
      if (engine === 'pglite') return;
      // Others have not had time to say so yet; and a process that takes over, having said so, was not alone.
      const hear = (): void => {
        heardAt = performance.now();
      };
      hear();
      unlisten = await listen(channel, hear);
      say();
      timer = setInterval(say, sayEveryMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await unlisten();
    },
  };
}
