import type { Logger } from 'pino';
import type { WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Schedule } from '../platform/jobs.ts';
import type { Holder } from '../platform/lease/holder.ts';
import type { LeaseTiming } from '../platform/lease/lease.ts';
import type { Vault } from '../requests/vault/vault.ts';
import type { Rulebook } from './rulebook.ts';
import type { StandbyTiming } from './standby.ts';
import type { StopLog } from './stop-log.ts';

/** An app is given these instead of making them: the clock always, a database in tests. */
export type AppPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Migrated or not; the app closes it when it stops. */
  readonly database?: Database;
  /**
   * Where samples are durable before the database has them; next to the holder of the lease unless a test
   * says so.
   */
  readonly cellLogDir?: string;
  /** Where stops are kept that the database cannot take; in the data folder unless a test says so. */
  readonly stopLogFile?: string;
  /** Where files of evidence are kept; in the data folder unless a test says so. */
  readonly evidenceDir?: string;
  /** Time passes when `tick` is called, and by that alone: for clocks that are moved by hand. */
  readonly ticksByHand?: boolean;
  /** Calls the jobs of the calendar: the machine's clock unless a test has a clock of its own. */
  readonly schedule?: Schedule;
  /** Longer than this between two ticks nobody was there to measure; a few seconds unless a test says so. */
  readonly unwatchedAfterMs?: number;
  /** How long the evaluator lease stands; the usual timing unless a test must survive a busy machine. */
  readonly leaseTiming?: LeaseTiming;
  /** How long another process is believed to stand by; the usual timing unless a test is about the log. */
  readonly standbyTiming?: StandbyTiming;
  /** How often processes tell each other who reads the switches; every few seconds unless a test says so. */
  readonly shareReachMs?: number;
  /** The names of settings that are set and go into no backup: secrets and addresses. */
  readonly apart?: readonly string[];
  /** How long the notice of a proof test may take to arrive; as usual unless a test says so. */
  readonly drillWithinMs?: number;
  /** How long a stop may take until it is kept; a second unless a test must survive a busy machine. */
  readonly stopPatienceMs?: number;
  /** How long a channel may take to answer; as usual unless a test says so. */
  readonly channelTimeoutMs?: number;
  /** Where the admin key is shown, once. stdout of the process. */
  readonly showOnce?: (line: string) => void;
};

/** Opened before anything is put together, and closed last. */
export type Opened = {
  readonly database: Database;
  readonly book: Rulebook;
  readonly holder: Holder;
  readonly cellLog: WriteAheadLog | undefined;
  readonly stopLog: StopLog | undefined;
  /** Personal data; none where nothing says which key seals it. */
  readonly vault: Vault | undefined;
};
