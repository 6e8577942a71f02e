import { describe, expect, test } from 'vitest';
import { backtestChart } from '../../src/cli/backtest-chart.ts';
import { backtestHtml } from '../../src/cli/backtest-html.ts';
import type { BacktestReport } from '../../src/workshop/backtest/report.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { ruleSet } from '../rules/world.ts';
import { reportOf } from './report.ts';

const set = (threshold: number) =>
  ruleSet([rule({ when: [condition('error_rate', '>', threshold, 60_000)] })]);

/** The heights of the level lines of a colour, in the picture's own units. */
function heightsOf(svg: string, colour: string): number[] {
  const lines = [...svg.matchAll(/<path d="M70 ([\d.]+)L940 \1"[^>]*stroke="([^"]+)"/g)];
  return lines.filter(([, , stroke]) => stroke === colour).map(([, height]) => Number(height));
}

const ochre = '#9a6b00';
const red = '#b3261e';

async function chart(before: number, after: number): Promise<string> {
  const report = await reportOf(set(before), set(after));
  const [trace] = report.traces;
  if (trace === undefined) throw new Error('nothing was traced');
  return backtestChart(trace, report, set(after));
}

describe('the chart of a backtest', () => {
  test('draws each threshold at its height, also between two percent', async () => {
    const svg = await chart(0.02, 0.015);
    const [at2 = Number.NaN] = heightsOf(svg, ochre);
    const [at15 = Number.NaN] = heightsOf(svg, red);
    // Zero is at the bottom of the grid.
    const zero = 248;
    expect((zero - at15) / (zero - at2)).toBeCloseTo(0.75, 2);
  });

  test('draws one line where both sets have the same threshold', async () => {
    const svg = await chart(0.02, 0.02);
    expect([heightsOf(svg, ochre), heightsOf(svg, red)]).toEqual([[], [132]]);
  });

  test('shades what fires under each set', async () => {
    const svg = await chart(0.02, 0.015);
    expect(svg.match(new RegExp(`fill="${ochre}"`, 'g'))).toHaveLength(1);
    expect(svg.match(new RegExp(`fill="${red}"`, 'g'))).toHaveLength(2);
  });
});

describe('the page of a backtest', () => {
  test('says in words what its chart shows', async () => {
    const page = backtestHtml(await reportOf(set(0.02), set(0.015)), set(0.015));
    expect(page).toContain('Threshold before 2% (ochre, dashed), after 1.5% (red).');
    const same = backtestHtml(await reportOf(set(0.5), set(0.5)), set(0.5));
    expect(same).toContain('Threshold 50% (red). It did not fire.');
    expect(same).toContain('The rules are the same before and after.');
  });

  test('begins with the chart of what was changed', async () => {
    const calm = rule({ id: 'a-calm', when: [condition('error_rate', '>', 0.5, 60_000)] });
    const [before, after] = [0.02, 0.015].map((threshold) => ruleSet([calm, ...set(threshold).rules]));
    if (before === undefined || after === undefined) throw new Error('two sets');
    const page = backtestHtml(await reportOf(before, after), after);
    expect(page.indexOf('margaux/error-rate: the worst')).toBeGreaterThan(0);
    expect(page.indexOf('margaux/error-rate: the worst')).toBeLessThan(page.indexOf('margaux/a-calm'));
  });

  test('shows hostile text as text', async () => {
    const hostile = '<script>alert("1")</script>';
    const report: BacktestReport = { ...(await reportOf(set(0.02), set(0.015))), changes: [hostile] };
    const page = backtestHtml(report, set(0.015));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });

  test('with nothing measured has its tables alone', async () => {
    const quiet = ruleSet([rule({ when: [condition('csat', '<', 4, 60_000)] })]);
    const page = backtestHtml({ ...(await reportOf(set(0.02), set(0.02))), traces: [] }, quiet);
    expect(page).not.toContain('<svg');
    expect(page).toContain('<h2>Summary</h2>');
  });
});
