import {
  closeSeries,
  pushSample,
  resetColumns,
  type WriteColumns,
} from '../../metrics/intake/remote-write/columns.ts';

/** A series as it was answered: its labels, with its name as `__name__`, and values by epoch ms. */
export type PulledSeries = {
  readonly labels: ReadonlyMap<string, string>;
  readonly points: readonly (readonly [at: number, value: number])[];
};

/** Fills empty columns with series, as if they had come by remote write. */
export function fillColumns(columns: WriteColumns, series: readonly PulledSeries[]): void {
  const labels = series.map((one) => Buffer.concat([...one.labels].map(labelBytes)));
  resetColumns(columns, Buffer.concat(labels));
  let from = 0;
  for (const [index, { points }] of series.entries()) {
    for (const [at, value] of points) pushSample(columns, value, at, Number.NaN);
    const to = from + (labels[index]?.length ?? 0);
    closeSeries(columns, from, to);
    from = to;
  }
}

/** A Label of prometheus/prompb/types.proto as the first field of a series. */
function labelBytes([name, value]: readonly [string, string]): Buffer {
  return field(0x0a, Buffer.concat([field(0x0a, Buffer.from(name)), field(0x12, Buffer.from(value))]));
}

function field(tag: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([tag, ...length, rest]), bytes]);
}
