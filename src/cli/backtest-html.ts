import { formatQuantity } from '../metrics/quantity.ts';
import { formatDuration } from '../platform/duration.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { Trace } from '../workshop/backtest/backtest.ts';
import type { BacktestReport } from '../workshop/backtest/report.ts';
import { backtestSections, backtestSpan, type Section } from '../workshop/backtest/sections.ts';
import { backtestChart } from './backtest-chart.ts';

/** A report as one HTML page without scripts: tables, and each rule's series, thresholds and firings. */
export function backtestHtml(report: BacktestReport, set: RuleSet): string {
  const { changes } = report;
  const charts = report.traces
    .filter(({ points }) => points.some(([, value]) => value !== null))
    // What was changed is what people look for.
    .toSorted((one, other) => Number(isChanged(other)) - Number(isChanged(one)));
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
<p>${escaped(backtestSpan(report))}</p>
${changes.length === 0 ? '<p>The rules are the same before and after.</p>' : listOf(changes)}
${charts.map((trace) => chartFigure(trace, report, set)).join('\n')}
${backtestSections(report, set).map(sectionHtml).join('\n')}
</main>
</body>
</html>`;
}

function isChanged({ before, after }: Trace): boolean {
  return before !== after;
}

function listOf(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}

function chartFigure(trace: Trace, report: BacktestReport, set: RuleSet): string {
  const { agent, rule, points } = trace;
  const [first, second] = points;
  const every =
    first === undefined || second === undefined ? '' : ` of every ${formatDuration(second[0] - first[0])}`;
  const caption = `${agent}/${rule}: the worst value${every}. ${thresholdText(trace, set)} ${firingText(trace, report)}`;
  return `<figure>
<div class="wide" tabindex="0" role="img" aria-label="${escaped(caption)}">${backtestChart(trace, report, set)}</div>
<figcaption>${escaped(caption)}</figcaption>
</figure>`;
}

function thresholdText(trace: Trace, set: RuleSet): string {
  const { before, after } = trace;
  const said = (value: number | undefined) => (value === undefined ? 'none' : quantity(value, trace, set));
  return isChanged(trace)
    ? `Threshold before ${said(before)} (ochre, dashed), after ${said(after)} (red).`
    : `Threshold ${said(after)} (red).`;
}

function firingText({ agent, rule }: Trace, { before, after }: BacktestReport): string {
  const fired = [...before.firings, ...after.firings].some((one) => one.agent === agent && one.rule === rule);
  return fired ? 'Shaded: firing before (ochre, dashed edge), after (red).' : 'It did not fire.';
}

function quantity(value: number, { metric }: Trace, set: RuleSet): string {
  const known = set.metrics.get(metric);
  return known === undefined ? String(value) : formatQuantity(value, known);
}

function sectionHtml({ title, head, rows, note }: Section): string {
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const table = () =>
    `<div class="wide" tabindex="0" role="region" aria-label="${escaped(title)}"><table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
  return `<section><h2>${escaped(title)}</h2>${rows.length === 0 ? `<p>${escaped(note ?? '')}</p>` : table()}</section>`;
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
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;min-width:46rem;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dee6}
figure{margin:1.5rem 0}svg{display:block;width:100%;min-width:40rem;height:auto}
figcaption{font-size:.85rem;color:#4a5868}@media print{main{margin:0}.wide{overflow:visible}svg,table{min-width:0}}`;
