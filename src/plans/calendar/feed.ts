import ical, { type ICalEventData, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../../language/language.ts';
import { parseDate } from '../../language/zoned.ts';
import type { CalendarEntry, When } from './entries.ts';
import type { KeptEntry } from './ledger.ts';
import type { PlannedEntry } from './planned.ts';
import { en } from './texts.en.ts';
import { type CalendarTexts, fr } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, CalendarTexts>> = { fr, en };
const reviewMs = 30 * 60_000;
/** Readers are asked to come again after this time; many come less often. */
const askAgainSeconds = 15 * 60;

/** The reader of a calendar. */
export type CalendarReader = {
  readonly language: Language;
  /** FILROUGE_PUBLIC_URL, without a slash at its end: without it entries lead nowhere. */
  readonly publicUrl?: string | undefined;
  /** Makes the names of entries unique among all calendars: the host of filrouge. */
  readonly host: string;
};

/**
 * A calendar as iCalendar (RFC 5545). No zone is given: instants are UTC and days are days, which all readers
 * understand alike; a zone of the calendar would make floating times.
 */
export function calendarFeed(
  kept: readonly KeptEntry[],
  reader: CalendarReader,
  planned: readonly PlannedEntry[] = [],
): string {
  const words = dictionaries[reader.language];
  const prodId = { company: 'filrouge', product: 'plans', language: reader.language.toUpperCase() };
  const calendar = ical({ name: words.name, prodId, ttl: askAgainSeconds });
  for (const each of kept) calendar.createEvent(eventOf(each, reader, words));
  for (const each of planned) calendar.createEvent(plannedEvent(each, reader, words));
  return calendar.toString();
}

/** Planned work has no history: an edit of its file makes other entries of it. */
function plannedEvent(entry: PlannedEntry, reader: CalendarReader, words: CalendarTexts): ICalEventData {
  const { key, agents, from, until, reason } = entry;
  const stamp = Temporal.Instant.fromEpochMilliseconds(from);
  return {
    ...{ id: `maintenance-${key}@${reader.host}`, stamp },
    summary: words.planned(agents.join(', '), reason.normalize('NFC')),
    start: stamp,
    ...endOf(Temporal.Instant.fromEpochMilliseconds(until)),
    description: words.silenced,
    url: reader.publicUrl === undefined ? null : `${reader.publicUrl}/silences`,
    status: ICalEventStatus.CONFIRMED,
  };
}

function eventOf(kept: KeptEntry, reader: CalendarReader, words: CalendarTexts): ICalEventData {
  const { entry, sequence, isCancelled, changedAt } = kept;
  const { uid, plan, subject, isDone } = entry;
  // Readers fold lines by octets: an accent of its own could begin the next line.
  const summary = words.summary(subject, entry.title.normalize('NFC'), isDone);
  const stamp = Temporal.Instant.fromEpochMilliseconds(changedAt);
  return {
    ...{ id: `${uid}@${reader.host}`, sequence, stamp, lastModified: stamp, summary },
    ...spanOf(entry.when),
    description: words.plan(plan),
    url: reader.publicUrl === undefined ? null : `${reader.publicUrl}${placeOf(entry)}`,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  };
}

/** A day ends with the next one. */
function spanOf(when: When): Pick<ICalEventData, 'start' | 'end' | 'allDay'> {
  if ('at' in when) {
    const start = Temporal.Instant.fromEpochMilliseconds(when.at);
    return { start, ...endOf(start.add({ milliseconds: reviewMs })) };
  }
  const start = parseDate(when.day);
  if (start === undefined) throw new Error(`no day of the calendar: ${when.day}`);
  return { start, ...endOf(start.add({ days: 1 })), allDay: true };
}

/**
 * iCalendar knows four digits of a year. Without an end, a day lasts until its own, and an instant no time.
 */
function endOf<T extends Temporal.Instant | Temporal.PlainDate>(end: T): { readonly end?: T } {
  return end.toString().startsWith('+') ? {} : { end };
}

function placeOf({ uid, plan, subject }: CalendarEntry): string {
  return `/plans/${plan}#${subject === 'review' ? 'plan-reviews' : uid}`;
}
