import { expect, test } from 'vitest';
import { type ReadinessFacts, readiness, readinessView, usualProofMs } from '../../src/switches/readiness.ts';

const now = Date.UTC(2026, 5, 5, 6, 2);
const day = 86_400_000;
const rules = [
  { id: 'error-rate', effect: 'suspend' },
  { id: 'csat', effect: 'alert' },
] as const;
const proofs = (passedAt: number) => new Map([['error-rate', { passedAt }]]);

const facts: ReadinessFacts = {
  ...{ canStop: true, rules, now },
  reach: { kind: 'in_reach', lastAt: now },
  obedience: { kind: 'not_asked' },
  channels: { told: ['webhook', 'mail'], down: [] },
  proofs: proofs(now - day),
};
const why = (more: Partial<ReadinessFacts>) => readiness({ ...facts, ...more }).reasons;

test('an agent that reads its switch, with a channel and fresh proofs, can be stopped', () => {
  expect(readiness(facts)).toEqual({ ready: true, reasons: [] });
});

test('each thing that is not known to be so is a reason, and all of them are told', () => {
  expect(why({ canStop: false })).toEqual([{ kind: 'cannot_stop' }]);
  expect(why({ reach: { kind: 'never_read' } })).toEqual([{ kind: 'never_read' }]);
  expect(why({ reach: { kind: 'out_of_reach', lastAt: 7 } })).toEqual([{ kind: 'out_of_reach', lastAt: 7 }]);
  expect(why({ reach: { kind: 'not_known', until: 9 } })).toEqual([{ kind: 'reach_not_known', until: 9 }]);
  expect(why({ obedience: { kind: 'disobeyed', at: now } })).toEqual([{ kind: 'not_obeyed' }]);
  expect(why({ obedience: { kind: 'waiting', sinceMs: 1, late: true } })).toEqual([{ kind: 'not_obeyed' }]);
  expect(why({ obedience: { kind: 'waiting', sinceMs: 1, late: false } })).toEqual([]);
  expect(why({ canStop: false, reach: { kind: 'never_read' } })).toHaveLength(2);
});

test('one channel that works is enough; none, or none that works, is not', () => {
  const { told } = facts.channels;
  expect(why({ channels: { told, down: ['mail'] } })).toEqual([]);
  expect(why({ channels: { told, down: ['mail', 'webhook'] } })).toEqual([
    { kind: 'channels_down', channels: told },
  ]);
  expect(why({ channels: { told: [], down: [] } })).toEqual([{ kind: 'no_channel' }]);
});

test('each rule that suspends has a proof no older than the mandate says, or thirty days', () => {
  expect(why({ proofs: new Map() })).toEqual([{ kind: 'never_proven', rules: ['error-rate'] }]);
  expect(why({ proofs: proofs(now - usualProofMs) })).toEqual([]);
  const stale = [{ kind: 'proof_stale', rules: ['error-rate'] }];
  expect(why({ proofs: proofs(now - usualProofMs - 1) })).toEqual(stale);
  expect(why({ proofs: proofs(now - day), proofEveryMs: day })).toEqual([]);
  expect(why({ proofs: proofs(now - day - 1), proofEveryMs: day })).toEqual(stale);
  expect(why({ rules: [{ id: 'csat', effect: 'alert' }] })).toEqual([{ kind: 'no_rule' }]);
});

test('a proof test by schedule that does not pass is a reason, however fresh the last that did', () => {
  const failing = { rules: ['error-rate'], since: now };
  expect(why({ failing })).toEqual([{ kind: 'proof_failed', ...failing }]);
  expect(readinessView(readiness({ ...facts, failing })).reasons).toEqual([
    { kind: 'proof_failed', rules: ['error-rate'], since: '2026-06-05T06:02:00.000Z' },
  ]);
});
