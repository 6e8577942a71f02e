import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createSwitchCache } from '../../src/app/switch-cache.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { untouchedSwitch } from '../../src/switches/switch.ts';

/** Never asked: nothing is started. */
const database = {} as Database;
const logger = pino({ level: 'silent' });
const at = (epoch: number) => ({ ...untouchedSwitch('margaux', 0), epoch });

test('a process that was overtaken between writing a switch and saying so does not go back to it', () => {
  let isEvaluator = true;
  const cache = createSwitchCache({ database, logger, isEvaluator: () => isEvaluator });
  const told: number[] = [];
  cache.changed(({ epoch }) => told.push(epoch));
  cache.put(at(4));
  isEvaluator = false;
  cache.put(at(7));
  cache.put(at(5));
  expect(cache.get('margaux')?.epoch).toBe(7);
  expect(told).toEqual([4, 7]);
});

test('whoever evaluates goes by what the database has, although it was ahead of that', () => {
  const cache = createSwitchCache({ database, logger, isEvaluator: () => true });
  cache.put(at(7));
  cache.put(at(5));
  expect(cache.get('margaux')?.epoch).toBe(5);
});
