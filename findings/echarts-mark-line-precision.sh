#!/usr/bin/env bash
# ECharts draws a mark line at its value rounded to two digits, unless `precision` says otherwise: 1.5 % stands at 1 %.
# Why it matters here: a threshold would be drawn a third below where the rule has it (src/console/charts/charts.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact echarts@6.1.0
cat >run.mjs <<'SCRIPT'
import * as echarts from 'echarts';

/** The height at which a line at 0.015 of 0 to 0.03 is drawn, of 300, and its label. */
function markLine(options) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 300 });
  chart.setOption({
    animation: false,
    grid: { top: 0, bottom: 0, left: 0, right: 0, containLabel: false },
    xAxis: { type: 'value', min: 0, max: 10 },
    yAxis: { type: 'value', min: 0, max: 0.03 },
    series: [{ type: 'line', data: [], markLine: { symbol: 'none', data: [{ yAxis: 0.015 }], ...options } }],
  });
  const svg = chart.renderToSVGString();
  const height = /<path d="M[\d.]+ ([\d.]+)[^>]*stroke-dasharray/.exec(svg)?.[1];
  const label = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].at(-1)?.[1];
  chart.dispose();
  return { height: Number(height), label };
}

console.log(`echarts ${echarts.version}, a mark line at yAxis 0.015 on an axis from 0 to 0.03, 300 high`);
const [usual, precise] = [markLine({}), markLine({ precision: 12 })];
console.log('default:      ', usual);
console.log('precision: 12:', precise);
const holds = usual.label === '0.01' && usual.height > precise.height + 30 && precise.label === '0.015';
console.log(holds ? 'OK: the line is drawn at 0.01' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
