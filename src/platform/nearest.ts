/** Of what is longer nobody meant a name. */
const longestName = 80;

/**
 * The known name that a mistyped one most likely means, or `undefined` when none is near: at most one edit in
 * four characters (and one at least). Of equally near names the first is taken. Own code, because a swap of
 * two neighbours is one edit here and two in `fastest-levenshtein` 1.0.16.
 */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  if (typed.length > longestName) return undefined;
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(typed.length / 4)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - typed.length) >= fewest) continue;
    const edits = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (edits < fewest) [nearest, fewest] = [name, edits];
  }
  return nearest;
}

/** ` Did you mean when?`, for the end of a message about a name; nothing when no other name is near. */
export function nearestHint(typed: string, names: Iterable<string>): string {
  const near = nearestName(typed, names);
  return near === undefined || near === typed ? '' : ` Did you mean ${near}?`;
}

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment) between two texts. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped && row > 1 && column > 1) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    [beforeLast, last] = [last, current];
  }
  return last[right.length] ?? 0;
}
