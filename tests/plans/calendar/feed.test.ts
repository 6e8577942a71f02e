import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { afterAll, describe, expect, test } from 'vitest';
import { type CalendarReader, calendarFeed } from '../../../src/plans/calendar/feed.ts';
import type { KeptEntry } from '../../../src/plans/calendar/ledger.ts';

const reader: CalendarReader = {
  language: 'fr',
  publicUrl: 'https://filrouge.example',
  host: 'filrouge.example',
};
const changedAt = Date.parse('2026-06-05T06:00:00Z');
const action: KeptEntry = {
  entry: {
    ...{ uid: 'action-4-2', plan: 4, subject: 'action', isDone: false },
    // A decomposed accent, and what must be escaped.
    title:
      'Garde-fou de\u0301die\u0301 ; vérifier, \\ puis « répondre » sur une ligne bien plus longue que soixante-quinze octets',
    when: { day: '2026-06-08' },
  },
  ...{ sequence: 2, isCancelled: false, changedAt },
};
const review = (at: string, uid = 'review-4-1'): KeptEntry => ({
  entry: {
    ...{ uid, plan: 4, subject: 'review', title: 'Plan 4', isDone: false },
    when: { at: Date.parse(at) },
  },
  ...{ sequence: 0, isCancelled: false, changedAt },
});
const day = (uid: string, date: string): KeptEntry => ({
  ...action,
  entry: { ...action.entry, uid, when: { day: date } },
});
/** Around both clock changes of Europe, and a leap day. */
const days = ['2027-03-28', '2027-10-31', '2028-02-29'].map((date) => day(`action-${date}`, date));
const reviews = ['2027-03-28T07:00:00.000Z', '2027-10-31T08:00:00.000Z'].map((at) =>
  review(at, `review-${at}`),
);
const text = calendarFeed(
  [action, { ...action, ...day('gone', '2026-06-09'), isCancelled: true }, ...days, ...reviews],
  reader,
);

const zone = process.env['TZ'];
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

/** As two readers that share no code understand it. */
const readers = {
  'ical.js': () =>
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component);
      const { startDate: start, endDate: end } = event;
      return {
        ...{ uid: event.uid, summary: event.summary, sequence: event.sequence },
        start: start.isDate ? start.toString() : start.toJSDate().toISOString(),
        end: end.isDate ? end.toString() : end.toJSDate().toISOString(),
        status: String(component.getFirstPropertyValue('status')),
        url: String(component.getFirstPropertyValue('url')),
      };
    }),
  'node-ical': () =>
    Object.values(nodeIcal.sync.parseICS(text)).flatMap((event) => {
      if (event?.type !== 'VEVENT') return [];
      const { uid, summary, sequence, start, end, status, url, datetype } = event;
      // A day is midnight of the process.
      const written = (date: Date | undefined) =>
        datetype === 'date' ? date?.toLocaleDateString('sv') : date?.toISOString();
      return [
        {
          ...{ uid, summary: String(summary), sequence: Number(sequence) },
          ...{
            start: written(start),
            end: written(end),
            status: String(status),
            url: typeof url === 'object' ? String(Object(url)['val']) : String(url),
          },
        },
      ];
    }),
};

describe.each(['Europe/Paris', 'Pacific/Auckland', 'America/Los_Angeles'])('read in %s', (timezone) => {
  test.each(Object.keys(readers) as (keyof typeof readers)[])(
    'by %s, every entry is what was meant',
    (name) => {
      process.env['TZ'] = timezone;
      const events = readers[name]();
      const byUid = new Map(events.map((event) => [event.uid.replace('@filrouge.example', ''), event]));
      expect(byUid.get('action-4-2')).toMatchObject({
        summary:
          'Action à terminer\u202f: Garde-fou dédié ; vérifier, \\ puis « répondre » sur une ligne bien plus longue que soixante-quinze octets',
        ...{ sequence: 2, status: 'CONFIRMED', start: '2026-06-08', end: '2026-06-09' },
        url: 'https://filrouge.example/plans/4#action-4-2',
      });
      expect(byUid.get('gone')?.status).toBe('CANCELLED');
      for (const { entry } of days) {
        if (!('day' in entry.when)) throw new Error('a day');
        const next = new Date(Date.parse(entry.when.day) + 86_400_000).toISOString().slice(0, 10);
        expect(byUid.get(entry.uid)).toMatchObject({ start: entry.when.day, end: next });
      }
      for (const { entry } of reviews) {
        if (!('at' in entry.when)) throw new Error('an instant');
        expect(byUid.get(entry.uid)).toMatchObject({
          start: new Date(entry.when.at).toISOString(),
          end: new Date(entry.when.at + 1_800_000).toISOString(),
          url: 'https://filrouge.example/plans/4#plan-reviews',
        });
      }
    },
  );
});

test('the same calendar is the same text, byte for byte, whatever the zone of the process', () => {
  for (const timezone of ['Pacific/Auckland', 'America/Los_Angeles']) {
    process.env['TZ'] = timezone;
    expect(calendarFeed([action, ...reviews], reader)).toBe(calendarFeed([action, ...reviews], reader));
    expect(calendarFeed([action, ...days, ...reviews], reader)).not.toContain('TZID');
  }
  expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
});

test('an end after the year 9999, which iCalendar cannot say, is left out', () => {
  const far = calendarFeed(
    [day('never', '9999-12-31'), review('9999-12-31T23:59:59.999Z', 'review-never')],
    reader,
  );
  expect(far.match(/DT(?:START|END).*/g)).toEqual([
    'DTSTART;VALUE=DATE:99991231',
    'DTSTART:99991231T235959Z',
  ]);
  expect(calendarFeed([day('late', '9999-12-30')], reader)).toContain('DTEND;VALUE=DATE:99991231');
});

test('speaks the language of its reader, and leads nowhere while nobody knows the address of filrouge', () => {
  const english = calendarFeed([action], { language: 'en', host: 'localhost' });
  expect(english).toContain('SUMMARY:Action due: ');
  expect(english).not.toContain('URL');
});
