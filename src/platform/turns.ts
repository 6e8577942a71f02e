import PQueue from 'p-queue';

/** Work that takes turns: one at a time, so that each sees what the one before it left. */
export type Turns = {
  /** Runs after everything that was added before it, except that urgent work goes first. */
  readonly add: <T>(work: () => Promise<T>) => Promise<T>;
  /** Stops of agents: ahead of everything that waits. */
  readonly addUrgent: <T>(work: () => Promise<T>) => Promise<T>;
  /** Resolves when nothing runs or waits. */
  readonly idle: () => Promise<void>;
};

/** Nobody waits. */
export function createTurns(): Turns {
  const queue = new PQueue({ concurrency: 1 });
  const enqueue = <T>(work: () => Promise<T>, priority: number): Promise<T> =>
    new Promise((resolve, reject) => {
      void queue.add(async () => work().then(resolve, reject), { priority }).catch(reject);
    });
  return {
    add: (work) => enqueue(work, 0),
    addUrgent: (work) => enqueue(work, 1),
    idle: () => queue.onIdle(),
  };
}
