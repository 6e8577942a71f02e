/**
 * What clients saw of one switch. `asked` and `answered` are times of one clock; an order that was never answered has no end, and may
 * have been carried out at any time since, or never.
 */
export type Operation = {
  readonly asked: number;
  readonly answered: number;
  readonly does: 'suspend' | 'resume' | 'read';
  /** What the answer said; absent when there was none. `changed`: whether this very order changed the switch. */
  readonly saw?: { readonly mayRun: boolean; readonly epoch: number; readonly changed?: boolean };
};

type State = { readonly mayRun: boolean; readonly epoch: number };

/**
 * Looks for an order of the operations that explains every answer: one after the other, each between its question and its answer
 * (Wing and Gong, with the memory of Lowe). Answers the operations at which no order was found; nothing when the switch is
 * linearizable. `most` bounds the search.
 */
export function notLinearizable(
  operations: readonly Operation[],
  first: State,
  most = 5_000_000,
): readonly Operation[] | undefined {
  const all = [...operations].sort((a, b) => a.asked - b.asked);
  const done = new Uint8Array(all.length);
  const seen = new Set<string>();
  let [from, deepest, tried] = [0, 0, 0];
  const path: { place: number; before: State; from: number; candidates: number[]; next: number }[] = [];

  const candidatesFrom = (start: number): number[] => {
    const found: number[] = [];
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (let place = start; place < all.length; place++) {
      if (done[place] === 1) continue;
      const one = all[place] as Operation;
      if (one.asked > earliestEnd) break;
      earliestEnd = Math.min(earliestEnd, one.answered);
      found.push(place);
    }
    return found;
  };

  let state = first;
  let candidates = candidatesFrom(from);
  let next = 0;
  for (;;) {
    if (candidates.every((place) => !Number.isFinite((all[place] as Operation).answered))) return undefined;
    let moved = false;
    while (next < candidates.length) {
      const place = candidates[next] as number;
      next += 1;
      const after = applied(all[place] as Operation, state);
      if (after === undefined) continue;
      if (++tried > most) throw new Error(`no order was found within ${most} steps`);
      done[place] = 1;
      let start = from;
      while (done[start] === 1) start += 1;
      const key = keyOf(done, start, after);
      if (seen.has(key)) {
        done[place] = 0;
        continue;
      }
      seen.add(key);
      path.push({ place, before: state, from, candidates, next });
      state = after;
      from = start;
      candidates = candidatesFrom(from);
      next = 0;
      deepest = Math.max(deepest, from);
      moved = true;
      break;
    }
    if (moved) continue;
    const last = path.pop();
    if (last === undefined) return all.slice(Math.max(0, deepest - 3), deepest + 8);
    done[last.place] = 0;
    ({ before: state, from, candidates, next } = last);
  }
}

/** The state after an operation, where its answer fits the state before it. An order without an answer may take place too. */
function applied({ does, saw }: Operation, { mayRun, epoch }: State): State | undefined {
  if (does === 'read')
    return saw === undefined || (saw.mayRun === mayRun && saw.epoch === epoch)
      ? { mayRun, epoch }
      : undefined;
  const wanted = does === 'resume';
  const changes = mayRun !== wanted;
  const after = { mayRun: wanted, epoch: changes ? epoch + 1 : epoch };
  if (saw === undefined) return after;
  if (saw.changed !== undefined && saw.changed !== changes) return undefined;
  return saw.mayRun === after.mayRun && saw.epoch === after.epoch ? after : undefined;
}

/** The operations done behind the first that is not, and the state. */
function keyOf(done: Uint8Array, from: number, { mayRun, epoch }: State): string {
  let rest = '';
  let last = from;
  for (let place = from; place < done.length && place < last + 64; place++)
    if (done[place] === 1) {
      rest += `,${place - from}`;
      last = place;
    }
  return `${from}${rest}|${epoch}${mayRun ? 'r' : 's'}`;
}
