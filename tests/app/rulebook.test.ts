import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openRulebook } from '../../src/app/rulebook.ts';
import { manualClock } from '../support/clock.ts';
import { shippedRules } from '../support/house.ts';

describe('the rulebook', () => {
  test('says when its set was read by the clock it was given', async () => {
    const clock = manualClock('2026-06-05T06:00:00Z');
    const settings = { rulesDir: shippedRules, stepMs: 10_000 };
    const book = await openRulebook(settings, clock, pino({ level: 'silent' }));
    clock.advance(60_000);
    expect(new Date(book.loadedAt()).toISOString()).toBe('2026-06-05T06:00:00.000Z');
    await book.close();
  });
});
