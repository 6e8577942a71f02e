import { localDate, localTime } from '../../language/zoned.ts';

/**
 * The chart library knows UTC and the machine's own zone only: an instant is therefore given as the UTC
 * instant that reads like it on the wall clock of `timezone`.
 */
export function wallClock(timezone: string): (at: number) => number {
  const offsets = new Map<number, number>();
  return (at) => {
    const hour = Math.floor(at / 3_600_000);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      const day = localDate(at, timezone);
      const time = localTime(at, timezone);
      const reads = Date.UTC(day.year, day.month - 1, day.day, time.hour, time.minute);
      offset = reads - Math.floor(at / 60_000) * 60_000;
      offsets.set(hour, offset);
    }
    return at + offset;
  };
}
