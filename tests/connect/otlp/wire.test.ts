import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { pointsOf } from '../../../src/connect/otlp/points.ts';
import { spreadOf } from '../../../src/connect/otlp/spread.ts';
import { metricsRequest, readMessage } from '../../../src/connect/otlp/wire.ts';
import { MalformedError, TooLargeError } from '../../../src/platform/protobuf.ts';
import { memory, rules } from './memory.ts';
import { encode, metrics, nano, type Request } from './messages.ts';

const begin = Date.parse('2026-06-05T08:00:00Z');
const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 2 ** 60));
const whole = fc.integer({ min: 0, max: 2 ** 40 });
const value = fc.oneof(
  number.map((asDouble) => ({ asDouble })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((asInt) => ({ asInt: String(asInt) })),
  fc.constant({}),
);
const anyValue = fc.oneof(
  fc.constantFrom('prod', 'margaux', '', 'é ☃').map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.integer().map((intValue) => ({ intValue })),
  fc.constant({ arrayValue: { values: [{ stringValue: 'a' }, { intValue: 1 }] } }),
  fc.constant({ kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }] } }),
);
const attributes = fc.array(
  fc.record({ key: fc.constantFrom('env', 'error.type', 'service.name', 'bot.id'), value: anyValue }),
  { maxLength: 4 },
);
const times = {
  timeUnixNano: fc.integer({ min: 0, max: 600_000 }).map((ms) => nano(begin + ms)),
  startTimeUnixNano: fc.integer({ min: 0, max: 600_000 }).map((ms) => nano(begin + ms)),
  attributes,
  flags: fc.constantFrom(0, 1),
};
const numberPoint = fc.tuple(fc.record(times), value).map(([facts, of]) => ({ ...facts, ...of }));
const histogramPoint = fc.record(
  {
    ...times,
    count: whole,
    sum: number,
    max: number,
    bucketCounts: fc.array(whole, { maxLength: 4 }),
    explicitBounds: fc.array(fc.double({ noNaN: true }), { maxLength: 4 }),
  },
  { requiredKeys: ['timeUnixNano', 'attributes'] },
);
const buckets = fc.record({
  offset: fc.integer({ min: -20, max: 20 }),
  bucketCounts: fc.array(whole, { maxLength: 4 }),
});
const exponentialPoint = fc.record(
  {
    ...times,
    count: whole,
    sum: number,
    scale: fc.integer({ min: -3, max: 8 }),
    zeroCount: whole,
    positive: buckets,
    negative: buckets,
  },
  { requiredKeys: ['timeUnixNano', 'attributes'] },
);
const temporality = fc.constantFrom(0, 1, 2);
const data = fc.oneof(
  fc.array(numberPoint, { maxLength: 3 }).map((dataPoints) => ({ gauge: { dataPoints } })),
  fc
    .record({
      dataPoints: fc.array(numberPoint, { maxLength: 3 }),
      aggregationTemporality: temporality,
      isMonotonic: fc.boolean(),
    })
    .map((sum) => ({ sum })),
  fc
    .record({ dataPoints: fc.array(histogramPoint, { maxLength: 3 }), aggregationTemporality: temporality })
    .map((histogram) => ({ histogram })),
  fc
    .record({ dataPoints: fc.array(exponentialPoint, { maxLength: 3 }), aggregationTemporality: temporality })
    .map((exponentialHistogram) => ({ exponentialHistogram })),
);
const names = fc.constantFrom(
  'bot.answers',
  'bot.errors',
  'bot.duration',
  'bot.queue',
  'bot.synced',
  'other',
);
const request = fc
  .array(
    fc.tuple(names, data).map(([name, of]) => ({ name, ...of })),
    { maxLength: 5 },
  )
  .map((list): Request => metrics(list));

/** As exporters write it in JSON: what is no number becomes null. */
const asJson = (message: Request): unknown => JSON.parse(JSON.stringify(message));

