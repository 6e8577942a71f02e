import type { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import type { NamedMetric, Unit } from '../../src/metrics/metric.ts';
import { lines } from './kinds.ts';
import { fixedColor } from './parts.ts';

const grafanaUnit: Readonly<Record<Unit, string>> = {
  ratio: 'percentunit',
  score: 'none',
  seconds: 's',
  count: 'short',
  number: 'short',
  currency: 'currencyEUR',
};

/**
 * One panel a metric, with the values of the chosen agents and the thresholds that stand over them. A series is named
 * after its metric first, which is how it gets the unit of metrics.yaml; a metric that is not in there shows plain numbers.
 */
export function metricPanel(metrics: readonly NamedMetric[]): TimeseriesPanel {
  const blank = lines(
    {
      title: '$metric',
      description:
        'The value that the rules compare (lines) and the thresholds in force (dashed red). A gap is no data: neither good nor bad. Red marks are incidents, blue ones rule changes.',
      noData: 'No data: neither good nor bad',
      width: 24,
      height: 8,
      queries: [
        {
          ref: 'Value',
          expr: 'max by (agent, metric) (filrouge_metric_value{agent=~"$agent", metric=~"$metric"})',
          legend: '{{metric}} of {{agent}}',
        },
        {
          ref: 'Threshold',
          expr: 'max by (agent, rule, metric) (filrouge_rule_threshold{agent=~"$agent", metric=~"$metric"})',
          legend: '{{metric}} threshold, {{rule}} of {{agent}}',
        },
      ],
    },
    { unit: 'short', calcs: ['lastNotNull', 'min', 'max'] },
  )
    .fillOpacity(10)
    .repeat('metric')
    .repeatDirection('h')
    .maxPerRow(3)
    .overrideByQuery('Threshold', [
      fixedColor('red'),
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
      { id: 'custom.lineWidth', value: 1 },
      { id: 'custom.fillOpacity', value: 0 },
    ]);
  return [...namesByUnit(metrics)].reduce(
    (target, [unit, names]) =>
      target.overrideByRegexp(`/^(${names.join('|')}) /`, [{ id: 'unit', value: unit }]),
    blank,
  );
}

function namesByUnit(metrics: readonly NamedMetric[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, unit } of metrics) {
    const shown = grafanaUnit[unit];
    if (shown !== 'short') names.set(shown, [...(names.get(shown) ?? []), name]);
  }
  return names;
}
