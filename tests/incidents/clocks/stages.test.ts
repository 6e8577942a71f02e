import { describe, expect, test } from 'vitest';
import { stageAt, stageTimes } from '../../../src/incidents/clocks/stages.ts';
import { day, hour, tripAt } from '../../builders/time.ts';

const clock = (ms: number) => ({ startsAt: tripAt, dueAt: tripAt + ms });

describe('when people are reminded of a clock', () => {
  test('half-way, a day before, and at once when it is late', () => {
    expect(stageTimes(clock(72 * hour))).toEqual([
      { stage: 'half', at: tripAt + 36 * hour },
      { stage: 'last_day', at: tripAt + 48 * hour },
      { stage: 'late', at: tripAt + 72 * hour + 1 },
    ]);
  });

  test.each([
    [36 * hour - 1, undefined],
    [36 * hour, 'half'],
    [48 * hour - 1, 'half'],
    [48 * hour, 'last_day'],
    [72 * hour, 'last_day'],
    [72 * hour + 1, 'late'],
    [300 * day, 'late'],
  ])('%i ms after its beginning 72 hours have come to %s', (ms, stage) => {
    expect(stageAt(clock(72 * hour), tripAt + ms)?.stage).toBe(stage);
  });

  test('a clock whose half is its last day is spoken of once for both', () => {
    expect(stageTimes(clock(2 * day)).map(({ stage }) => stage)).toEqual(['last_day', 'late']);
    expect(stageTimes(clock(2 * day + 2)).map(({ stage }) => stage)).toEqual(['half', 'last_day', 'late']);
  });

  test('a clock of a day or less has no last day, and is spoken of half-way', () => {
    expect(stageTimes(clock(day)).map(({ stage }) => stage)).toEqual(['half', 'late']);
    expect(stageTimes(clock(day + 1)).map(({ stage }) => stage)).toEqual(['last_day', 'late']);
    expect(stageTimes(clock(4 * hour))[0]).toEqual({ stage: 'half', at: tripAt + 2 * hour });
  });
});
