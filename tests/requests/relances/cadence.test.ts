import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Chase, hindranceOf, nextStep, type Relance } from '../../../src/requests/relances/cadence.ts';

const hour = 3_600_000;
const day = 24 * hour;
const dueAt = Date.UTC(2026, 5, 1, 8);
const by = (at: number, channel: Relance['channel'] = 'mail'): Relance => ({ at, channel });
const chase = (...sent: Relance[]): Chase => ({ dueAt, sent });

describe('a customer who owes an answer', () => {
  test('is left alone for a day after the date', () => {
    expect(nextStep(chase(), dueAt + day - 1)).toEqual({ kind: 'wait', step: 'first', from: dueAt + day });
  });

  test('gets the first relance within the second day, which is late from its end on', () => {
    const due = { kind: 'due', step: 'first', from: dueAt + day, lateAt: dueAt + 2 * day };
    expect(nextStep(chase(), dueAt + day)).toEqual(due);
    expect(nextStep(chase(), dueAt + 40 * day)).toEqual(due);
  });

  test('gets the second 3 to 5 days after the first, whenever that was', () => {
    const first = dueAt + 30 * hour;
    const from = first + 3 * day;
    expect(nextStep(chase(by(first)), from - 1)).toEqual({ kind: 'wait', step: 'second', from });
    expect(nextStep(chase(by(first)), from)).toEqual({
      kind: 'due',
      step: 'second',
      from,
      lateAt: first + 5 * day,
    });
  });

  test('has had ten days from the first when somebody closes or escalates, a forgotten second one or not', () => {
    const first = dueAt + day;
    const over = first + 10 * day;
    for (const sent of [[by(first)], [by(first), by(first + 4 * day)]]) {
      expect(nextStep(chase(...sent), over)).toEqual({ kind: 'over', since: over });
      expect(nextStep(chase(...sent), over - 1).kind).not.toBe('over');
    }
  });

  test('is written to no more once an answer is there', () => {
    const answered = { ...chase(by(dueAt + day)), answeredAt: dueAt + 2 * day };
    expect(nextStep(answered, dueAt + 90 * day)).toEqual({ kind: 'answered', at: dueAt + 2 * day });
    expect(hindranceOf(answered, 'mail', dueAt + 5 * day)).toEqual({
      kind: 'answered',
      at: dueAt + 2 * day,
    });
  });
});

describe('a relance', () => {
  const first = dueAt + day;

  test('may go out when it is due, by whatever channel, also late', () => {
    for (const channel of ['mail', 'phone', 'letter'] as const) {
      expect(hindranceOf(chase(), channel, dueAt + day)).toBeUndefined();
      expect(hindranceOf(chase(by(first)), channel, first + 3 * day)).toBeUndefined();
      expect(hindranceOf(chase(by(first)), channel, first + 9 * day)).toBeUndefined();
    }
  });

  test('is too early before, and never goes by two channels at once', () => {
    const until = first + 3 * day;
    expect(hindranceOf(chase(), 'mail', dueAt)).toEqual({ kind: 'too_early', until: dueAt + day });
    expect(hindranceOf(chase(by(first)), 'mail', until - 1)).toEqual({ kind: 'too_early', until });
    expect(hindranceOf(chase(by(first)), 'phone', until - 1)).toEqual({
      kind: 'other_channel',
      channel: 'mail',
      until,
    });
  });

  test('is not sent a third time: after ten days somebody decides', () => {
    const over = first + 10 * day;
    expect(hindranceOf(chase(by(first)), 'letter', over)).toEqual({ kind: 'over', since: over });
  });

  property.prop([fc.array(fc.record({ wait: fc.nat(day * 6), phone: fc.boolean() }), { maxLength: 60 })])(
    'goes out twice at most, and the second not before three days, however often one tries',
    (tries) => {
      const sent: Relance[] = [];
      let now = dueAt;
      for (const { wait, phone } of tries) {
        now += wait;
        const channel = phone ? 'phone' : 'mail';
        if (hindranceOf({ dueAt, sent }, channel, now) === undefined) sent.push(by(now, channel));
      }
      expect(sent.length).toBeLessThanOrEqual(2);
      const [one, two] = sent;
      if (one !== undefined) expect(one.at).toBeGreaterThanOrEqual(dueAt + day);
      if (one !== undefined && two !== undefined) expect(two.at - one.at).toBeGreaterThanOrEqual(3 * day);
    },
  );
});
