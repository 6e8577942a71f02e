import { describe, expect, test } from 'vitest';
import type { Relance } from '../../../src/requests/relances/cadence.ts';
import {
  chaseStep,
  decideRelance,
  kindFor,
  type RelanceCommand,
} from '../../../src/requests/relances/relance.ts';
import type { RequestLife } from '../../../src/requests/request.ts';
import { at, hour, request } from '../requests.ts';

const day = 24 * hour;
const by = { at: at(0), by: 'person:lea' };
const lives: readonly (readonly [RequestLife, ReturnType<typeof kindFor>])[] = [
  [{ state: 'received' }, 'inform'],
  [{ state: 'answered' }, 'inform'],
  [{ state: 'reopened', since: at(0) }, 'inform'],
  [{ state: 'waiting', for: 'us', since: at(0) }, 'inform'],
  [{ state: 'waiting', for: 'customer', since: at(0) }, 'collect'],
  [{ state: 'resolved', resolved: by }, 'validate'],
  [{ state: 'resolved', resolved: by, confirmed: by }, undefined],
  [{ state: 'closed', closed: { ...by, how: 'unconfirmed', why: 'v-9' } }, undefined],
  [{ state: 'merged', into: 2, merged: by }, undefined],
];
const waiting = request({ life: { state: 'waiting', for: 'customer', since: at(0) } });
const command = (more: Partial<RelanceCommand> = {}): RelanceCommand => ({
  kind: 'collect',
  channel: 'mail',
  until: at(0) + 90 * day,
  ...more,
});
const sent = (hours: number, channel: Relance['channel'] = 'mail'): Relance => ({ at: at(hours), channel });
const codeOf = (...told: Parameters<typeof decideRelance>) => {
  const decided = decideRelance(...told);
  return decided.ok ? decided.value : decided.refusal.code;
};

describe('a relance', () => {
  test.each(lives)('is of the kind that the request is in: %j', (life, kind) => {
    expect(kindFor({ life })).toBe(kind);
    for (const one of ['inform', 'collect', 'validate'] as const) {
      const code = codeOf(request({ life }), [], command({ kind: one }), at(0) + 5 * day);
      if (one !== kind) expect(code).toBe('relance_kind');
      else expect(['first', 'news']).toContain(code);
    }
  });

  test('names a date that is still to come', () => {
    const now = at(0) + 2 * day;
    expect(codeOf(waiting, [], command({ until: now }), now)).toBe('relance_date');
    expect(codeOf(waiting, [], command({ until: now + 1 }), now)).toBe('first');
  });

  test('waits for a day behind the date that the customer was given, if there was one', () => {
    const dated = { ...waiting, next: { step: 'v-5', dueAt: at(0) + 3 * day } };
    expect(codeOf(dated, [], command(), at(0) + 4 * day - 1)).toBe('relance_too_early');
    expect(codeOf(dated, [], command(), at(0) + 4 * day)).toBe('first');
    expect(codeOf(waiting, [], command(), at(0) + day)).toBe('first');
  });

  test('is the second after the first, by either channel, and there is no third', () => {
    expect(codeOf(waiting, [sent(24)], command({ channel: 'phone' }), at(30))).toBe('relance_other_channel');
    expect(codeOf(waiting, [sent(24)], command(), at(30))).toBe('relance_too_early');
    expect(codeOf(waiting, [sent(24)], command({ channel: 'letter' }), at(24) + 3 * day)).toBe('second');
    expect(codeOf(waiting, [sent(24), sent(96)], command(), at(24) + 10 * day)).toBe('relance_over');
  });

  test('about an earlier question does not count for this one', () => {
    const again = request({ life: { state: 'waiting', for: 'customer', since: at(200) } });
    expect(codeOf(again, [sent(24), sent(100)], command(), at(200) + day)).toBe('first');
  });

  test('that informs goes out once a day at most', () => {
    const ours = request();
    const news = command({ kind: 'inform' });
    expect(codeOf(ours, [], news, at(1))).toBe('news');
    expect(codeOf(ours, [sent(1)], news, at(25) - 1)).toBe('relance_too_early');
    expect(codeOf(ours, [sent(1)], news, at(25))).toBe('news');
  });

  test('says until when it has to wait, and what else there is to do', () => {
    const early = decideRelance(waiting, [], command(), at(1));
    expect(early).toMatchObject({ refusal: { facts: { until: '2026-06-06T08:00:00.000Z' } } });
    expect(chaseStep(waiting, [], at(24))).toMatchObject({ kind: 'due', step: 'first' });
    expect(chaseStep(request(), [], at(24))).toBeUndefined();
  });
});
