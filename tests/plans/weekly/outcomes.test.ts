import { expect, test } from 'vitest';
import {
  countOutcome,
  newLedger,
  noOutcomes,
  type OutcomeEntry,
  takeOutcome,
} from '../../../src/plans/weekly/outcomes.ts';
import { hour } from '../../builders/time.ts';

type Told = Pick<OutcomeEntry, 'kind'> & Partial<OutcomeEntry>;

function countsOf(...entries: readonly Told[]) {
  const ledger = newLedger();
  return entries
    .map((entry, place) => ({ seq: place + 1, at: place * hour, plan: 4, action: '4-1', ...entry }))
    .flatMap((entry) => takeOutcome(ledger, entry) ?? [])
    .reduce(countOutcome, noOutcomes);
}

const done: Told = { kind: 'actionStatusSet', to: 'done' };
const verified: Told = { kind: 'actionVerified' };

test('an action called done once is verified at first attempt, one called done twice is not', () => {
  expect(countsOf({ kind: 'planDrafted' }, done, verified)).toMatchObject({
    ...{ verified: 1, firstAttempt: 1, timed: 1, verifiedMs: 2 * hour },
  });
  const again: Told = { kind: 'actionStatusSet', to: 'in_progress' };
  expect(countsOf({ kind: 'planDrafted' }, done, again, done, verified)).toMatchObject({
    ...{ verified: 1, firstAttempt: 0 },
  });
});

test('an action that no longer held is verified again, and not at first attempt', () => {
  expect(
    countsOf({ kind: 'planDrafted' }, done, verified, { kind: 'actionRegressed' }, done, verified),
  ).toEqual({
    ...{ verified: 2, firstAttempt: 1, timed: 2, verifiedMs: 7 * hour, regressions: 1, reopenings: 0 },
  });
});

test('the time to verified begins anew with a reopening, and is unknown where no beginning is known', () => {
  expect(countsOf({ kind: 'planDrafted' }, done, { kind: 'planReopened' }, done, verified)).toMatchObject({
    verifiedMs: 2 * hour,
    reopenings: 1,
  });
  expect(countsOf(done, verified)).toMatchObject({ verified: 1, timed: 0, verifiedMs: 0 });
});
