import { describe, expect, test } from 'vitest';
import type { Mandate } from '../../../src/rules/ruleset.ts';
import { coverageAt, heldBack, rulesUnder, silencedRules } from '../../../src/rules/silences/coverage.ts';
import type { Maintenance } from '../../../src/rules/silences/maintenance.ts';
import { rememberedMs, type Silence, silencesAfter } from '../../../src/rules/silences/silence.ts';
import { aRule, aRuleSet } from '../../builders/rules.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.parse('2026-06-05T12:00:00Z');

const aSilence = (more: Partial<Silence> = {}): Silence => ({
  number: 1,
  of: { agent: 'margaux' },
  reason: 'we deploy',
  by: 'person:camille',
  from: noon,
  until: noon + hour,
  stops: true,
  ...more,
});
const setWith = (more: Partial<Mandate> = {}, rules = [aRule()]) => {
  const set = aRuleSet({ rules });
  const margaux = set.agents.get('margaux');
  if (margaux === undefined) throw new Error('no margaux');
  return { ...set, agents: new Map([['margaux', { ...margaux, timezone: 'UTC', ...more }]]) };
};
const over = (silences: readonly Silence[], more: Partial<Mandate> = {}) => ({
  set: setWith(more),
  silences: { standing: silences, last: silences.length },
});
const what = { agent: 'margaux', rule: 'error-rate', stops: true };
const nightly: Maintenance = { cron: '0 12 * * *', durationMs: hour, reason: 'import' };

describe('whether a rule is silenced', () => {
  test('from the first instant of a silence on, and no longer at its last', () => {
    const silencing = over([aSilence()]);
    expect(coverageAt(silencing, what, noon - 1)).toBeUndefined();
    expect(coverageAt(silencing, what, noon)).toMatchObject({ until: noon + hour });
    expect(coverageAt(silencing, what, noon + hour - 1)).toMatchObject({ until: noon + hour });
    expect(coverageAt(silencing, what, noon + hour)).toBeUndefined();
  });

  test('no longer than until somebody ended it', () => {
    const silencing = over([aSilence({ ended: { at: noon + minute, by: 'person:lea' } })]);
    expect(coverageAt(silencing, what, noon + minute - 1)).toMatchObject({ until: noon + minute });
    expect(coverageAt(silencing, what, noon + minute)).toBeUndefined();
  });

  test('by planned work, from its first instant on, and no longer at its last', () => {
    const silencing = over([], { maintenance: [nightly] });
    expect(coverageAt(silencing, what, noon - 1)).toBeUndefined();
    expect(coverageAt(silencing, what, noon)).toMatchObject({ until: noon + hour });
    expect(coverageAt(silencing, what, noon + hour)).toBeUndefined();
  });

  test('until all that follow each other are over', () => {
    const next = aSilence({ number: 2, from: noon + minute, until: noon + 2 * hour });
    const silencing = over([aSilence(), next], { maintenance: [{ ...nightly, cron: '0 14 * * *' }] });
    expect(coverageAt(silencing, what, noon)).toMatchObject({ until: noon + 3 * hour });
  });

  test('on its agent, its tag and its rule alone', () => {
    const at = noon;
    const is = (silence: Partial<Silence>, more: Partial<Mandate> = {}) =>
      coverageAt(over([aSilence(silence)], more), what, at) !== undefined;
    expect(is({ of: { agent: 'leo' } })).toBe(false);
    expect(is({ of: { tag: 'support' } })).toBe(false);
    expect(is({ of: { tag: 'support' } }, { tags: ['support'] })).toBe(true);
    expect(is({ rule: 'csat' })).toBe(false);
    expect(is({ rule: 'error-rate' })).toBe(true);
  });

  test('what stops the agent is silenced by a silence for that alone', () => {
    const silencing = over([aSilence({ stops: false })]);
    expect(coverageAt(silencing, what, noon)).toBeUndefined();
    expect(coverageAt(silencing, { ...what, stops: false }, noon)).toBeDefined();
  });

  test('planned work of some rules silences those alone', () => {
    const silencing = over([], { maintenance: [{ ...nightly, rules: ['csat'] }] });
    expect(coverageAt(silencing, what, noon)).toBeUndefined();
    expect(coverageAt(silencing, { ...what, rule: 'csat' }, noon)).toBeDefined();
  });
});

describe('whether a firing is held back', () => {
  test('what fired before the silence began is not', () => {
    const silencing = over([aSilence()]);
    expect(heldBack(silencing, what, noon - 1, noon + minute)).toBeUndefined();
    expect(heldBack(silencing, what, noon, noon + minute)).toHaveLength(1);
  });

  test('silences that overlap, or follow each other to the instant, hold it back together', () => {
    const next = aSilence({ number: 2, from: noon + 30 * minute, until: noon + 2 * hour });
    const third = aSilence({ number: 3, from: noon + 2 * hour, until: noon + 3 * hour });
    const silencing = over([aSilence(), next, third]);
    expect(heldBack(silencing, what, noon + minute, noon + 3 * hour - 1)).toHaveLength(3);
    expect(heldBack(silencing, what, noon + minute, noon + 3 * hour)).toBeUndefined();
  });

  test('a break between two silences ends it, whether or not somebody was there to see', () => {
    const next = aSilence({ number: 2, from: noon + hour + 1, until: noon + 2 * hour });
    expect(heldBack(over([aSilence(), next]), what, noon, noon + hour + minute)).toBeUndefined();
  });
});

test('silences long over are forgotten, and their numbers are not given again', () => {
  const before = { standing: [aSilence()], last: 1 };
  const next = aSilence({ number: 2, from: noon + rememberedMs });
  const remembered = silencesAfter(before, next, noon + hour + rememberedMs - 1);
  expect(remembered.standing.map(({ number }) => number)).toEqual([1, 2]);
  const forgotten = silencesAfter(before, next, noon + hour + rememberedMs);
  expect(forgotten).toMatchObject({ standing: [{ number: 2 }], last: 2 });
});

test('only rules that are silenced are named, and only agents that may be are looked at', () => {
  const rules = [aRule(), aRule({ id: 'csat', effect: 'alert' })];
  const set = setWith({}, rules);
  const silences = { standing: [aSilence({ rule: 'csat' })], last: 1 };
  const named = [...silencedRules({ set, silences }, noon)].map(({ agent, rule }) => [agent, rule.id]);
  expect(named).toEqual([['margaux', 'csat']]);
  expect([...silencedRules({ set, silences }, noon + hour)]).toEqual([]);
  expect(rulesUnder(set, { of: { agent: 'margaux' } })).toHaveLength(2);
});
