import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  createWriteColumns,
  mostSamples,
  type WriteColumns,
} from '../../../../src/metrics/intake/remote-write/columns.ts';
import { readLabels, readWriteRequest } from '../../../../src/metrics/intake/remote-write/proto.ts';
import { readWriteRequest2 } from '../../../../src/metrics/intake/remote-write/proto2.ts';
import { declaredLength, uncompressBlock } from '../../../../src/metrics/intake/remote-write/snappy.ts';
import { MalformedError, TooLargeError } from '../../../../src/platform/protobuf.ts';
import { block, encodeWrite, encodeWrite2, markStale, type TestSeries } from '../write-messages.ts';

const seriesOfSamples = (samples: fc.Arbitrary<TestSeries['samples'][number]>) =>
  fc.array(
    fc.record({
      labels: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 200 }), {
        minKeys: 1,
        maxKeys: 8,
        noNullPrototype: true,
      }),
      samples: fc.array(samples, { maxLength: 8 }),
    }),
    { maxLength: 30 },
  );
const value = fc.double({ noNaN: true });
const at = fc.integer({ min: -1_000, max: 4_102_444_800_000 });
const startedAt = fc.integer({ min: 1, max: 4_102_444_800_000 });
const series = seriesOfSamples(fc.record({ value, at }));
const started = seriesOfSamples(fc.record({ value, at, startedAt }, { requiredKeys: ['value', 'at'] }));

/** What columns say, as a test writes it. */
function seriesOf(columns: WriteColumns): TestSeries[] {
  return Array.from({ length: columns.series }, (_, one) => {
    const [from, to] = [columns.firstSample[one] ?? 0, columns.firstSample[one + 1] ?? 0];
    const labels = readLabels(columns.labels, columns.labelStart[one] ?? 0, columns.labelEnd[one] ?? 0);
    return {
      labels: Object.fromEntries(typeof labels === 'string' ? [] : labels),
      samples: Array.from({ length: to - from }, (_, place) => ({
        value: columns.value[from + place] ?? Number.NaN,
        at: columns.at[from + place] ?? Number.NaN,
        ...(Number.isNaN(columns.startedAt[from + place])
          ? {}
          : { startedAt: columns.startedAt[from + place] }),
      })),
    };
  });
}

