import type { Incident } from './incident.ts';

/** The facts of an incident that tell when it was contained. */
export type Containable = Pick<Incident, 'opened' | 'resolved' | 'suspensions'> & {
  readonly triggers: readonly Pick<Incident['triggers'][number], 'breachedAt'>[];
};

/** An incident without its evidence; `severity` is the one that it opened with. */
export type BriefIncident = Containable &
  Pick<Incident, 'number' | 'agent' | 'severity' | 'state' | 'acknowledged' | 'plan' | 'title'>;

/** An incident from the beginning of its breach until customers were out of its reach. Epoch ms. */
export type Containment = { readonly beganAt: number; readonly containedAt: number };

/**
 * When an incident was contained: as soon as its agent was suspended for it, else when it was resolved.
 * `undefined` while neither has happened.
 */
export function containmentOf({
  opened,
  resolved,
  suspensions,
  triggers,
}: Containable): Containment | undefined {
  const containedAt = suspensions[0]?.from ?? resolved?.at;
  if (containedAt === undefined) return undefined;
  const beganAt = Math.min(opened.at, containedAt, ...triggers.map(({ breachedAt }) => breachedAt));
  return { beganAt, containedAt };
}
