import { typeset } from '../../language/typography.ts';
import type { Bilingual, NamedMetric } from '../../metrics/metric.ts';
import type { I18n } from './texts.ts';

/** A text of the rule files in the reader's language, set as it is printed. */
export function said(text: Bilingual, i18n: Pick<I18n, 'language'>): string {
  return typeset(text[i18n.language], i18n.language);
}

/** A metric's name for people. */
export function labelOf(metric: Pick<NamedMetric, 'label'>, i18n: Pick<I18n, 'language'>): string {
  return said(metric.label, i18n);
}

/** The name of a metric of which only the id is at hand; one that is gone from the rules keeps its id. */
export function metricName(
  id: string,
  { metrics }: { readonly metrics: ReadonlyMap<string, Pick<NamedMetric, 'label'>> },
  i18n: Pick<I18n, 'language'>,
): string {
  const metric = metrics.get(id);
  return metric === undefined ? id : labelOf(metric, i18n);
}
