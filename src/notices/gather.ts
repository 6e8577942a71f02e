import { sha256Hex } from '../platform/canonical.ts';
import type { Claimed, Delivery } from './delivery.ts';
import { isForDigest } from './waiting/hold.ts';

/** So many notices of one kind for one receiver go as one message: in a storm people read one. */
const gatherFrom = 5;

/** Whether a delivery goes into the digest of its reader: by its kind, or because it had to wait. */
export function isDigested({
  notice,
  recipient,
  held,
}: Pick<Claimed, 'notice' | 'recipient' | 'held'>): boolean {
  return recipient !== undefined && notice !== undefined && (held === true || isForDigest(notice.kind));
}

/**
 * The deliveries of a round: those sent alone, and those sent together with all others of their kind, or of
 * the digest.
 */
export type Gathered = { readonly alone: readonly Claimed[]; readonly together: readonly Delivery[][] };

/** Sorts claimed deliveries of one channel by receiver and kind. */
export function gather(claimed: readonly Claimed[]): Gathered {
  const groups = new Map<string, Claimed[]>();
  for (const delivery of claimed) {
    const sort = isDigested(delivery) ? 'digest' : delivery.notice?.kind;
    const key = `${sort} ${delivery.recipient} ${delivery.instead}`;
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  const alone: Claimed[] = [];
  const together: Delivery[][] = [];
  for (const group of groups.values()) {
    const readable = group.filter(isReadable);
    // Each of them is to be kept.
    const isAlone = readable[0]?.notice.kind === 'register_checkpoint';
    const isEnough = !isAlone && (group.length >= gatherFrom || group.some(isDigested));
    if (readable.length === group.length && isEnough) together.push(readable);
    else alone.push(...group);
  }
  return { alone, together };
}

/** Whether the notice of a delivery can be read. */
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
