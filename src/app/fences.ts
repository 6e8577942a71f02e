import type { Database } from '../platform/database/database.ts';
import type { EvaluatorLease } from '../platform/lease/evaluator.ts';
import { FencedError } from '../platform/lease/lease.ts';
import { awaitLostTransactions, fenced, fencedAtOnce } from '../platform/lease/lease-store.ts';
import type { ThreadPorts } from '../thread/ports.ts';

/** Ways to write that change nothing once another process evaluates. */
export type Fences = Pick<ThreadPorts, 'fenced' | 'fencedAtOnce' | 'rehearse' | 'awaitFenced'>;

/** An epoch that no lease ever has. */
const nobodys = -1;

/** The fences of a lease. */
export function createFences(database: Database, lease: EvaluatorLease): Fences {
  const held = <T>(write: (epoch: number) => Promise<T>): Promise<T> =>
    lease.isHolder() ? write(lease.epoch()) : Promise.reject(new FencedError(lease.epoch()));
  return {
    fenced: (work, opening) => held((epoch) => fenced(database, epoch, work, opening)),
    fencedAtOnce: (parts, locks) => held((epoch) => fencedAtOnce(database, epoch, parts, locks)),
    rehearse: (parts, locks) =>
      fencedAtOnce(database, nobodys, parts, locks).then(
        () => {
          throw new Error('a statement behind a fence that nobody holds was carried out');
        },
        (error: unknown) => {
          if (!(error instanceof FencedError)) throw error;
        },
      ),
    awaitFenced: () => awaitLostTransactions(database, lease.epoch()),
  };
}
