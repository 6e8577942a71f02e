import { type Axis, roundStep } from '../../metrics/axis.ts';
import type { BacktestReport } from '../../workshop/backtest/report.ts';
import type { ReplayedFiring } from '../../workshop/replay/log.ts';
import {
  axisHolding,
  type ChartOption,
  marksOnly,
  measuredLine,
  moments,
  timeAxis,
  valueAxis,
} from '../charts/charts.ts';
import { wallClock } from '../charts/wall-clock.ts';
import type { I18n } from '../words/texts.ts';
import type { Proposal, Subject } from './workshop.ts';

/** A try of a proposal as a picture. Times are epoch milliseconds. */
export type WorkshopChart = {
  readonly subject: Subject;
  readonly proposal: Proposal;
  readonly report: BacktestReport;
};

/** Where the value axis lies in the picture, in its own coordinates: what a drag on it needs to know. */
export const plotTop = 24;
/** Room below the value axis: its times, then one strip of firings for each rule. */
export const plotBottom = 94;

/** Axis of the values, and the step in which a slider moves the threshold. */
export type Scale = Axis & { readonly step: number };

/** A scale that holds everything measured and both thresholds. */
export function scaleOf({ subject, proposal, report }: WorkshopChart): Scale {
  const { metric, condition } = subject;
  const limits = [condition.threshold, proposal.when.threshold];
  const axis = axisHolding(pointsOf(report), limits, metric);
  const finest = Math.abs(condition.threshold) / 20 || axis.interval / 20;
  return { ...axis, step: roundStep(Math.min(finest, axis.interval / 5), metric.unit) };
}

/** The rule's measures: the worst value of each stretch of time. */
export function pointsOf({ traces }: Pick<BacktestReport, 'traces'>) {
  return traces[0]?.points ?? [];
}

/** The series with both thresholds, and below it when each rule fired. */
export function workshopOption(chart: WorkshopChart, i18n: I18n): ChartOption {
  const { subject, report } = chart;
  const { metric } = subject;
  const incidents = report.incidents.map(({ number, openedAt }) => ({ number, at: openedAt }));
  const { step: _step, ...axis } = scaleOf(chart);
  const time = timeAxis(report, i18n);
  return {
    animation: false,
    useUTC: true,
    grid: [
      { left: 78, right: 14, top: plotTop, bottom: plotBottom, outerBoundsMode: 'none' },
      { left: 78, right: 14, height: 44, bottom: 10, outerBoundsMode: 'none' },
    ],
    xAxis: [
      time,
      {
        ...time,
        gridIndex: 1,
        axisLabel: { show: false },
        axisTick: { show: false },
        axisLine: { show: false },
      },
    ],
    yAxis: [valueAxis(axis, metric, i18n), stripAxis(i18n)],
    series: [
      shaded(report.after.firings, report, i18n),
      moments({ ...report, incidents, ruleChanges: [], marks: [] }, i18n),
      measuredLine({ metric, points: pointsOf(report), limits: [] }, 1.5, thresholdLines(chart, i18n), i18n),
      strips(report, i18n),
    ],
  };
}

function thresholdLines({ subject, proposal }: WorkshopChart, i18n: I18n): object[] {
  const { condition, metric } = subject;
  const [now, proposed] = [condition.threshold, proposal.when.threshold];
  const words = i18n.t.workshop;
  const line = (threshold: number, look: Look, name: (value: string) => string, end: 'Start' | 'End') => ({
    yAxis: threshold,
    lineStyle: look,
    label: {
      formatter: name(i18n.f.limit(threshold, metric)),
      // Away from the other line, however near it is.
      position: `inside${end}${threshold < Math.max(now, proposed) ? 'Bottom' : 'Top'}`,
      color: look.color,
      textBorderColor: 'var(--sheet)',
      textBorderWidth: 3,
      fontSize: 12,
    },
  });
  return [
    line(now, { color: 'var(--warn)', type: 'dashed', width: 1.5 }, words.lineNow, 'Start'),
    ...(now === proposed
      ? []
      : [line(proposed, { color: 'var(--bad)', type: 'solid', width: 2 }, words.lineNew, 'End')]),
  ];
}

type Look = { readonly color: string; readonly type: 'solid' | 'dashed'; readonly width: number };

function shaded(firings: readonly ReplayedFiring[], report: BacktestReport, i18n: I18n): object {
  const clock = wallClock(i18n.f.timezone);
  const data = firings.map((one) => {
    const { from, until } = seen(one, report);
    return [{ xAxis: clock(from), itemStyle: { color: 'var(--shade)' } }, { xAxis: clock(until) }];
  });
  return { ...marksOnly, markArea: { silent: true, data } };
}

/** Two rows under the chart: when the rule in force fired, and when the proposed one would have. */
function strips({ before, after, ...report }: BacktestReport, i18n: I18n): object {
  const clock = wallClock(i18n.f.timezone);
  const row = (firings: readonly ReplayedFiring[], place: number, color: string) =>
    firings.map((one) => {
      const { from, until } = seen(one, report);
      return [
        { coord: [clock(from), place + 0.8], itemStyle: { color } },
        { coord: [clock(until), place + 0.2] },
      ];
    });
  const data = [...row(before.firings, 1, 'var(--warn)'), ...row(after.firings, 0, 'var(--bad)')];
  return { ...marksOnly, xAxisIndex: 1, yAxisIndex: 1, markArea: { silent: true, data } };
}

function stripAxis(i18n: I18n): object {
  const words = i18n.t.workshop;
  return {
    type: 'value',
    gridIndex: 1,
    min: 0,
    max: 2,
    interval: 0.5,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      color: 'var(--muted)',
      fontSize: 12,
      formatter: (tick: number) =>
        tick === 1.5 ? i18n.t.common.inForce : tick === 0.5 ? words.proposed : '',
    },
  };
}

/** Narrower than this part of the picture, a firing would not be seen. */
const leastWidth = 1 / 250;

function seen(
  { start, end }: Pick<ReplayedFiring, 'start' | 'end'>,
  { from, until }: Pick<BacktestReport, 'from' | 'until'>,
): { from: number; until: number } {
  const begin = Math.max(from, start);
  return { from: begin, until: Math.min(until, Math.max(end ?? until, begin + (until - from) * leastWidth)) };
}
