/**
 * Group commit: everybody who waits while a write is under way is served by the next one. No timer, no delay
 * when idle.
 */
export type GroupCommit = {
  /**
   * Resolves once all that was there to write when it was called is durable; rejects when that write failed.
   */
  readonly commit: () => Promise<void>;
  /** Resolves when nothing is being written. */
  readonly idle: () => Promise<void>;
};

/** `write` takes what is waiting and makes it durable; it is never run twice at once. */
export function createGroupCommit(write: () => Promise<void>): GroupCommit {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    try {
      await write();
    } finally {
      running = undefined;
    }
  };

  const commit = (): Promise<void> => {
    if (next !== undefined) return next;
    if (running === undefined) {
      running = run();
      return running;
    }
    next = running
      .catch(() => {})
      .then(() => {
        next = undefined;
        running = run();
        return running;
      });
    return next;
  };

  return {
    commit,
    idle: async () => {
      while (running !== undefined || next !== undefined) await (next ?? running)?.catch(() => {});
    },
  };
}
