import { describe, expect, test } from 'vitest';
import { parseCron } from '../../../src/rules/silences/cron.ts';

const read = (text: string) => {
  const parsed = parseCron(text);
  return parsed.ok ? parsed.cron : parsed.faults;
};

describe('the pattern of planned work', () => {
  test.each([
    ['30 2 * * 1-5', { minutes: [30], hours: [2], weekdays: [1, 2, 3, 4, 5] }],
    ['0,15 */6 1 jan,JUL *', { minutes: [0, 15], hours: [0, 6, 12, 18], days: [1], months: [1, 7] }],
    ['5/20 9-17/4 * * sat,7', { minutes: [5, 25, 45], hours: [9, 13, 17], weekdays: [0, 6] }],
    ['  0   0  29  2  * ', { days: [29], months: [2] }],
    ['59 23 31 12 *', { minutes: [59], hours: [23], days: [31], months: [12] }],
    ['* * * * *', { weekdays: [0, 1, 2, 3, 4, 5, 6] }],
  ])('%s is read', (text, cron) => {
    expect(read(text)).toMatchObject(cron);
  });

  test.each([
    ['60 2 * * *', 0, '60'],
    ['0 24 * * *', 2, '24'],
    ['0 2 0 * *', 4, '0'],
    ['0 2 32 * *', 4, '32'],
    ['0 2 * 13 *', 6, '13'],
    ['0 2 * * 8', 8, '8'],
    ['0 2 * * 5-1', 8, '5-1'],
    ['0 */0 * * *', 2, '*/0'],
    ['0 2,x * * *', 4, 'x'],
    ['0 -1 * * *', 2, '-1'],
    ['0 2 * * mon-', 8, 'mon-'],
    ['0 2 30 2 *', 4, '30'],
    ['0 2 1 * 1', 8, '1'],
    ['@daily', 0, '@daily'],
    ['0 0 2 * * *', 0, '0 0 2 * * *'],
    ['0 2 L * *', 4, 'L'],
  ])('%s is refused at its place', (text, offset, found) => {
    expect(read(text)).toMatchObject([{ offset, length: found.length, found, code: 'bad_cron' }]);
  });

  test('an empty pattern says what one looks like', () => {
    expect(read('')).toMatchObject([{ found: 'nothing', expected: expect.stringContaining('30 2 * * 1-5') }]);
  });
});
