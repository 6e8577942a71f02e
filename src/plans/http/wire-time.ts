import { z } from 'zod';

/** A time in an answer: ISO 8601, UTC. */
export const Instant = z.iso.datetime();

/** An instant as ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** An instant that may be missing, as ISO 8601 in UTC. */
export function isoIfAny(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}
