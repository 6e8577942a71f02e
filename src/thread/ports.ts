import type { Logger } from 'pino';
import type { WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import type { StoreCells } from '../metrics/store-cells.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { RuleSetAuthor } from '../rules/sets/author-files.ts';
import type { KillSwitch } from '../switches/switch.ts';
import type { Fences } from './commit.ts';
import type { ReachOf } from './reminding/telling.ts';

/** The world outside of the thread, as it needs it: everything else in it follows from these. */
export type ThreadPorts = Fences & {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Reads cells of metrics that live in a store. */
  readonly storeCells: StoreCells;
  /**
   * Waits until no transaction that was let in by a fence can commit any more. Throws `FencedError` as the
   * fences do.
   */
  readonly awaitFenced: () => Promise<void>;
  /** Where samples are durable before the database has them; absent where there is no folder for it. */
  readonly cellLog?: WriteAheadLog | undefined;
  /** Whether another process would take over, which cannot read that log. */
  readonly isStoodBy: () => boolean;
  /** When an agent was heard last. */
  readonly reachOf: (agent: string) => ReachOf;
  /** Whether it is known that nobody reads an agent's switch. */
  readonly isUnread: (agent: string) => boolean;
  /** How long the notice of a proof test may take to arrive; the usual time unless a test says so. */
  readonly drillWithinMs?: number | undefined;
  /** Whether this process evaluates, by a clock that is never set back. */
  readonly isEvaluator: () => boolean;
  /**
   * A switch as it durably stands: changed just now, or read again. Streams are told what they do not know.
   */
  readonly onSwitch: (state: KillSwitch) => void;
  /** Notices were enqueued, durably. */
  readonly onNotices: () => void;
  /** Something that pages show has changed, durably. */
  readonly onChange: () => void;
  /** Clocks further apart than this, or looks at them, mean that nobody was there to measure. */
  readonly unwatchedAfterMs: number;
  /** The author of a set that comes into force: asked once for each. */
  readonly authorOf: (set: RuleSet) => Promise<RuleSetAuthor>;
  /** Somebody has set the wall clock. */
  readonly onClockStep: () => void;
  /** Seconds from the receipt of the breaching sample to the committed trip. */
  readonly onDetected: (seconds: number) => void;
};
