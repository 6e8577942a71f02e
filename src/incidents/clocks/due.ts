import { endOfLocalDay } from '../../language/zoned.ts';
import type { ClockSpan } from '../../rules/clocks/clock-class.ts';

const hourMs = 3_600_000;

/**
 * The last instant, epoch ms, at which a report is in time.
 *
 * Days follow Regulation (EEC, Euratom) No 1182/71, Article 3(1) and (2)(b): the day of the event does not
 * count, and the last day counts to its end, in the zone given. Of its paragraphs 4 and 5, which move an end
 * from a weekend or a holiday to the next working day, no use is made: what is shown is never later than what
 * is due. Hours are exact from the very instant, where Article 3(1) leaves out the hour that has begun: at
 * most an hour earlier than that. A night of a clock change neither gives nor takes an hour of 72.
 */
export function dueAtOf(span: ClockSpan, startsAt: number, timezone: string): number {
  return span.unit === 'hours'
    ? startsAt + span.count * hourMs
    : endOfLocalDay(startsAt, timezone, span.count);
}
