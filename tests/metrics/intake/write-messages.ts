import protobuf from 'protobufjs';
import { compressSync } from 'snappy';

/** The messages of prometheus/prompb, as far as anybody sends them to us. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
  message MetricMetadata { uint32 type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message Histogram { uint64 count_int = 1; double sum = 3; int64 timestamp = 15; }
  message Request2 { repeated string symbols = 4; repeated TimeSeries2 timeseries = 5; }
  message TimeSeries2 { repeated uint32 labels_refs = 1; repeated Sample2 samples = 2; repeated Histogram histograms = 3; repeated Exemplar2 exemplars = 4; Metadata2 metadata = 5; int64 created_timestamp = 6; }
  message Exemplar2 { repeated uint32 labels_refs = 1; double value = 2; int64 timestamp = 3; }
  message Sample2 { double value = 1; int64 timestamp = 2; int64 start_timestamp = 3; }
  message Metadata2 { uint32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
`);

/** A series as a test writes it; its samples in order. */
export type TestSeries = {
  readonly labels: Readonly<Record<string, string>>;
  /** `startedAt` goes with 2.0 alone. */
  readonly samples: readonly {
    readonly value: number;
    readonly at: number;
    readonly startedAt?: number;
  }[];
};

/** A 1.0 request by protobufjs: an implementation that is not ours. */
export function encodeWrite(series: readonly TestSeries[], extra: object = {}): Uint8Array {
  const timeseries = series.map(({ labels, samples }) => ({
    labels: Object.entries(labels).map(([name, value]) => ({ name, value })),
    samples: samples.map(({ value, at }) => ({ value, timestamp: at })),
    ...extra,
  }));
  const type = root.lookupType('WriteRequest');
  return type
    .encode(type.fromObject({ timeseries, metadata: [{ type: 1, metricFamilyName: 'm', help: 'h' }] }))
    .finish();
}

/** The same as a 2.0 request. */
export function encodeWrite2(series: readonly TestSeries[], extra: object = {}): Uint8Array {
  const symbols = [''];
  const refOf = (text: string): number => {
    const known = symbols.indexOf(text);
    return known >= 0 ? known : symbols.push(text) - 1;
  };
  const timeseries = series.map(({ labels, samples }) => ({
    labelsRefs: Object.entries(labels).flatMap(([name, value]) => [refOf(name), refOf(value)]),
    samples: samples.map(({ value, at, startedAt }) => ({
      value,
      timestamp: at,
      ...(startedAt === undefined ? {} : { startTimestamp: startedAt }),
    })),
    metadata: { type: 2 },
    ...extra,
  }));
  const type = root.lookupType('Request2');
  return type.encode(type.fromObject({ symbols, timeseries })).finish();
}

/** A 1.0 request of two series, in the first of which the label `agent` stands twice. */
export function withLabelTwice(bad: TestSeries, good: TestSeries): Uint8Array {
  const type = root.lookupType('WriteRequest');
  const timeseries = [bad, good].map(({ labels, samples }, place) => ({
    labels: [
      ...Object.entries(labels).map(([name, value]) => ({ name, value })),
      ...(place === 0 ? [{ name: 'agent', value: 'somebody' }] : []),
    ],
    samples: samples.map(({ value, at }) => ({ value, timestamp: at })),
  }));
  return type.encode(type.fromObject({ timeseries })).finish();
}

/** The NaN that says that a series has ended, in place of every NaN of an encoded message. */
export function markStale(message: Uint8Array): Uint8Array {
  const marked = Buffer.from(message);
  const nan = Buffer.alloc(8);
  nan.writeDoubleLE(Number.NaN);
  const stale = Buffer.from([2, 0, 0, 0, 0, 0, 0xf0, 0x7f]);
  for (let at = marked.indexOf(nan); at >= 0; at = marked.indexOf(nan, at + 8)) stale.copy(marked, at);
  return marked;
}

/** What a sender puts on the wire. */
export function block(message: Uint8Array): Buffer {
  return compressSync(Buffer.from(message));
}
