/** Life-cycle commands run one at a time, so that each decides on what the one before it left. */
export type CommandQueue = {
  /** Runs after everything that was added before it, except that urgent work goes first. */
  readonly add: <T>(work: () => Promise<T>) => Promise<T>;
  /** Trips: ahead of everything that waits. */
  readonly addUrgent: <T>(work: () => Promise<T>) => Promise<T>;
  /** Resolves when nothing runs or waits. */
  readonly settled: () => Promise<void>;
};

/** An empty queue. */
export function createCommandQueue(): CommandQueue {
  const urgent: (() => Promise<void>)[] = [];
  const waiting: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    await Promise.resolve(); // so that `running` is set before the first job may add another
    for (
      let job = urgent.shift() ?? waiting.shift();
      job !== undefined;
      job = urgent.shift() ?? waiting.shift()
    ) {
      await job();
    }
    running = undefined;
  };

  const enqueue = <T>(line: (() => Promise<void>)[], work: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      line.push(() => work().then(resolve, reject));
      running ??= drain();
    });

  return {
    add: (work) => enqueue(waiting, work),
    addUrgent: (work) => enqueue(urgent, work),
    settled: async () => {
      while (running !== undefined) await running;
    },
  };
}
