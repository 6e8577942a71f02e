import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { memory } from './memory.ts';
import { cumulative, delta, metrics, point, sum } from './messages.ts';

const begin = Date.parse('2026-06-05T08:00:00Z');
const second = 1_000;
const prod = { env: 'prod' };
type Facts = Parameters<typeof point>[0];
const answers = (temporality: number, asInt: number, facts: Facts) =>
  sum('bot.answers', temporality, [{ asInt, ...point({ with: prod, ...facts }) }]);
const errors = (temporality: number, asInt: number, facts: Facts) =>
  sum('bot.errors', temporality, [{ asInt, ...point({ with: prod, ...facts }) }]);
const at = (seconds: number) => begin + seconds * second;

describe('sums', () => {
  test.prop([
    fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 }),
    fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  ])('sent as delta count the same however they are split, and each once', (amounts, together) => {
    const { send, counted } = memory(begin);
    const one = (place: number) =>
      answers(delta, amounts[place] ?? 0, { start: at(place), at: at(place + 1) });
    let waiting: object[] = [];
    for (const place of amounts.keys()) {
      waiting.push(one(place));
      if (together[place] === true && place + 1 < amounts.length) continue;
      const request = metrics(waiting);
      expect(send(request, at(60)).every((came) => came === 'accepted')).toBe(true);
      expect(send(request, at(60)).every((came) => came === 'repeated')).toBe(true);
      waiting = [];
    }
    expect(counted('otel_answers').sum).toBe(amounts.reduce((total, amount) => total + amount, 0));
  });

  test.prop([
    fc.array(
      fc.record({ rise: fc.integer({ min: 0, max: 50 }), begins: fc.boolean(), arrives: fc.boolean() }),
      { minLength: 1, maxLength: 15 },
    ),
  ])('sent as cumulative count what they rose by, over restarts and lost requests', (steps) => {
    const { send, counted } = memory(begin);
    let [value, start, expected, told] = [0, at(0), 0, 0];
    for (const [place, { rise, begins, arrives }] of steps.entries()) {
      if (begins) [value, start, told] = [0, at(place) + 1, 0];
      value += rise;
      if (!arrives) continue;
      send(metrics([answers(cumulative, value, { start, at: at(place + 1) })]), at(60));
      expected += value - told;
      told = value;
    }
    expect(counted('otel_answers').sum).toBe(expected);
  });

  test.prop([fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 })])(
    'of two programs that are called alike do not reset each other, in whatever order they come',
    (order) => {
      const { send, counted } = memory(begin);
      const all = [1, 2, 3].flatMap((place) => [
        answers(cumulative, 10 * place, { start: at(1), at: at(10 + place) }),
        answers(cumulative, 5 * place, { start: at(2), at: at(10 + place) }),
      ]);
      for (const one of order) send(metrics([all[one] ?? {}]), at(60));
      expect(counted('otel_answers').sum).toBe(45);
    },
  );

  test('that began before anybody listened count from where they are, and say so', () => {
    const { send, counted } = memory(begin);
    const from = (value: number, end: number) =>
      send(metrics([answers(cumulative, value, { start: at(-60), at: at(end) })]), at(60));
    expect(from(1_000, 10)).toEqual(['baseline', 'baseline']);
    expect(from(1_004, 20)).toEqual(['accepted', 'accepted']);
    expect(from(1_004, 20)).toEqual(['repeated', 'repeated']);
    expect(counted('otel_answers')).toMatchObject({ sum: 4 });
  });

  test('of both temporalities stand in one request, and those without one are refused', () => {
    const { send } = memory(begin);
    const request = metrics([
      answers(delta, 5, { start: at(0), at: at(1) }),
      sum('bot.answers', cumulative, [
        { asInt: 7, ...point({ start: at(0), at: at(1), with: { env: 'test' } }) },
      ]),
      answers(0, 5, { start: at(0), at: at(1) }),
    ]);
    expect(send(request, at(1))).toEqual([
      'accepted',
      'accepted',
      // The ratio has the same point.
      'accepted',
      'accepted',
      'metric bot.answers: aggregationTemporality: expected 1 (delta) or 2 (cumulative)',
    ]);
  });
});

