import type { Language } from '../../language/language.ts';
import { Metric, MetricName, type NamedMetric } from '../../metrics/metric.ts';
import { reservedWords } from '../condition.ts';
import { checkWritten } from './house-languages.ts';
import { type Known, readNamed } from './known.ts';
import { complain, complainOfKey, type Place, under } from './source.ts';

const schemas = { name: MetricName, entry: Metric };

/** The metrics of metrics.yaml. */
export function readMetrics(file: Place | undefined, house: readonly Language[]): Known<NamedMetric> {
  return readNamed(file, 'metrics', schemas, (name, metric, place) => {
    checkWritten(under(place, 'label'), house);
    return isContradictory(name, metric, place) ? undefined : { name, ...metric };
  });
}

/** What the number of alerts that fire elsewhere is. */
const alertsNeed = [
  ['unit', 'count'],
  ['aggregate', 'last'],
  ['better', 'lower'],
  ['own_traffic', false],
] as const;

/** Whether a metric contradicts itself; then it is complained of. */
function isContradictory(name: string, metric: Metric, place: Place): boolean {
  const { unit, scale, currency, aggregate } = metric;
  if (reservedWords.includes(name))
    complainOfKey(place, 'reserved_name', name, 'a name that is no word of the grammar of conditions');
  else if (aggregate === 'age' && unit !== 'seconds')
    complain(under(place, 'unit'), 'age_in_seconds', unit, 'seconds, since an age is a time', {
      didYouMean: 'seconds',
    });
  else if (unit === 'score' && scale === undefined)
    complain(under(place, 'scale'), 'missing_key', 'nothing', 'the key scale: the best score, such as 5');
  else if (unit !== 'score' && scale !== undefined)
    complain(
      under(place, 'scale'),
      'scale_without_score',
      `a scale of a ${unit}`,
      'a scale only with unit: score',
    );
  else if (currency !== undefined && unit !== 'currency')
    complain(
      under(place, 'currency'),
      'currency_without_money',
      `a currency of a ${unit}`,
      'a currency only with unit: currency',
    );
  else if (currency !== undefined && !Intl.supportedValuesOf('currency').includes(currency))
    complain(
      under(place, 'currency'),
      'unknown_currency',
      currency,
      'the ISO 4217 code of a currency, such as EUR, USD, GBP or CHF',
    );
  else if (metric.from_interactions !== undefined && !metric.own_traffic)
    complain(
      under(place, 'own_traffic'),
      'interactions_are_own_traffic',
      'false',
      'true, since interactions are the traffic of the agent itself',
    );
  else if (metric.from_alerts === true && alertsNeed.some(([key, value]) => metric[key] !== value))
    complain(
      under(place, 'from_alerts'),
      'alerts_are_counted',
      'true',
      `true only with ${alertsNeed.map(([key, value]) => `${key}: ${value}`).join(', ')}: it is how many alerts fire`,
    );
  else return false;
  return true;
}
