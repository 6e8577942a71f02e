import type { Source } from './sources.ts';

/**
 * The knots of files that import each other, each once (Tarjan's strongly connected components), the largest first.
 * `byValue` leaves out the imports of types.
 */
export function importCycles(
  sources: readonly Pick<Source, 'path' | 'imports'>[],
  { byValue = false }: { readonly byValue?: boolean } = {},
): string[][] {
  const targets = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.flatMap((entry) => (entry.to !== undefined && (entry.byValue || !byValue) ? [entry.to] : [])),
    ]),
  );
  const order = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];

  const visit = (path: string): number => {
    const number = order.size;
    order.set(path, number);
    open.push(path);
    let low = number;
    for (const target of targets.get(path) ?? []) {
      if (!targets.has(target)) continue;
      const seen = order.get(target);
      if (seen === undefined) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, seen);
    }
    if (low === number) {
      const knot = open.splice(open.indexOf(path));
      if (knot.length > 1 || (targets.get(path) ?? []).includes(path)) cycles.push(knot.sort());
    }
    return low;
  };
  for (const path of targets.keys()) if (!order.has(path)) visit(path);
  return cycles.sort((a, b) => b.length - a.length || `${a[0]}`.localeCompare(`${b[0]}`));
}