describe('the ratio of two sums', () => {
  test('has no errors where the part is missing, and nothing where the whole is', () => {
    const { send, counted } = memory(begin);
    send(metrics([answers(delta, 20, { start: at(0), at: at(10) })]), at(10));
    expect(counted('otel_errors')).toEqual({ sum: 0, weight: 20 });
    const alone = metrics([errors(delta, 3, { start: at(10), at: at(20) })]);
    expect(send(alone, at(20))).toEqual(['the part of a ratio without its whole in the same request']);
    expect(counted('otel_errors')).toEqual({ sum: 0, weight: 20 });
  });

  test('joins what a program looked at one after the other, whatever attributes it has', () => {
    const { send, counted } = memory(begin);
    const wrong = sum('bot.errors', delta, [
      { asInt: 2, ...point({ start: at(0), at: at(10) + 3, with: { 'error.type': 'timeout' } }) },
      { asInt: 1, ...point({ start: at(0), at: at(10) + 5, with: { 'error.type': '500' } }) },
    ]);
    const later = [errors(delta, 1, { start: at(10), at: at(20) }), answers(delta, 10, { at: at(20) + 9 })];
    send(metrics([answers(delta, 20, { start: at(0), at: at(10) }), wrong, ...later]), at(20));
    const { sum: part, weight } = counted('otel_errors');
    expect(part).toBeCloseTo(4, 9);
    expect(weight).toBe(30);
  });

  test('that cannot be is refused, and an error that is seen for the first time counts', () => {
    const { send, counted } = memory(begin);
    const both = (wrong: number, whole: number, end: number) =>
      send(
        metrics([
          errors(cumulative, wrong, { start: at(end - 1), at: at(end) }),
          answers(cumulative, whole, { start: at(1), at: at(end) }),
        ]),
        at(60),
      );
    both(1, 10, 10);
    expect(counted('otel_errors')).toEqual({ sum: 1, weight: 10 });
    expect(both(50, 20, 20)[0]).toContain('expected a ratio from 0 to 1');
    expect(counted('otel_errors')).toEqual({ sum: 1, weight: 10 });
  });
});

describe('numbers beyond all measure', () => {
  test('are refused, alone or summed, so that no window is told by them', () => {
    const { send, counted } = memory(begin);
    const most = Number.MAX_VALUE;
    const huge = (name: string, env: string) =>
      sum(name, delta, [{ asDouble: most, ...point({ at: at(5), with: { env } }) }]);
    const [first, second] = [
      send(metrics([huge('bot.answers', 'x'), huge('bot.answers', 'y')]), at(5)),
      counted('otel_errors'),
    ];
    expect(first).toEqual(['value: it is too large', 'value: it is too large']);
    expect(second.weight).toBe(0);
  });
});