describe('a remote-write request', () => {
  const columns = createWriteColumns();

  test.prop([series])('of 1.0 reads as protobufjs wrote it, with columns used again and again', (sent) => {
    readWriteRequest(encodeWrite(sent), columns);
    expect(seriesOf(columns)).toEqual(sent);
    expect(columns.stale).toBe(0);
  });

  test.prop([started])('of 2.0 reads the same, with the start times of its samples', (sent) => {
    readWriteRequest2(encodeWrite2(sent), columns);
    expect(seriesOf(columns)).toEqual(sent);
  });

  test.prop([started])('of a release candidate of 2.0 gives a start time to all that have none', (sent) => {
    readWriteRequest2(encodeWrite2(sent, { createdTimestamp: 7 }), columns);
    const samples = sent.flatMap((one) => one.samples.map((sample) => ({ startedAt: 7, ...sample })));
    expect(seriesOf(columns).flatMap((one) => one.samples)).toEqual(samples);
  });

  test.prop([series])('has the same label bytes in 1.0 and 2.0, so that a series is one series', (sent) => {
    const [one, two] = [createWriteColumns(), createWriteColumns()];
    readWriteRequest(encodeWrite(sent), one);
    readWriteRequest2(encodeWrite2(sent), two);
    for (let at = 0; at < sent.length; at++) {
      // protobuf leaves out what is empty, and we do not.
      if (Object.values(sent[at]?.labels ?? {}).includes('')) continue;
      const bytes = (from: WriteColumns) => [
        ...from.labels.subarray(from.labelStart[at] ?? 0, from.labelEnd[at] ?? 0),
      ];
      expect(bytes(two)).toEqual(bytes(one));
    }
  });

  test('says by a stale marker that there is no data, which is not a value', () => {
    const sent = [
      {
        labels: { __name__: 'm' },
        samples: [
          { value: 1, at: 1 },
          { value: Number.NaN, at: 2 },
        ],
      },
    ];
    readWriteRequest(markStale(encodeWrite(sent)), columns);
    expect(columns.stale).toBe(1);
    expect(seriesOf(columns)[0]?.samples).toEqual([{ value: 1, at: 1 }]);
    readWriteRequest(encodeWrite(sent), columns);
    expect(columns.stale).toBe(0);
    expect(seriesOf(columns)[0]?.samples).toHaveLength(2);
  });

  test('may hold labels that stand apart', () => {
    const label = (name: string, value: string) =>
      Buffer.concat([
        Buffer.from([0x0a, name.length + value.length + 4, 0x0a, name.length]),
        Buffer.from(name),
        Buffer.from([0x12, value.length]),
        Buffer.from(value),
      ]);
    const sample = Buffer.from([0x12, 2, 0x10, 7]);
    const body = Buffer.concat([label('a', 'x'), sample, label('b', 'y')]);
    readWriteRequest(Buffer.concat([Buffer.from([0x0a, body.length]), body]), columns);
    expect(seriesOf(columns)).toEqual([{ labels: { a: 'x', b: 'y' }, samples: [{ value: 0, at: 7 }] }]);
  });

  test('counts native histograms, which are not taken', () => {
    const sent = [{ labels: { __name__: 'm' }, samples: [] }];
    readWriteRequest(encodeWrite(sent, { histograms: [{ countInt: 3, sum: 1, timestamp: 5 }] }), columns);
    expect(columns.histograms).toBe(1);
    expect(columns.samples).toBe(0);
  });

  test.prop([series, fc.nat(), fc.integer({ min: 0, max: 255 })])(
    'that is damaged is refused as malformed or read as something else, and nothing worse',
    (sent, place, byte) => {
      for (const [encode, read] of [
        [encodeWrite, readWriteRequest],
        [encodeWrite2, readWriteRequest2],
      ] as const) {
        const message = Buffer.from(encode(sent));
        message[place % message.length] = byte;
        const cut = message.subarray(0, message.length - (place % 5));
        try {
          read(cut, columns);
          seriesOf(columns);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }
    },
  );
});

describe('the work of reading a request has an end', () => {
  const columns = createWriteColumns();
  const ofSamples = (count: number) => [
    {
      labels: { __name__: 'm' },
      samples: Array.from({ length: count }, (_, at) => ({ value: 1, at: at + 1 })),
    },
  ];

  test('at so many samples, and not before', () => {
    readWriteRequest(encodeWrite(ofSamples(mostSamples)), columns);
    expect(columns.samples).toBe(mostSamples);
    expect(() => readWriteRequest(encodeWrite(ofSamples(mostSamples + 1)), columns)).toThrow(TooLargeError);
  });

  test('at so many parts of any kind, in 1.0 and 2.0', () => {
    // A field of two bytes that nobody knows, again and again: alone, in a series, as a symbol.
    const junk = Buffer.alloc(8_000_000, Buffer.from([0x7a, 0]));
    const series = Buffer.concat([Buffer.from([0x0a, 0x80, 0xa4, 0xe8, 0x03]), junk]);
    for (const body of [junk, series]) expect(() => readWriteRequest(body, columns)).toThrow(TooLargeError);
    const symbols = Buffer.alloc(8_000_000, Buffer.from([0x22, 0]));
    for (const body of [junk, symbols]) expect(() => readWriteRequest2(body, columns)).toThrow(TooLargeError);
  });

  test('at a series without labels: it is none', () => {
    const empty = Buffer.alloc(30_000_000, Buffer.from([0x0a, 0]));
    expect(() => readWriteRequest(empty, columns)).toThrow(MalformedError);
    expect(() => readWriteRequest2(Buffer.from([0x2a, 0]), columns)).toThrow(MalformedError);
  });
});

describe('a snappy block', () => {
  test.prop([fc.uint8Array({ maxLength: 5_000 })])(
    'says its decoded length before it is decoded',
    async (bytes) => {
      const packed = block(bytes);
      expect(declaredLength(packed)).toBe(bytes.length);
      expect([...(await uncompressBlock(packed))]).toEqual([...bytes]);
    },
  );

  test('that is large is decoded beside everything else, to the same bytes', async () => {
    const bytes = Buffer.alloc(2_000_000, 'filrouge ');
    expect(Buffer.compare(await uncompressBlock(block(bytes)), bytes)).toBe(0);
  });

  test('that is none is malformed', async () => {
    expect(() => declaredLength(new Uint8Array(0))).toThrow(MalformedError);
    await expect(uncompressBlock(Buffer.from('not snappy at all'))).rejects.toThrow(MalformedError);
    const large = Buffer.concat([Buffer.from([0x80, 0x80, 0x80, 0x01]), Buffer.alloc(100, 0xff)]);
    await expect(uncompressBlock(large)).rejects.toThrow(MalformedError);
    expect(() => declaredLength(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x01]))).toThrow(MalformedError);
  });
});
