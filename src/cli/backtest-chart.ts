import { LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { axisOf } from '../metrics/axis.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { Trace } from '../workshop/backtest/backtest.ts';
import type { BacktestReport } from '../workshop/backtest/report.ts';

use([LineChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

const colours = { series: '#3b5b7a', before: '#9a6b00', after: '#b3261e' };
const size = { width: 960, height: 280 };

/** A rule's series with the thresholds and firings of both sets, as SVG without scripts. Times are UTC. */
export function backtestChart(trace: Trace, report: BacktestReport, set: RuleSet): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({
      animation: false,
      useUTC: true,
      grid: { left: 70, right: 20, top: 16, bottom: 32 },
      xAxis: { type: 'time', min: report.from, max: report.until },
      yAxis: valueAxis(trace, set),
      series: [
        {
          type: 'line',
          data: trace.points.map(([at, value]) => [at, value]),
          showSymbol: false,
          silent: true,
          lineStyle: { color: colours.series, width: 1 },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            // Rounded to two digits, as it would be otherwise, 1.5 % would stand at 1 %.
            precision: -1,
            data: thresholds(trace),
          },
          markArea: {
            silent: true,
            data: [...firings(trace, report, 'before'), ...firings(trace, report, 'after')],
          },
        },
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function valueAxis(trace: Trace, set: RuleSet): object {
  const metric = set.metrics.get(trace.metric);
  if (metric === undefined) return { type: 'value' };
  const shown = [trace.before, trace.after, ...trace.points.map(([, value]) => value)];
  const values = shown.filter((value) => value !== undefined && value !== null);
  return {
    type: 'value',
    ...axisOf(Math.min(...values), Math.max(...values), metric),
    axisLabel: { formatter: (tick: number) => formatQuantity(tick, metric) },
  };
}

function thresholds({ before, after }: Trace): object[] {
  const line = (value: number | undefined, color: string, type: 'dashed' | 'solid') =>
    value === undefined ? [] : [{ yAxis: value, lineStyle: { color, type, width: 1.5 } }];
  return [
    ...(before === after ? [] : line(before, colours.before, 'dashed')),
    ...line(after, colours.after, 'solid'),
  ];
}

function firings({ agent, rule }: Trace, report: BacktestReport, set: 'before' | 'after'): object[] {
  const look =
    set === 'before'
      ? {
          color: colours.before,
          opacity: 0.12,
          borderColor: colours.before,
          borderType: 'dashed',
          borderWidth: 1,
        }
      : { color: colours.after, opacity: 0.2 };
  return report[set].firings
    .filter((one) => one.agent === agent && one.rule === rule)
    .map(({ start, end }) => [{ xAxis: start, itemStyle: look }, { xAxis: end ?? report.until }]);
}
