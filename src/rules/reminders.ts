/** When people are reminded, and from when on they are told of what waits: `reminders.yaml`. */
export type ReminderRules = {
  /** When people read: minutes after midnight, by the clocks of each of them. */
  readonly morningMinutes: number;
  /** So long before something is due, in whole days; absent: not. */
  readonly aheadMs?: number;
  /** In the morning of the day on which it is due. */
  readonly onTheDay: boolean;
  /** After it was due. */
  readonly firstAfterMs: number;
  /** After the first reminder. */
  readonly secondAfterMs: number;
  /** After it was due: then the approver decides, and an action is blocked. */
  readonly escalateAfterMs: number;
  /** After the escalation, again and again. */
  readonly thenEveryMs: number;
  /** How long each of these may last before people are told; absent: they are not. */
  readonly tellAfter: Readonly<Partial<Record<WatchedSubject, number>>>;
};

/** The things that people are told of when they last: an incident that nobody takes up, and the like. */
export const watchedSubjects = [
  'incident_unacknowledged',
  'agent_out_of_reach',
  'criterion_no_data',
  'proof_outdated',
] as const;
export type WatchedSubject = (typeof watchedSubjects)[number];

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** The reminders of a house that says nothing of them. */
export const usualReminders: ReminderRules = {
  morningMinutes: 8 * 60,
  aheadMs: 2 * dayMs,
  onTheDay: true,
  firstAfterMs: dayMs,
  secondAfterMs: 3 * dayMs,
  escalateAfterMs: 10 * dayMs,
  thenEveryMs: 7 * dayMs,
  tellAfter: {
    incident_unacknowledged: hourMs,
    agent_out_of_reach: 15 * minuteMs,
    criterion_no_data: dayMs,
    proof_outdated: 0,
  },
};
