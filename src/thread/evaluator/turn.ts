/**
 * Resolves in the next turn of the event loop. Whatever follows a stop waits for it: the frame that tells the
 * agent is written first, and the embedded database would hold it up while it works.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
