import { defined } from '../platform/defined.ts';
import { type Known, unknownName } from './sample.ts';
import { usualVariantLabel } from './variant.ts';

/** How one metric is read from Prometheus series: one entry of rules/sources.yaml. */
export type SeriesSource = {
  readonly metric: string;
  readonly reads: SeriesReading;
  /** Which agent a series is about: the value of a label, or always the same. */
  readonly agent: { readonly label: string } | { readonly fixed: string };
  /** Labels that a series must have, with these values. */
  readonly where: Readonly<Record<string, string>>;
  /** The label that names the variant; the usual one when left out. */
  readonly variantLabel?: string;
};

/**
 * `gauge`: each value as it is, times `factor`. `counter`: its increases. `timestamp`: a time in seconds
 * since 1970, each new one a sample at that time. `ratio`: the increase of `part` over the increase of
 * `whole`, weighing as much as `whole` rose.
 */
export type SeriesReading =
  | { readonly kind: 'gauge'; readonly series: string; readonly factor: number }
  | { readonly kind: 'counter'; readonly series: string }
  | { readonly kind: 'timestamp'; readonly series: string }
  | { readonly kind: 'ratio'; readonly part: string; readonly whole: string };

/**
 * How alerts of other systems are read: one entry of `alerts` in rules/sources.yaml. Those of a name count
 * for a metric of an agent; one that always fires says that whoever sends them is alive.
 */
export type AlertSource = {
  /** The label `alertname`. */
  readonly alert: string;
  /** Labels that an alert must have, with these values. */
  readonly where: Readonly<Record<string, string>>;
  readonly feeds:
    | { readonly kind: 'count'; readonly metric: string; readonly agent: SeriesSource['agent'] }
    | { readonly kind: 'alive' };
};

/** How one metric is read from what OpenTelemetry sends: one entry of `otlp` in rules/sources.yaml. */
export type OtlpSource = {
  readonly metric: string;
  readonly reads: OtlpReading;
  /**
   * Which agent it is about: the value of the first of these attributes that there is, or always the same.
   */
  readonly agent: { readonly attributes: readonly string[] } | { readonly fixed: string };
  /** Attributes that it must have, with one of these values; `*` stands for any. */
  readonly where: AttributeValues;
  /** The attribute that names the variant; the usual one when left out. */
  readonly variantAttribute?: string;
};

/** Attributes, and the values that they may have. */
export type AttributeValues = Readonly<Record<string, readonly string[]>>;

/**
 * `gauge` and `timestamp` as of series. `counter`: the increases of a sum, times `factor`. `histogram`: the
 * values in one, times `factor`. `ratio`: how much of `whole` is part of it: what another sum or histogram
 * counts, what has these attributes, or what lies above a bound of the histogram. `evaluation`: the scores
 * of answers, times `factor`, or with `passes` whether their label is one of these.
 */
export type OtlpReading =
  | { readonly kind: 'gauge' | 'counter' | 'histogram'; readonly name: string; readonly factor: number }
  | { readonly kind: 'timestamp'; readonly name: string }
  | { readonly kind: 'ratio'; readonly whole: string; readonly part: RatioPart }
  | { readonly kind: 'evaluation'; readonly factor: number; readonly passes?: readonly string[] };

export type RatioPart =
  | { readonly kind: 'counter'; readonly name: string }
  | { readonly kind: 'where'; readonly where: AttributeValues }
  | { readonly kind: 'above'; readonly bound: number };

/** Where scores of answers are kept, and asked for. */
export const scoreKeepers = ['langfuse', 'phoenix', 'langsmith'] as const;
export type ScoreKeeper = (typeof scoreKeepers)[number];

/** How one metric is read from scores: one entry of `scores` in rules/sources.yaml. */
export type ScoreSource = {
  readonly metric: string;
  readonly from: ScoreKeeper;
  /** The project there; absent: the one that the key is for, or all. */
  readonly project?: string;
  readonly score: string;
  /** The values of labels; a score with a label counts by it, not by its number. */
  readonly labels?: Readonly<Record<string, number>>;
  readonly factor: number;
  readonly agent: OtlpSource['agent'];
  readonly where: AttributeValues;
  /** How much of everything is scored, or the attribute that says so: a score stands for all of it. */
  readonly sampleRate?: number | string;
};

