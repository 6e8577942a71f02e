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
  const room = series.reduce((sum, { labels }) => sum + mostBytesOf(labels), 0);
  const written = { bytes: Buffer.alloc(room), at: 0 };
  resetColumns(columns, written.bytes);
  for (const { labels, points } of series) {
    const from = written.at;
    for (const [name, value] of labels) writeLabel(written, name, value);
    for (const [at, value] of points) pushSample(columns, value, at, Number.NaN);
    closeSeries(columns, from, written.at);
  }
}

type Written = { readonly bytes: Buffer; at: number };

/** A character takes three bytes at most in UTF-8; tags and lengths take the rest. */
function mostBytesOf(labels: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [name, value] of labels) bytes += 3 * (name.length + value.length) + 18;
  return bytes;
}

/** A Label of prometheus/prompb/types.proto as the first field of a series. */
function writeLabel(written: Written, name: string, value: string): void {
  const [nameBytes, valueBytes] = [Buffer.byteLength(name), Buffer.byteLength(value)];
  writeHead(written, 0x0a, fieldBytes(nameBytes) + fieldBytes(valueBytes));
  writeHead(written, 0x0a, nameBytes);
  written.at += written.bytes.write(name, written.at);
  writeHead(written, 0x12, valueBytes);
  written.at += written.bytes.write(value, written.at);
}

/** The tag of a field, and its length seven bits at a time. */
function writeHead(written: Written, tag: number, length: number): void {
  written.bytes[written.at++] = tag;
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) written.bytes[written.at++] = (rest & 0x7f) | 0x80;
  written.bytes[written.at++] = rest;
}

function fieldBytes(length: number): number {
  let bytes = 2 + length;
  for (let rest = length; rest > 0x7f; rest >>>= 7) bytes += 1;
  return bytes;
}
