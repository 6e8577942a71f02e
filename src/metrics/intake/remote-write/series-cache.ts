import { longer } from '../../memory/column.ts';
import { type Arrivals, createArrivals, none } from './arrivals.ts';
import type { Listening } from './birth.ts';
import { createLabelIndex, type LabelIndex } from './label-index.ts';
import type { OpenCells } from './restored.ts';
import type { Replica, Sender } from './senders.ts';
import type { Feed, Standing } from './write-state.ts';

/**
 * The state of a label set: not looked at yet, refused, one gauge (the common case), sent by a replica of its
 * sender, or anything else.
 */
export const [unknown, refused, gauge, feeds, replicated] = [0, 1, 2, 3, 4] as const;

/**
 * Every series that was ever sent, by the bytes of its labels: what it feeds, and the times of its last
 * values. A column per fact; a label set is resolved once for each rule set and memory.
 */
export type SeriesCache = {
  index: LabelIndex;
  kind: Uint8Array;
  series: Int32Array;
  factor: Float64Array;
  least: Float64Array;
  most: Float64Array;
  /** The newest time, and the end of the chain of the times that are remembered. */
  lastAt: Float64Array;
  chain: Float64Array;
  readonly arrivals: Arrivals;
  /** For what comes again after memory was read back. */
  readonly open: OpenCells;
  readonly refusals: Map<number, string>;
  readonly feeds: Map<number, readonly Feed[]>;
  readonly standings: Map<string, Standing>;
  /** Of label sets that name a replica: which, and the label set without that. */
  readonly replicas: Map<number, Replica & { readonly number: number }>;
  replicaLabels: ReadonlySet<string>;
  readonly senders: Map<string, Sender>;
  resolvedFor: { readonly live: object; readonly rules: object } | undefined;
  listening: Listening | undefined;
};

/** More label sets than this are begun anew: senders whose labels never repeat must not fill memory. */
export const mostLabelSets = 1_000_000;

/** An empty cache; `seed` is random. */
export function createSeriesCache(seed: number): SeriesCache {
  return {
    index: createLabelIndex(seed),
    kind: new Uint8Array(512),
    series: new Int32Array(512),
    factor: new Float64Array(512),
    least: new Float64Array(512),
    most: new Float64Array(512),
    lastAt: new Float64Array(512).fill(Number.NEGATIVE_INFINITY),
    chain: new Float64Array(512).fill(none),
    arrivals: createArrivals(),
    open: new Map(),
    refusals: new Map(),
    feeds: new Map(),
    standings: new Map(),
    replicas: new Map(),
    replicaLabels: new Set(),
    senders: new Map(),
    resolvedFor: undefined,
    listening: undefined,
  };
}

/** Makes room for more label sets. */
export function growCache(cache: SeriesCache): void {
  const before = cache.kind.length;
  const length = before * 2;
  cache.kind = longer(Uint8Array, cache.kind, length);
  cache.series = longer(Int32Array, cache.series, length);
  cache.factor = longer(Float64Array, cache.factor, length);
  cache.least = longer(Float64Array, cache.least, length);
  cache.most = longer(Float64Array, cache.most, length);
  cache.lastAt = longer(Float64Array, cache.lastAt, length).fill(Number.NEGATIVE_INFINITY, before);
  cache.chain = longer(Float64Array, cache.chain, length).fill(none, before);
}
