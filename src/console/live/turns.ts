import PQueue from 'p-queue';

/** How work ended that waited for its turn. */
export type Turn<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** The same visitor has asked for something newer. */
  | { readonly kind: 'superseded' }
  /** Too many wait already. */
  | { readonly kind: 'full' };

/** Long work of visitors: one piece at a time in all, and of each visitor only the newest. */
export type Turns = {
  /** `proceed` throws once the visitor has asked for something newer; work calls it whenever it may stop. */
  readonly take: <T>(visitor: string, work: (proceed: () => void) => Promise<T>) => Promise<Turn<T>>;
};

class SupersededError extends Error {}

/** Turns for at most `most` pieces of work, the one under way included. */
export function createTurns(most: number): Turns {
  const newest = new Map<string, object>();
  const queue = new PQueue({ concurrency: 1 });
  return {
    take: async (visitor, work) => {
      if (queue.size + queue.pending >= most) return { kind: 'full' };
      const mine = {};
      newest.set(visitor, mine);
      const proceed = () => {
        if (newest.get(visitor) !== mine) throw new SupersededError('a newer one was asked for');
      };
      const turn = async () => {
        proceed();
        return work(proceed);
      };
      try {
        return { kind: 'done', value: await queue.add(turn, { throwOnTimeout: true }) };
      } catch (error) {
        if (error instanceof SupersededError) return { kind: 'superseded' };
        throw error;
      } finally {
        if (newest.get(visitor) === mine) newest.delete(visitor);
      }
    },
  };
}