describe('protobuf and JSON', () => {
  test.prop([request])('of one request come to the same verdicts and the same sums', (message) => {
    const [json, binary] = [memory(begin), memory(begin)];
    expect(binary.send(message, begin + 600_000, 'protobuf')).toEqual(json.send(message, begin + 600_000));
    for (const { metric } of rules.sources) expect(binary.counted(metric)).toEqual(json.counted(metric));
  });

  test.prop([request, fc.nat(), fc.nat(255)])(
    'that are damaged are read or refused, and nothing else',
    (message, place, byte) => {
      const bytes = encode(message);
      if (bytes.length > 0) bytes[place % bytes.length] = byte;
      expectReadOrRefused(() => pointsOf(readMessage(bytes, metricsRequest)));
    },
  );

  test.prop([fc.anything(), request, fc.nat()])(
    'that hold anything anywhere are read or refused',
    (thing, message, place) => {
      for (const hostile of [thing, replaced(asJson(message), place, thing)]) {
        expectReadOrRefused(() => pointsOf(hostile));
      }
    },
  );

  test('take whole numbers as numbers and as texts, and times beyond 2^53', () => {
    const [one] = pointsOf(
      metrics([
        { name: 'm', gauge: { dataPoints: [{ asInt: 5, timeUnixNano: 1_544_712_660_300_000_000 }] } },
      ]),
    );
    expect(one).toMatchObject({ at: 1_544_712_660_300, data: { value: 5 } });
  });

  test('that are nested without end, or have attributes without end, are refused', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { stringValue: 'x' } : { arrayValue: { values: [nested(depth - 1)] } };
    const holding = (list: unknown) =>
      metrics([{ name: 'm', gauge: { dataPoints: [{ attributes: list, timeUnixNano: '1', asInt: 1 }] } }]);
    const deep = holding([{ key: 'a', value: nested(40) }]);
    expect(() => pointsOf(deep)).toThrow(MalformedError);
    expect(() => readMessage(encode(deep), metricsRequest)).toThrow(MalformedError);
    const many = (count: number) =>
      holding(Array.from({ length: count }, (_, key) => ({ key: `k${key}`, value: { intValue: 1 } })));
    expect(pointsOf(many(128))).toHaveLength(1);
    expect(() => pointsOf(many(129))).toThrow(MalformedError);
  });

  test('of more points than are taken at once are too large', () => {
    const dataPoints = Array.from({ length: 20_001 }, () => ({}));
    expect(pointsOf(metrics([{ name: 'm', gauge: { dataPoints: dataPoints.slice(1) } }]))).toHaveLength(
      20_000,
    );
    expect(() => pointsOf(metrics([{ name: 'm', gauge: { dataPoints } }]))).toThrow(TooLargeError);
  });
});

/** The thing in the place of one of the values of a tree. */
function replaced(tree: unknown, place: number, thing: unknown): unknown {
  let left = place % 40;
  const walk = (value: unknown): unknown => {
    if (left-- === 0) return thing;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(tree);
}

function expectReadOrRefused(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error instanceof MalformedError || error instanceof TooLargeError).toBe(true);
  }
}

describe('exponential histograms', () => {
  const of = (positive: object, more: object = {}) =>
    pointsOf(
      metrics([
        {
          name: 'm',
          exponentialHistogram: {
            aggregationTemporality: 1,
            dataPoints: [{ count: 4, sum: 20, scale: 3, positive, ...more }],
          },
        },
      ]),
    )[0]?.data;
  test('have the bounds that their scale says', () => {
    const data = of({ offset: 16, bucketCounts: [1, 2] }, { zeroCount: 1 });
    expect(data).toMatchObject({
      counts: [1, 0, 1, 2, 0],
      bounds: [0, 4, 4 * 2 ** (1 / 8), 4 * 2 ** (1 / 4)],
    });
    if (data?.kind !== 'histogram') throw new Error('no histogram');
    // A bucket of scale 3 is 9 % wide: a threshold may lie within it.
    expect(spreadOf(data, 'increase', 1, [4.2])).toMatchObject({ numbers: [4, 1, 0, 1, 2, 0] });
    expect(spreadOf(data, 'total', 1, [4.2])).toContain('only where it is sent as delta');
    expect(spreadOf(data, 'increase', 1, [6])).toContain('the threshold 6 lies inside one of its buckets');
  });
  test('with values below 0 have no buckets that a percentile could be read from', () => {
    const data = of({ offset: 0, bucketCounts: [1] }, { negative: { offset: 0, bucketCounts: [3] } });
    if (data?.kind !== 'histogram') throw new Error('no histogram');
    expect(spreadOf(data, 'increase', 1, [])).toContain('it has no buckets');
  });
});
