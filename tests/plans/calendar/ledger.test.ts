import { fc, test as propTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { CalendarEntry } from '../../../src/plans/calendar/entries.ts';
import { calendarChanges, type KeptEntry } from '../../../src/plans/calendar/ledger.ts';

const entry = (uid: string, day = '2026-06-08', plan = 4): CalendarEntry => ({
  ...{ uid, plan, subject: 'action', title: 'Prompt guard', when: { day }, isDone: false },
});
const guard = entry('action-4-2');
const inSight = new Set([4]);

/** What a calendar shows after it was read with each of these wishes, one after the other, a second apart. */
function readWith(wishes: readonly (readonly CalendarEntry[])[]): ReadonlyMap<string, KeptEntry> {
  const kept = new Map<string, KeptEntry>();
  wishes.forEach((wanted, second) => {
    for (const change of calendarChanges([...kept.values()], wanted, inSight, second * 1_000))
      kept.set(change.entry.uid, change);
  });
  return kept;
}

describe('an entry of a calendar', () => {
  test('that does not change keeps its number and its time', () => {
    expect(readWith([[guard], [guard], [guard]]).get(guard.uid)).toEqual({
      ...{ entry: guard, sequence: 0, isCancelled: false, changedAt: 0 },
    });
  });

  test.each([
    ['another day', entry(guard.uid, '2026-06-09')],
    ['another title', { ...guard, title: 'Prompt guard, again' }],
    ['done', { ...guard, isDone: true }],
  ])('with a change (%s) gets the next number', (_, changed) => {
    expect(readWith([[guard], [changed]]).get(guard.uid)).toEqual({
      ...{ entry: changed, sequence: 1, isCancelled: false, changedAt: 1_000 },
    });
  });

  test('that is nothing of this person any more is cancelled once, and comes back under the next number', () => {
    expect(readWith([[guard], [], []]).get(guard.uid)).toMatchObject({
      ...{ sequence: 1, isCancelled: true, changedAt: 1_000 },
    });
    expect(readWith([[guard], [], [guard]]).get(guard.uid)).toMatchObject({
      sequence: 2,
      isCancelled: false,
    });
  });

  test('of a plan that is out of sight stays as it was last shown', () => {
    const known: KeptEntry = { entry: guard, sequence: 3, isCancelled: false, changedAt: 0 };
    expect(calendarChanges([known], [], new Set(), 1_000)).toEqual([]);
  });

  const wishes = fc.array(
    fc.uniqueArray(
      fc.record({ nth: fc.integer({ min: 1, max: 3 }), day: fc.constantFrom('2026-06-08', '2026-06-09') }),
      { selector: ({ nth }) => nth },
    ),
    { minLength: 1, maxLength: 12 },
  );
  propTest.prop([wishes])(
    'is never forgotten, never goes back in number, and shows the last wish',
    (asked) => {
      const wanted = asked.map((each) => each.map(({ nth, day }) => entry(`action-4-${nth}`, day)));
      let before = new Map<string, KeptEntry>();
      for (let reads = 1; reads <= wanted.length; reads += 1) {
        const after = new Map(readWith(wanted.slice(0, reads)));
        for (const [uid, { sequence }] of before)
          expect(after.get(uid)?.sequence ?? -1).toBeGreaterThanOrEqual(sequence);
        before = after;
      }
      const live = [...before.values()].filter(({ isCancelled }) => !isCancelled);
      expect(new Set(live.map((kept) => kept.entry))).toEqual(new Set(wanted.at(-1)));
    },
  );
});
