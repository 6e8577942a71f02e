import type { Spooled } from './intake/spool.ts';

/** A file at hand on this machine; `done` when it was read. */
export type FileAtHand = { readonly path: string; readonly done: () => Promise<void> };

/** Where the files of evidence are kept, each under the id of its evidence. */
export type EvidenceFiles = {
  readonly kind: 'disk' | 's3';
  /** Where files are taken to before they are kept. */
  readonly incoming: string;
  /**
   * Keeps a file so that it outlives the process. Throws `UnavailableError` where that is not possible now.
   */
  readonly keep: (id: string, file: Spooled) => Promise<void>;
  /** The file, or nothing where it is not there. */
  readonly fetch: (id: string) => Promise<FileAtHand | undefined>;
  readonly remove: (id: string) => Promise<void>;
  /** All that are kept, and when they were (epoch milliseconds). */
  readonly list: () => AsyncIterable<{ readonly id: string; readonly at: number }>;
};
