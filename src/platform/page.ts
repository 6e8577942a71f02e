/** The page of what was found, where one more was asked for than it holds, and the last one's key if so. */
export function pageOf<T, K>(
  found: readonly T[],
  limit: number,
  keyOf: (last: T) => K,
): { readonly items: readonly T[]; readonly next: K | undefined } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : undefined };
}
