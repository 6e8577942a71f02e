import type { NamedMetric } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import type { Known } from '../../sample.ts';
import type { SeriesTarget } from '../../sources.ts';
import { declaredVariant } from '../../variant.ts';
import { type Listening, targetOf } from './birth.ts';
import { type Feed, restoredStanding, type Standing } from './write-state.ts';

/** The knowledge that a series is bound to its cells with. */
type Binding = {
  readonly standings: Map<string, Standing>;
  readonly listening: Listening;
  readonly recorder: Recorder;
  readonly rules: Known & { readonly metric: (name: string) => NamedMetric | undefined };
};

/** A target of a label set with its cells, and with where its counter stands. */
export function feedOf(
  { standings, listening, recorder, rules }: Binding,
  { agent, metric: name, role, factor, key, variant: named }: SeriesTarget,
  labels: ReadonlyMap<string, string>,
): Feed {
  const isCounter = role !== 'gauge' && role !== 'timestamp';
  const standing = isCounter ? (standings.get(key) ?? restoredStanding(key, recorder)) : undefined;
  if (standing !== undefined) standings.set(key, standing);
  const { variant, undeclared } = declaredVariant(agent, named, rules.variantsOf, { quiet: true });
  return {
    ...{ role, factor, standing, undeclared },
    metric: rules.metric(name),
    series: recorder.seriesOf(agent, name),
    apart: variant === undefined ? undefined : recorder.variantOf(agent, name, variant),
    target: targetOf(listening, agent, labels),
  };
}