describe('histograms', () => {
  const bounds = [0, 5, 10, 25];
  const histogram = (name: string, facts: object, where: Facts) => ({
    name,
    histogram: {
      aggregationTemporality: delta,
      dataPoints: [{ explicitBounds: bounds, ...facts, ...point(where) }],
    },
  });
  const duration = (facts: object, end = 10) =>
    metrics([histogram('bot.duration', facts, { start: at(end - 10), at: at(end) })]);

  test('tell their mean, the share above one of their bounds, and a percentile whose threshold is a bound', () => {
    const { send, counted } = memory(begin);
    expect(send(duration({ count: 10, sum: 62.5, bucketCounts: [0, 8, 1, 1, 0] }), at(10))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(counted('otel_mean')).toEqual({ sum: 62.5, weight: 10 });
    expect(counted('otel_slow')).toEqual({ sum: 2, weight: 10 });
    expect(counted('otel_p95').weight).toBe(10);
  });

  test('count their failed points by an attribute', () => {
    const { send, counted } = memory(begin);
    const run = (count: number, some: Record<string, string>) =>
      histogram('run.duration', { count }, { start: at(0), at: at(10), with: some });
    send(metrics([run(18, { model: 'm' }), run(2, { model: 'm', 'error.type': 'timeout' })]), at(10));
    expect(counted('otel_errors')).toEqual({ sum: 2, weight: 20 });
  });

  test('are refused a percentile where a threshold lies inside a bucket, and say which', () => {
    const few = duration({ count: 1, sum: 3, bucketCounts: [0, 1, 0, 0, 0] });
    const outcomes = (threshold: number) => {
      const { send, counted } = memory(begin, { thresholds: () => [threshold] });
      send(few, at(10));
      return counted('otel_p95').weight;
    };
    expect([4.9, 5, 5.1, 25, 25.1].map(outcomes)).toEqual([0, 1, 0, 1, 0]);
  });

  test('need no sum where nobody asks for the mean, and say what they lack', () => {
    const { send, counted } = memory(begin);
    send(duration({ count: 4, bucketCounts: [0, 4, 0, 0, 0] }), at(10));
    expect(counted('otel_mean').weight).toBe(0);
    expect(counted('otel_slow').weight).toBe(4);
  });
});

describe('values', () => {
  const gauge = (name: string, facts: object, where: Facts) => ({
    name,
    gauge: { dataPoints: [{ ...facts, ...point(where) }] },
  });

  test('count as they are, times the factor, once for each time', () => {
    const { send, counted } = memory(begin);
    const request = metrics([gauge('bot.queue', { asDouble: 12 }, { at: at(5) })], {
      'service.name': 'other',
    });
    expect(send(request, at(5))).toEqual(['accepted']);
    expect(send(request, at(5))).toEqual(['repeated']);
    expect(counted('otel_queue')).toEqual({ sum: 6, weight: 1 });
  });

  test('that are a time are one sample each time it moves on', () => {
    const { send, counted } = memory(begin);
    const told = (seconds: number, end: number) =>
      send(
        metrics([
          gauge('bot.synced', { asInt: at(seconds) / 1_000 }, { at: at(end), with: { 'bot.id': 'margaux' } }),
        ]),
        at(end),
      );
    expect([told(0, 5), told(0, 15), told(14, 16)]).toEqual([['accepted'], ['repeated'], ['accepted']]);
    expect(counted('otel_synced').weight).toBe(2);
  });

  test('that say themselves that nothing was measured are no data', () => {
    const { send } = memory(begin);
    expect(send(metrics([gauge('bot.queue', { flags: 1 }, { at: at(5) })]), at(5))).toEqual(['no data']);
  });
});

describe('agents', () => {
  const from = (resource: Record<string, string>, name = 'bot.answers') => {
    const request = metrics(
      [sum(name, delta, [{ asInt: 1, ...point({ at: at(5), with: prod }) }])],
      resource,
    );
    return memory(begin).send(request, at(5));
  };
  test.each([
    ['an SDK that nobody has named', { 'service.name': 'unknown_service:node' }, 'set OTEL_SERVICE_NAME'],
    ['a program without any', {}, 'has no attribute that names its agent (gen_ai.agent.name, service.name)'],
    ['one that nobody knows', { 'service.name': 'leon' }, 'unknown agent "leon"'],
  ])('of %s are none, and it is told why', (_, resource, reason) => {
    expect(from(resource)).toEqual([expect.stringContaining(reason)]);
  });
  test('are named by gen_ai.agent.name before service.name', () => {
    expect(from({ 'service.name': 'x', 'gen_ai.agent.name': 'margaux' })).toEqual(['accepted', 'accepted']);
    expect(from({ 'service.name': 'margaux' }, 'bot.other')).toEqual([
      'metric bot.other: no entry under otlp of sources.yaml reads it',
    ]);
  });
});
