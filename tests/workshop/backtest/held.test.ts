import { describe, expect, test } from 'vitest';
import type { Maintenance } from '../../../src/rules/silences/maintenance.ts';
import { acting, actsAt, heldIn } from '../../../src/workshop/backtest/held.ts';
import { aRuleSet } from '../../builders/rules.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.parse('2026-06-05T12:00:00Z');

function planned(...maintenance: Maintenance[]) {
  const set = aRuleSet();
  const margaux = set.agents.get('margaux');
  if (margaux === undefined) throw new Error('no margaux');
  return { ...set, agents: new Map([['margaux', { ...margaux, timezone: 'UTC', maintenance }]]) };
}
const atNoon: Maintenance = { cron: '0 12 * * *', durationMs: hour, reason: 'import' };
const alarm = (start: number, end?: number) => ({
  ...{ agent: 'margaux', rule: 'error-rate', start },
  ...(end === undefined ? {} : { end }),
});

describe('what planned maintenance would have held back', () => {
  const set = planned(atNoon);

  test('an alarm before it, and one from its end on, act as ever', () => {
    expect(actsAt(set, alarm(noon - 1, noon + minute), true)).toBe(noon - 1);
    expect(actsAt(set, alarm(noon + hour), true)).toBe(noon + hour);
  });

  test('an alarm that outlasts it acts when it ends; one that does not, never', () => {
    expect(actsAt(set, alarm(noon), true)).toBe(noon + hour);
    expect(actsAt(set, alarm(noon, noon + hour + 1), true)).toBe(noon + hour);
    expect(actsAt(set, alarm(noon, noon + hour), true)).toBeUndefined();
  });

  test('alarms and minutes are counted, up to the end of the time looked at', () => {
    const alarms = [
      alarm(noon - hour, noon - minute),
      alarm(noon, noon + 10 * minute),
      alarm(noon + 30 * minute),
    ];
    expect(heldIn(set, alarms, noon + 2 * hour)).toEqual({ alarms: 2, neverActed: 1, minutes: 40 });
    expect(heldIn(set, alarms, noon + 40 * minute)).toEqual({ alarms: 2, neverActed: 1, minutes: 20 });
    expect(acting(set, alarms).map(({ start }) => start)).toEqual([noon - hour, noon + hour]);
  });

  test('without maintenance nothing is held back', () => {
    expect(heldIn(planned(), [alarm(noon)], noon + hour)).toEqual({ alarms: 0, neverActed: 0, minutes: 0 });
  });
});
