import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { IntakePorts } from '../ports.ts';
import { createWriteColumns, resetColumns, type WriteColumns } from './columns.ts';
import type { WriteOutcome } from './outcome.ts';
import { recordColumns, type SeriesRules } from './series.ts';
import { createSeriesCache } from './series-cache.ts';

/** The ingest behind a recording. */
export type RecordingPorts = Pick<IntakePorts, 'ingestBatch'> & {
  /** By the rule set in force. */
  readonly rules: () => SeriesRules;
};

/** Columns that are kept for the next requests: to make them takes as long as to fill them. */
const mostFree = 4;
const none = new Uint8Array(0);

/**
 * Records series, part by part; durable when it resolves. `fill` puts them into empty columns, and may
 * throw. What the series of one recording were before is remembered with it.
 */
export function createRecording(ports: RecordingPorts) {
  const cache = createSeriesCache(randomInt(2 ** 32));
  const free: WriteColumns[] = [];

  /** Each part is durable when its promise in `kept` resolves. */
  const recordParts = async (
    request: WriteColumns,
    receivedAt: number,
    kept: Promise<void>[],
  ): Promise<WriteOutcome[]> => {
    const parts: WriteOutcome[] = [];
    let from = 0;
    do {
      if (from > 0) await setImmediate();
      let part: WriteOutcome | undefined;
      const keeping = ports.ingestBatch((recorder) => {
        part = recordColumns(cache, request, recorder, ports.rules(), from);
        parts.push(part);
      }, receivedAt);
      keeping.catch(() => part?.undo());
      kept.push(keeping);
      from = part?.nextSeries ?? request.series;
    } while (from < request.series);
    return parts;
  };

  return async (fill: (columns: WriteColumns) => void, receivedAt: number): Promise<WriteOutcome[]> => {
    const request = free.pop() ?? createWriteColumns();
    const kept: Promise<void>[] = [];
    let parts: WriteOutcome[];
    try {
      fill(request);
      parts = await recordParts(request, receivedAt, kept);
    } finally {
      // The body that was read is not held on to: it may be a hundred times the columns of most requests.
      resetColumns(request, none);
      if (free.length < mostFree) free.push(request);
    }
    await Promise.all(kept);
    return parts;
  };
}
