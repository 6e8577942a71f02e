/**
 * Of senders that send the same, such as a pair of Prometheus, the one that is listened to: the first that
 * speaks, until it has been silent for long.
 */
export type Sender = { speaker: string; heardAt: number };

const silentMs = 30_000;

/** Whether a replica of a sender is listened to now, in epoch ms. A clock that was set back is no silence. */
export function maySpeak(sender: Sender, replica: string, now: number): boolean {
  if (sender.speaker !== replica) {
    if (now - sender.heardAt < silentMs) return false;
    sender.speaker = replica;
  }
  sender.heardAt = now;
  return true;
}

/** One of several programs that send the same, and the sender that they are together. */
export type Replica = { readonly sender: Sender; readonly name: string };

/** Labels that name senders which send the same in several replicas: those of one value are one sender. */
const groupLabels = ['cluster', 'prometheus'];

/** The replica that labels name, if any. Nobody has spoken before a sender's first replica. */
export function replicaOf(
  senders: Map<string, Sender>,
  labels: ReadonlyMap<string, string>,
  replicaLabels: ReadonlySet<string>,
): Replica | undefined {
  const names = [...replicaLabels].filter((label) => labels.has(label));
  if (names.length === 0) return undefined;
  const key = JSON.stringify([names, groupLabels.map((label) => labels.get(label))]);
  const sender = senders.get(key) ?? { speaker: '', heardAt: Number.NEGATIVE_INFINITY };
  senders.set(key, sender);
  return { sender, name: JSON.stringify(names.map((label) => labels.get(label))) };
}
