import { z } from 'zod';
import { setting, time } from '../parts.ts';

/** The facts of notices about something that lasts too long. */
export const waitingFacts = {
  /** Nobody has taken it up for so long. */
  incident_unacknowledged: z.object({
    ...setting,
    title: z.string().optional(),
    openedAt: time,
  }),
  /** Nobody reads the agent's switch any more: a stop would stop nobody. */
  agent_out_of_reach: z.object({ ...setting, heardAt: time }),
  /** The proof test of a rule is older than the mandate allows. */
  proof_outdated: z.object({ ...setting, rule: z.string(), passedAt: time, everyMs: z.number() }),
  /** The proof test by schedule of a rule has not passed since then: `code` says why. */
  proof_failed: z.object({ ...setting, rule: z.string(), since: time, code: z.string() }),
  /** Those who were asked have not answered: told to the next of their chain. */
  unanswered: z.object({
    ...setting,
    subject: z.enum(['incident', 'action', 'suspension']),
    /** The action's id, when it is about one. */
    action: z.string().optional(),
    title: z.string().optional(),
    /** Person ids of those who were asked, and when. */
    asked: z.array(z.string()),
    toldAt: time,
  }),
  /** A report to an authority is owed: its time began, half of it or all but a day is over, or it is late. */
  report_due: z.object({
    ...setting,
    /** The class of the incident, and its clock: `gdpr_breach`, `authority`. */
    class: z.string(),
    classFr: z.string(),
    classEn: z.string(),
    clock: z.string(),
    clockFr: z.string(),
    clockEn: z.string(),
    /** Where it is written that this time holds. */
    sourceFr: z.string(),
    sourceEn: z.string(),
    within: z.string().describe('72h: exact hours; 15d: days of the calendar'),
    /** Whether a first report that is not complete yet is in time. */
    firstIncomplete: z.boolean(),
    dueAt: time,
    stage: z.enum(['begun', 'half', 'last_day', 'late']),
  }),
} as const;
