/** How often something was not taken for one reason; `agent` where it is known whose it was. */
export type Refused = { readonly agent: string | undefined; readonly reason: string; readonly count: number };

/** Items of a request that were refused, counted by agent and reason: the first few kinds of them. */
export type Refusals = Map<string, Refused>;

const mostKinds = 20;

/** Adds to the refusals of a request. */
export function addRefusal(refusals: Refusals, { agent, reason, count }: Refused): void {
  const key = JSON.stringify([agent, reason]);
  const before = refusals.get(key);
  if (before === undefined && refusals.size >= mostKinds) return;
  refusals.set(key, { agent, reason, count: (before?.count ?? 0) + count });
}
