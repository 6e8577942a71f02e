import { criteriaWithoutData } from './criteria.ts';
import { undecidedActions } from './escalated.ts';
import { unacknowledgedIncidents } from './incidents.ts';
import { failingProofs, outdatedProofs } from './proofs.ts';
import { agentsOutOfReach } from './reach.ts';
import { reportsDue } from './reports.ts';
import { suspensionsNotObeyed } from './suspensions.ts';
import type { Look, Subject, Telling } from './telling.ts';

/** Everything that people are told of when it lasts. Another one is a file of its own, and a line here. */
const subjects: readonly Subject[] = [
  unacknowledgedIncidents,
  suspensionsNotObeyed,
  agentsOutOfReach,
  criteriaWithoutData,
  outdatedProofs,
  failingProofs,
  undecidedActions,
  reportsDue,
];

/** All that lasts around an agent, due or not. */
export function tellingsOf(look: Look): readonly Telling[] {
  return subjects.flatMap((subject) => subject(look));
}
