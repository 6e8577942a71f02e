import { sha256Hex } from '../platform/canonical.ts';
import type { Claimed, Delivery } from './delivery.ts';

/** So many notices of one kind for one receiver go as one message: in a storm people read one. */
const gatherFrom = 5;

/** The deliveries of a round: those sent alone, and those sent together with all others of their kind. */
export type Gathered = { readonly alone: readonly Claimed[]; readonly together: readonly Delivery[][] };

/** Sorts claimed deliveries of one channel by receiver and kind. */
export function gather(claimed: readonly Claimed[]): Gathered {
  const groups = new Map<string, Claimed[]>();
  for (const delivery of claimed) {
    const key = `${delivery.notice?.kind} ${delivery.recipient} ${delivery.instead}`;
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  const alone: Claimed[] = [];
  const together: Delivery[][] = [];
  for (const group of groups.values()) {
    const readable = group.filter(isReadable);
    if (readable.length === group.length && group.length >= gatherFrom) together.push(readable);
    else alone.push(...group);
  }
  return { alone, together };
}

export function isReadable(delivery: Claimed): delivery is Delivery {
  return delivery.notice !== undefined;
}

/** Of one message for several deliveries: the same for the same ones, whatever their order. */
export function gatheredId(deliveries: readonly Claimed[]): string {
  const [only, ...others] = deliveries;
  if (only !== undefined && others.length === 0) return only.id;
  const ids = deliveries.map(({ id }) => id).toSorted();
  return `msg_${sha256Hex(ids.join('\n')).slice(0, 32)}`;
}
