import type { Language } from '../../language/language.ts';
import { livesInStore, longestEveryMs, windowWord } from '../../metrics/from.ts';
import { isPercentile, Metric, MetricName, type NamedMetric } from '../../metrics/metric.ts';
import { formatDuration } from '../../platform/duration.ts';
import { reservedWords } from '../condition.ts';
import type { Mandate } from '../ruleset.ts';
import { checkWritten } from './house-languages.ts';
import { anAgent, checkKnown, type Known, readNamed } from './known.ts';
import { complain, complainOfKey, keysOf, type Place, under } from './source.ts';

const schemas = { name: MetricName, entry: Metric };

type House = { readonly languages: readonly Language[]; readonly stepMs: number };

/** The metrics of metrics.yaml. */
export function readMetrics(file: Place | undefined, { languages, stepMs }: House): Known<NamedMetric> {
  return readNamed(file, 'metrics', schemas, (name, metric, place) => {
    checkWritten(under(place, 'label'), languages);
    const isWrong =
      isContradictory(name, metric, place) ||
      isAskedWrongly(metric, under(place, 'from'), stepMs) ||
      isKeptWrongly(metric, place);
    if (isWrong) return undefined;
    return { name, ...metric };
  });
}

/** Reports the agents that metrics.yaml asks for and nobody knows. */
export function checkAskedAgents(file: Place, agents: Known<Mandate>): void {
  const metrics = under(file, 'metrics');
  for (const name of keysOf(metrics)) checkKnown(agents, under(metrics, name, 'from', 'agent'), anAgent);
}

/** Whether the metric at a place lives in a store; then whatever would feed it here is complained of. */
export function isKeptElsewhere({ good }: Known<NamedMetric>, place: Place): boolean {
  const { value: name } = place;
  if (typeof name !== 'string' || !livesInStore(good.get(name))) return false;
  complain(place, 'lives_in_store', name, 'a metric that does not live in a store (keep: store)');
  return true;
}

/** The same for one that lives in a store. */
function isKeptWrongly({ from, aggregate }: Metric, place: Place): boolean {
  const { promql = '', samples, keep, every } = from ?? {};
  if (keep === undefined && samples === undefined) return false;
  const wordless = Object.entries({ promql, samples }).find(
    ([, query]) => query !== undefined && !query.includes(windowWord),
  );
  if (keep === undefined)
    complainOfKey(under(place, 'from', 'samples'), 'missing_key', 'samples', 'the key keep beside it');
  else if (promql === '')
    complainOfKey(under(place, 'from', 'keep'), 'missing_key', 'keep without promql', 'the key promql');
  else if (every !== undefined)
    complainOfKey(
      under(place, 'from', 'every'),
      'too_many_keys',
      'keep and every',
      'keep alone: it is evaluated there each step',
    );
  else if (isPercentile(aggregate))
    complain(
      under(place, 'aggregate'),
      'kept_percentile',
      aggregate,
      'another aggregate, such as max: the query itself may be a quantile',
    );
  else if (aggregate !== 'age' && wordless !== undefined)
    complain(
      under(place, 'from', wordless[0]),
      'no_window',
      wordless[1] ?? '',
      `a query with [${windowWord}], which stands for the window of each rule`,
    );
  else return false;
  return true;
}

/** Whether it contradicts itself where a metric is asked for; then it is complained of. */
function isAskedWrongly({ from, ...metric }: Metric, place: Place, stepMs: number): boolean {
  if (from === undefined) return false;
  const { promql, scrape, every, agent, agent_label } = from;
  const other = (['from_interactions', 'from_alerts'] as const).find((key) => metric[key] !== undefined);
  const ofQuery = (['every', 'agent', 'agent_label'] as const).find((key) => from[key] !== undefined);
  if (other !== undefined) complainOfKey(place, 'too_many_keys', `from and ${other}`, 'one of the two');
  else if (promql === undefined && scrape === undefined)
    complainOfKey(place, 'missing_key', 'neither promql nor scrape', 'one of the keys promql, scrape');
  else if (promql !== undefined && scrape !== undefined)
    complainOfKey(under(place, 'scrape'), 'too_many_keys', 'promql and scrape', 'one of the two');
  else if (scrape !== undefined && ofQuery !== undefined)
    complainOfKey(
      under(place, ofQuery),
      'too_many_keys',
      `scrape and ${ofQuery}`,
      'scrape alone: its page is read each step, and sources.yaml says which agents its series are about',
    );
  else if (agent !== undefined && agent_label !== undefined)
    complainOfKey(under(place, 'agent_label'), 'too_many_keys', 'agent and agent_label', 'one of the two');
  else if (every !== undefined && (every < stepMs || every > longestEveryMs))
    complain(
      under(place, 'every'),
      'every_out_of_bounds',
      formatDuration(every),
      `a time from ${formatDuration(stepMs)} (the step) to ${formatDuration(longestEveryMs)}`,
    );
  else return false;
  return true;
}

/** The keys of a metric that is the number of alerts which fire elsewhere. */
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
  else if (metric.target !== undefined && (unit !== 'ratio' || aggregate !== 'mean'))
    complain(
      under(place, 'target'),
      'target_without_ratio',
      `a target of a ${unit} (${aggregate})`,
      'a target only with unit: ratio and aggregate: mean',
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
