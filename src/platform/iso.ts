/** Epoch milliseconds as the API writes times: ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
