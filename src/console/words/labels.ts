import { typeset } from '../../language/typography.ts';
import type { Bilingual, NamedMetric } from '../../metrics/metric.ts';
import type { Say } from './texts.ts';

/** A text of the rule files in the reader's language, set as it is printed. */
export function said(text: Bilingual, say: Pick<Say, 'language'>): string {
  return typeset(text[say.language], say.language);
}

/** A metric's name for people. */
export function labelOf(metric: Pick<NamedMetric, 'label'>, say: Pick<Say, 'language'>): string {
  return said(metric.label, say);
}

/** The name of a metric of which only the id is at hand; one that is gone from the rules keeps its id. */
export function metricName(
  id: string,
  { metrics }: { readonly metrics: ReadonlyMap<string, Pick<NamedMetric, 'label'>> },
  say: Pick<Say, 'language'>,
): string {
  const metric = metrics.get(id);
  return metric === undefined ? id : labelOf(metric, say);
}
