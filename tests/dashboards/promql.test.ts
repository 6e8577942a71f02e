import { describe, expect, test } from 'vitest';
import { placeholder } from '../../dashboards/generator/parts.ts';
import { contract, familyOf, scrapeLabels } from './contract.ts';
import { filledIn, metricNamesIn, selectionsIn, syntaxFaults } from './promql.ts';
import { everyQuery, titled } from './queries.ts';

const asked = everyQuery();

describe('every query that Grafana asks', () => {
  test('is found: panels, annotations, variables and the alert', () => {
    expect([...new Set(asked.map(({ kind }) => kind))].sort()).toEqual([
      'alert',
      'annotation',
      'panel',
      'variable',
    ]);
    expect(asked.filter(({ kind }) => kind === 'panel').length).toBeGreaterThan(40);
  });

  test.each(titled(asked))('%s follows the grammar of PromQL', (_, expr) => {
    expect(syntaxFaults(expr).map(({ drawn }) => drawn)).toEqual([]);
  });

  test.each(titled(asked))('%s reads only metrics that filrouge has, by labels they carry', (_, expr) => {
    expect(unknownIn(expr)).toEqual([]);
  });

  test('taken together they show every metric of the contract', () => {
    const shown = new Set(
      asked.flatMap(({ expr }) => metricNamesIn(expr)).map((name) => name.replace(/_bucket$/, '')),
    );
    expect(Object.keys(contract).filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('reading a query', () => {
  test('names each metric once, wherever it stands', () => {
    expect(metricNamesIn('sum(rate(a_total{x="y"}[5m])) / on (x) (b > 0 or a_total offset 1m)')).toEqual([
      'a_total',
      'b',
    ]);
  });

  test('names no function, label or number', () => {
    expect(
      metricNamesIn('histogram_quantile(0.95, sum by (le) (increase(h_bucket[1h]))) >= time() * 0'),
    ).toEqual(['h_bucket']);
  });

  test('reads the metrics of a selection by __name__', () => {
    expect(selectionsIn('{__name__=~"a|b", agent="leo"}')).toEqual([
      { metrics: ['a', 'b'], labels: ['agent'] },
    ]);
  });

  test('points at the place where the grammar breaks', () => {
    expect(syntaxFaults('sum(a) by agent)')).not.toEqual([]);
    expect(syntaxFaults('max(a{b="c"}')[0]?.at).toBe(12);
    expect(syntaxFaults('max(a{b="c"})')).toEqual([]);
  });

  test('sees a metric and a label that do not exist', () => {
    expect(unknownIn('filrouge_no_such_thing')).toEqual(['filrouge_no_such_thing']);
    expect(unknownIn('filrouge_agent_suspended{plan="4"}')).toEqual(['filrouge_agent_suspended{plan}']);
    expect(unknownIn('filrouge_detection_seconds_bucket{le="1"}')).toEqual([]);
    expect(unknownIn('filrouge_incidents_open_bucket')).toEqual(['filrouge_incidents_open_bucket']);
  });
});

describe('filling variables in', () => {
  test('gives intervals a length and every choice a match for anything', () => {
    expect(filledIn('rate(a{agent=~"$agent"}[$__rate_interval])', ['agent'])).toBe(
      'rate(a{agent=~".+"}[1m])',
    );
    expect(filledIn(`a{plan=~"${placeholder('plan')}"} offset $__interval`, ['plan'])).toBe(
      'a{plan=~".+"} offset 10s',
    );
  });

  test('refuses a variable that the dashboard does not have', () => {
    expect(() => filledIn('a{agent=~"$agnet"}', ['agent'])).toThrow('unknown variable $agnet');
  });
});

function unknownIn(query: string): string[] {
  return selectionsIn(query).flatMap(({ metrics, labels }) =>
    metrics.flatMap((metric) => {
      const family = familyOf(metric);
      if (family === undefined) return [metric];
      return labels
        .filter((label) => !family.labels.includes(label) && !scrapeLabels.includes(label))
        .map((label) => `${metric}{${label}}`);
    }),
  );
}
