import { LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { formatQuantity } from '../metrics/quantity.ts';
import type { Trace } from '../rules/backtest.ts';
import type { BacktestReport, Side } from '../rules/backtest-report.ts';
import { backtestSections, backtestTitle, type Section } from '../rules/backtest-sections.ts';
import type { RuleSet } from '../rules/ruleset.ts';

use([LineChart, GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

const colours = { series: '#3b5b7a', before: '#9a6b00', after: '#b3261e' };

/** A report as one HTML page without scripts: tables, and for each rule its series, both thresholds and the firings. */
export function backtestHtml(report: BacktestReport, set: RuleSet): string {
  const charts = report.traces.filter(({ points }) => points.some(([, value]) => value !== null));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>Backtest</h1>
<p>${escaped(backtestTitle(report))}</p>
${charts.map((trace) => chartFigure(trace, report, set)).join('\n')}
${backtestSections(report, set).map(sectionHtml).join('\n')}
</main>
</body>
</html>`;
}

function chartFigure(trace: Trace, report: BacktestReport, set: RuleSet): string {
  const caption = `${trace.agent}: ${trace.rule}. Worst value of each bucket; threshold before ${quantity(trace.before, trace, set)} (ochre, dashed), after ${quantity(trace.after, trace, set)} (red). Shaded: firing before (ochre), after (red).`;
  const svg = chartSvg(trace, report, set);
  return `<figure role="img" aria-label="${escaped(caption)}">${svg}<figcaption>${escaped(caption)}</figcaption></figure>`;
}

function quantity(value: number | undefined, { metric }: Trace, set: RuleSet): string {
  const known = set.metrics.get(metric);
  if (value === undefined) return 'none';
  return known === undefined ? String(value) : formatQuantity(Number(value.toPrecision(4)), known);
}

function chartSvg(trace: Trace, report: BacktestReport, set: RuleSet): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 960, height: 280 });
  try {
    const areas = [
      ...areasOf(report.before, trace, report, 'before'),
      ...areasOf(report.after, trace, report, 'after'),
    ];
    const line = (value: number | undefined, color: string, type: 'dashed' | 'solid') =>
      value === undefined ? [] : [{ yAxis: value, lineStyle: { color, type, width: 1.5 } }];
    chart.setOption({
      animation: false,
      useUTC: true,
      grid: { left: 70, right: 20, top: 16, bottom: 32 },
      xAxis: { type: 'time', min: report.from, max: report.until },
      yAxis: {
        type: 'value',
        scale: false,
        max: ({ max }: { max: number }) => Math.max(max, trace.before ?? max, trace.after ?? max) * 1.05,
        axisLabel: { formatter: (tick: number) => quantity(tick, trace, set) },
      },
      series: [
        {
          type: 'line',
          data: trace.points.map(([at, value]) => [at, value]),
          showSymbol: false,
          lineStyle: { color: colours.series, width: 1 },
          markLine: {
            symbol: 'none',
            label: { show: false },
            data: [
              ...line(trace.before, colours.before, 'dashed'),
              ...line(trace.after, colours.after, 'solid'),
            ],
          },
          markArea: { silent: true, data: areas },
        },
      ],
    } as never);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function areasOf(side: Side, { agent, rule }: Trace, { until }: BacktestReport, set: 'before' | 'after') {
  return side.firings
    .filter((one) => one.agent === agent && one.rule === rule)
    .map(({ start, end }) => [
      { xAxis: start, itemStyle: { color: colours[set], opacity: 0.22 } },
      { xAxis: end ?? until },
    ]);
}

function sectionHtml({ title, head, rows, note }: Section): string {
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const table =
    rows.length === 0
      ? `<p>${escaped(note ?? '')}</p>`
      : `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`;
  return `<section><h2>${escaped(title)}</h2>${table}</section>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const css = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1d2733;background:#fff}
main{max-width:62rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dee6}figure{margin:1.5rem 0}svg{max-width:100%;height:auto}
figcaption{font-size:.85rem;color:#4a5868}@media print{main{margin:0}}`;
