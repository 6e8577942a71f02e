import { MalformedError, TooLargeError } from '../../../platform/protobuf.ts';
import { longer } from '../../memory/column.ts';

/** The most samples of a request, a power of two: they are recorded in one go when they are of one series. */
export const mostSamples = 131_072;

/**
 * A remote-write request as columns: series by series the bytes of its labels and its samples. Reused from
 * request to request, so that reading allocates nothing once it is large enough.
 */
export type WriteColumns = {
  series: number;
  /** The bytes that `labelStart` and `labelEnd` point into. */
  labels: Uint8Array;
  labelStart: Int32Array;
  labelEnd: Int32Array;
  /** The samples of series n are those from `firstSample[n]` up to `firstSample[n + 1]`. */
  firstSample: Int32Array;
  samples: number;
  value: Float64Array;
  /** Epoch ms. */
  at: Float64Array;
  /** When the counter that a sample is of began to count, NaN where nobody says. */
  startedAt: Float64Array;
  /** Samples that said "this series has ended": no data, and so no sample. */
  stale: number;
  /** Native histograms, and exemplars of 2.0: they are not taken. */
  histograms: number;
  exemplars: number;
  /** Labels that do not stand as they are read: gathered here. */
  gathered: Uint8Array;
  gatheredBytes: number;
};

/** Empty columns. */
export function createWriteColumns(): WriteColumns {
  return {
    series: 0,
    labels: new Uint8Array(0),
    labelStart: new Int32Array(256),
    labelEnd: new Int32Array(256),
    firstSample: new Int32Array(257),
    samples: 0,
    value: new Float64Array(256),
    at: new Float64Array(256),
    startedAt: new Float64Array(256),
    stale: 0,
    histograms: 0,
    exemplars: 0,
    gathered: new Uint8Array(0),
    gatheredBytes: 0,
  };
}

/** Empties columns for the next request. */
export function resetColumns(columns: WriteColumns, labels: Uint8Array): void {
  columns.series = 0;
  columns.samples = 0;
  columns.stale = 0;
  columns.histograms = 0;
  columns.exemplars = 0;
  columns.gatheredBytes = 0;
  columns.labels = labels;
  columns.firstSample[0] = 0;
}

/** Ends a series: what was added since the one before are its samples. Throws when it has no labels. */
export function closeSeries(columns: WriteColumns, labelStart: number, labelEnd: number): void {
  if (labelStart === labelEnd) throw new MalformedError('a series has no labels');
  const { series } = columns;
  if (series + 1 >= columns.labelStart.length) {
    const room = columns.labelStart.length * 2;
    columns.labelStart = longer(Int32Array, columns.labelStart, room);
    columns.labelEnd = longer(Int32Array, columns.labelEnd, room);
    columns.firstSample = longer(Int32Array, columns.firstSample, room + 1);
  }
  columns.labelStart[series] = labelStart;
  columns.labelEnd[series] = labelEnd;
  columns.series = series + 1;
  columns.firstSample[series + 1] = columns.samples;
}

/** Adds a sample to the series that is being read. */
export function pushSample(columns: WriteColumns, value: number, at: number, startedAt: number): void {
  const { samples } = columns;
  if (samples === columns.value.length) {
    if (samples >= mostSamples) throw new TooLargeError();
    columns.value = longer(Float64Array, columns.value, samples * 2);
    columns.at = longer(Float64Array, columns.at, samples * 2);
    columns.startedAt = longer(Float64Array, columns.startedAt, samples * 2);
  }
  columns.value[samples] = value;
  columns.at[samples] = at;
  columns.startedAt[samples] = startedAt;
  columns.samples = samples + 1;
}

/** Says when the series that is being read began to count, for those of its samples that do not say it. */
export function startSeries(columns: WriteColumns, startedAt: number): void {
  for (let sample = columns.firstSample[columns.series] ?? 0; sample < columns.samples; sample++)
    if (Number.isNaN(columns.startedAt[sample])) columns.startedAt[sample] = startedAt;
}

/** Makes room for `bytes` more of gathered labels. */
export function roomForLabels(columns: WriteColumns, bytes: number): Uint8Array {
  const needed = columns.gatheredBytes + bytes;
  if (needed > columns.gathered.length)
    columns.gathered = longer(Uint8Array, columns.gathered, Math.max(4_096, needed * 2));
  return columns.gathered;
}
