import { type Incident, shareFor } from './incident.ts';
import { suspensionEnded, suspensionStarted } from './lifecycle.ts';

/** The traffic that an incident has cost its agent: stops, and times with a share of it. */

/** From `at` on the agent answers this share of its traffic (0 to 1) for the incident. */
export function shareGiven(incident: Incident, share: number, at: number): Incident {
  if (share <= 0) return suspensionStarted(degradationEnded(incident, at), at);
  const up = suspensionEnded(incident, at);
  if (share >= 1) return degradationEnded(up, at);
  if (shareFor(up) === share) return up;
  const ended = degradationEnded(up, at);
  return { ...ended, degradations: [...(ended.degradations ?? []), { from: at, share }] };
}

function degradationEnded(incident: Incident, at: number): Incident {
  const last = incident.degradations?.at(-1);
  if (incident.degradations === undefined || last === undefined || last.until !== undefined) return incident;
  const ended = { ...last, until: Math.max(last.from, at) };
  return { ...incident, degradations: [...incident.degradations.slice(0, -1), ended] };
}