/** The metric that a series feeds, once its labels were looked at. */
export type SeriesTarget = {
  readonly agent: string;
  readonly metric: string;
  readonly role: 'gauge' | 'counter' | 'timestamp' | 'part' | 'whole';
  readonly factor: number;
  /** The same for both counters of a ratio, and for nothing else. */
  readonly key: string;
  /** The variant that the labels name. */
  readonly variant?: string;
};

/** Replica labels where sources.yaml names none: those of the Prometheus operator and of Mimir. */
const usualReplicaLabels = ['prometheus_replica', '__replica__'];

/** The labels that say nothing but which replica has sent a series. What a source reads says more. */
export function replicaLabelsOf(
  sources: readonly SeriesSource[],
  named: readonly string[] = usualReplicaLabels,
): ReadonlySet<string> {
  const read = new Set(
    sources.flatMap(({ agent, where, variantLabel }) => [
      ...Object.keys(where),
      ...(variantLabel === undefined ? [] : [variantLabel]),
      ...('label' in agent ? [agent.label] : []),
    ]),
  );
  return new Set(named.filter((label) => !read.has(label)));
}

/**
 * The metric that a series feeds, or why it feeds none. A series that no source names, but that has the name
 * of a metric and a label `agent`, is that metric as it is.
 */
export function resolveSeries(
  labels: ReadonlyMap<string, string>,
  sources: readonly SeriesSource[],
  names: Known,
): readonly SeriesTarget[] | string {
  const name = labels.get('__name__') ?? '';
  const targets: SeriesTarget[] = [];
  let reason: string | undefined;
  for (const source of withDefault(name, sources, names)) {
    const role = roleOf(name, source);
    if (role === undefined || !fits(labels, source.where)) continue;
    const [label, fixed] = 'label' in source.agent ? [source.agent.label] : ['', source.agent.fixed];
    const agent = fixed ?? labels.get(label);
    if (agent === undefined) reason ??= `series ${name} has no label ${label} that names its agent`;
    else if (!names.hasAgent(agent)) reason ??= `series ${name}: ${unknownName('agent', agent)}`;
    else targets.push(targetOf(source, role, agent, labels));
  }
  if (targets.length > 0) return targets;
  return reason ?? `series ${name}: no source of sources.yaml reads it`;
}

/** The sources that read series of this name, some of them only those with certain labels. */
export function sourcesOf(
  name: string,
  sources: readonly SeriesSource[],
  names: Pick<Known, 'metric'>,
): readonly SeriesSource[] {
  return withDefault(name, sources, names).filter((source) => roleOf(name, source) !== undefined);
}

function withDefault(
  name: string,
  sources: readonly SeriesSource[],
  names: Pick<Known, 'metric'>,
): readonly SeriesSource[] {
  const isNamed = sources.some((source) => roleOf(name, source) !== undefined);
  if (isNamed || names.metric(name) === undefined) return sources;
  const reads = { kind: 'gauge', series: name, factor: 1 } as const;
  return [...sources, { metric: name, reads, agent: { label: 'agent' }, where: {} }];
}

function roleOf(name: string, { reads }: SeriesSource): SeriesTarget['role'] | undefined {
  if (reads.kind !== 'ratio') return reads.series === name ? reads.kind : undefined;
  return reads.part === name ? 'part' : reads.whole === name ? 'whole' : undefined;
}

/** Whether a series has the labels that a source wants. */
export function fits(labels: ReadonlyMap<string, string>, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([label, value]) => labels.get(label) === value);
}

function targetOf(
  source: SeriesSource,
  role: SeriesTarget['role'],
  agent: string,
  labels: ReadonlyMap<string, string>,
): SeriesTarget {
  const { metric, reads } = source;
  const factor = reads.kind === 'gauge' ? reads.factor : 1;
  const key = JSON.stringify([agent, metric, reads, identity(labels)]);
  const variant = labels.get(source.variantLabel ?? usualVariantLabel);
  return defined({ agent, metric, role, factor, key, variant });
}

/** All labels but the name: what the two counters of a ratio have in common. */
function identity(labels: ReadonlyMap<string, string>): [string, string][] {
  const rest = [...labels].filter(([name]) => name !== '__name__');
  return rest.sort(([left], [right]) => (left < right ? -1 : 1));
}
