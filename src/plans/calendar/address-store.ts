import { randomBytes } from 'node:crypto';
import { mayCommand } from '../../access/commands.ts';
import { hashSecret, newSecret } from '../../access/keys.ts';
import type { Caller } from '../../access/roles.ts';
import { actorText } from '../../platform/actor.ts';
import type { Database } from '../../platform/database/database.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { closeCalendar, openCalendar } from './store.ts';

/** Opens and closes the secret addresses of calendars, each together with its register entry. */
export type CalendarCommands = {
  /** Path of a new address; the one before ends. Nobody can be told it again. */
  readonly open: (person: string, by: Caller) => Promise<Result<{ readonly path: string }>>;
  /** Ends the address at once; without one nothing changes. */
  readonly close: (person: string, by: Caller) => Promise<Result<{ readonly changed: boolean }>>;
};

/** The world around the calendar commands. */
export type CalendarCommandPorts = {
  readonly database: Pick<Database, 'transaction'>;
  readonly now: () => number;
  readonly isPerson: (id: string) => boolean;
};

/** The commands about calendars, for API and console alike. */
export function createCalendarCommands({ database, now, isPerson }: CalendarCommandPorts): CalendarCommands {
  const whyNot = (kind: 'openCalendar' | 'closeCalendar', person: string, by: Caller) =>
    mayCommand(by, { kind }) ??
    notTheirs(person, by) ??
    (isPerson(person) ? undefined : noSuch('person', person));
  return {
    open: async (person, by) => {
      const refusal = whyNot('openCalendar', person, by);
      if (refusal !== undefined) return refused(refusal);
      const secret = newSecret(randomBytes);
      await database.transaction(async (tx) => {
        await openCalendar(tx, person, hashSecret(secret), now());
        await appendEntries(
          tx,
          [{ kind: 'calendarOpened', actor: actorText(by.actor), data: { person } }],
          now(),
        );
      });
      return done({ path: `/calendar/${secret}.ics` });
    },
    close: async (person, by) => {
      const refusal = whyNot('closeCalendar', person, by);
      if (refusal !== undefined) return refused(refusal);
      const changed = await database.transaction(async (tx) => {
        const isClosed = await closeCalendar(tx, person, now());
        const entry = { kind: 'calendarClosed', actor: actorText(by.actor), data: { person } };
        if (isClosed) await appendEntries(tx, [entry], now());
        return isClosed;
      });
      return done({ changed });
    },
  };
}

/** A calendar is its owner's own matter; an admin may end one that leaked. */
function notTheirs(person: string, by: Caller): Refusal | undefined {
  if (by.person === person || by.role === 'admin') return undefined;
  return {
    kind: 'forbidden',
    code: 'other_person',
    detail: `This key is not ${person}'s: a calendar is opened by who reads it, or by an admin.`,
  };
}
