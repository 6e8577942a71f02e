import type { HelpdeskSource } from '../../rules/helpdesk.ts';
import { noteOf } from './fields.ts';
import type { HelpdeskEvent, Told } from './told.ts';

/** The events of a delivery: what is kept of each record. One may tell of a record more than once. */
export function eventsOf(
  source: HelpdeskSource,
  delivery: string,
  told: readonly Told[],
  receivedAt: number,
): HelpdeskEvent[] {
  const times = new Map<string, number>();
  return told.map((one) => {
    const time = times.get(one.record) ?? 0;
    times.set(one.record, time + 1);
    const part = time === 0 ? delivery : `${delivery}#${time}`;
    return { source: source.name, delivery: part, ...noteOf(one, source), receivedAt, asked: false };
  });
}
