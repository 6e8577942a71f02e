import { defined } from '../../src/platform/defined.ts';
import type { RequestTimes } from '../../src/requests/request.ts';
import type { DeskRules } from '../../src/rules/desk/desk.ts';

const hour = 3_600_000;

/** A desk in Paris, open Monday to Friday 09:00 to 12:00 and 13:00 to 18:00, with the usual alarms. */
export function aDesk(changed: Partial<DeskRules> = {}): DeskRules {
  return {
    agent: 'support-desk',
    timezone: 'Europe/Paris',
    country: 'FR',
    hours: [1, 2, 3, 4, 5].flatMap((day) => [
      { day, fromMinutes: 540, toMinutes: 720 },
      { day, fromMinutes: 780, toMinutes: 1_080 },
    ]),
    closed: [],
    kinds: [],
    fields: [],
    targets: [],
    alarms: { noAnswerMs: 4 * hour, waitingMs: 24 * hour, takeUpMs: hour, targetShare: 0.8 },
    calls: { missed: 'request', answered: 'note' },
    ...changed,
  };
}

type Changed = { readonly [K in keyof RequestTimes]?: RequestTimes[K] | undefined };

/** A request that came on Monday 8 June 2026 at 09:00 in Paris, and that nobody has answered. */
export const monday = Date.parse('2026-06-08T07:00:00Z');
export function someTimes(changed: Changed = {}): RequestTimes {
  return defined({
    number: 1,
    kind: 'other',
    priority: 'normal',
    state: 'received',
    receivedAt: monday,
    reopenings: 0,
    contactsIn: 1,
    contactsOut: 0,
    ...changed,
  }) as RequestTimes;
}
