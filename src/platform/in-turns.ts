/** Other work of the process waits about so long at most. */
const turnMs = 10;

/** The same as `items.map(work)`; between pieces of work that take long together, others have their turn. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const done: R[] = [];
  let begun = performance.now();
  for (const item of items) {
    done.push(work(item));
    if (performance.now() - begun < turnMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    begun = performance.now();
  }
  return done;
}

/** The items in pieces of `most`, in order: for statements, each of which is put together in one go. */
export function* inPieces<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}
