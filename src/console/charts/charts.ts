import type { Mark } from '../../incidents/marks/mark.ts';
import { locales } from '../../language/format.ts';
import { thin } from '../../language/typography.ts';
import { type Axis, axisOf, marksOf } from '../../metrics/axis.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Point } from '../../metrics/series.ts';
import { beginningOf } from '../../platform/texts.ts';
import type { Operator } from '../../rules/condition.ts';
import { labelOf, limitText, said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { MovingLine } from './moving-limit.ts';
import { wallClock } from './wall-clock.ts';

/**
 * One description of a chart, drawn twice: as SVG on the server (chart-svg.ts), for print and pages without
 * scripts, and live in the browser (assets/chart.js). It is plain JSON, so the tooltip travels as
 * `{tooltip}`, marks as their texts, and colours as names of custom properties; both sides put the real
 * ones in.
 */
export type ChartOption = Readonly<Record<string, unknown>>;

/** The contents of a metric's chart. Times are epoch milliseconds. */
export type MetricChart = {
  readonly metric: NamedMetric;
  readonly from: number;
  readonly until: number;
  readonly points: readonly Point[];
  readonly limits: readonly Limit[];
  /** Thresholds that move with the past, over time. */
  readonly moving?: readonly MovingLine[];
  /** Spans in which the agent was suspended; the last may be open. */
  readonly suspensions: readonly { readonly from: number; readonly until?: number }[];
  readonly incidents: readonly { readonly number: number; readonly at: number }[];
  readonly ruleChanges: readonly number[];
  /** Changes that people made to the agent. */
  readonly marks: readonly Mark[];
};

/** In characters. */
const longestLabel = 18;

/** A rule's threshold, and where its alert ends again if that is elsewhere. */
export type Limit = {
  readonly rule: string;
  readonly operator: Operator;
  readonly value: number;
  readonly clear?: number | undefined;
  /** Of a value that moves: what it is a multiple of. It is shown as it is now. */
  readonly moves?: string | undefined;
};

/** The option of a metric over time, in the words and the time zone of `i18n`. */
export function metricOption(chart: MetricChart, i18n: I18n): ChartOption {
  const lines = chart.limits.map((limit) => limitLine(limit, chart, i18n));
  const moved = (chart.moving ?? []).flatMap(({ points }) => points.flatMap(([, value]) => value ?? []));
  const limits = [...chart.limits.flatMap(({ value, clear }) => [value, clear ?? value]), ...moved];
  return {
    animation: false,
    useUTC: true,
    grid: { left: 78, right: 12, top: 22, bottom: 24, outerBoundsMode: 'none' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      formatter: '{tooltip}',
      backgroundColor: 'var(--sheet)',
      borderColor: 'var(--line-strong)',
      textStyle: { color: 'var(--ink)', fontSize: 12 },
      axisPointer: { lineStyle: { color: 'var(--line-strong)' } },
    },
    dataZoom: [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl' }],
    xAxis: timeAxis(chart, i18n),
    yAxis: valueAxis(axisHolding(chart.points, limits, chart.metric), chart.metric, i18n),
    series: [
      ...[shades(chart, i18n), moments(chart, i18n), measuredLine(chart, 1.75, lines, i18n)],
      ...movingLines(chart, i18n),
    ],
  };
}

/** A span as the horizontal axis, in the time zone of `i18n`. */
export function timeAxis({ from, until }: Pick<MetricChart, 'from' | 'until'>, i18n: I18n) {
  const clock = wallClock(i18n.f.timezone);
  return {
    type: 'time',
    min: clock(from),
    max: clock(until),
    axisLine: { lineStyle: { color: 'var(--line-strong)' } },
    axisTick: { lineStyle: { color: 'var(--line-strong)' } },
    axisLabel: { color: 'var(--muted)', fontSize: 12, hideOverlap: true, formatter: timeLabels(i18n) },
    splitLine: { show: false },
  };
}

/**
 * A metric's values as the vertical axis. Its marks come as texts: no two of them read alike, and the browser
 * needs no formats of its own.
 */
export function valueAxis(axis: Axis, metric: NamedMetric, i18n: I18n) {
  const marks = marksOf(axis);
  const texts = marks.map((mark, place) => i18n.f.quantity(mark, metric, marks[place - 1], marks[place + 1]));
  return {
    type: 'value',
    ...axis,
    axisLabel: { color: 'var(--muted)', fontSize: 12, texts },
    splitLine: { lineStyle: { color: 'var(--line)' } },
  };
}

/** Everything the browser needs beside `metricOption`: how times are said. */
export function chartWords({ label }: NamedMetric, { language }: I18n) {
  return {
    locale: locales[language],
    label: `${said(label, { language })}${language === 'fr' ? thin : ''}:`,
  };
}

type DrawnPoint = readonly [at: number, value: number | null, said: string];

/** A point between two gaps: it has no line, so it is a dot. */
type Dot = { readonly value: DrawnPoint; readonly symbol: 'circle'; readonly symbolSize: number };

/** Points as the picture holds them: with their time on the wall clock, and with their values in words. */
export function drawnPoints(
  points: readonly Point[],
  { metric, limits }: Pick<MetricChart, 'metric' | 'limits'>,
  i18n: I18n,
): (DrawnPoint | Dot)[] {
  const clock = wallClock(i18n.f.timezone);
  const thresholds = limits.map(({ value }) => value);
  const isGap = (point: Point | undefined) => point === undefined || point[1] === null;
  return points.map(([at, value], place) => {
    if (value === null) return [clock(at), value, i18n.t.common.none];
    const drawn: DrawnPoint = [clock(at), value, i18n.f.quantity(value, metric, ...thresholds)];
    const isAlone = isGap(points[place - 1]) && isGap(points[place + 1]);
    return isAlone ? { value: drawn, symbol: 'circle', symbolSize: 5 } : drawn;
  });
}

/** Measured points, and level lines where they are said to be: the library would round 1.5 % to 1 %. */
export function measuredLine(
  chart: Pick<MetricChart, 'metric' | 'points' | 'limits'>,
  width: number,
  lines: readonly object[],
  i18n: I18n,
): object {
  return {
    type: 'line',
    name: labelOf(chart.metric, i18n),
    data: drawnPoints(chart.points, chart, i18n),
    symbol: 'none',
    silent: true,
    connectNulls: false,
    lineStyle: { color: 'var(--link)', width },
    itemStyle: { color: 'var(--link)' },
    markLine: { silent: true, symbol: 'none', animation: false, precision: 12, data: lines },
  };
}

/** A series of marks alone: it has no points of its own. */
export const marksOnly = { type: 'line', data: [], silent: true } as const;

/** A limit in words: as it is now, and what moves it. */
export function limitLabel({ operator, value, moves }: Limit, metric: NamedMetric, i18n: I18n): string {
  const limit = limitText({ operator, threshold: value }, metric, i18n);
  return moves === undefined ? limit : `${limit} · ${moves}`;
}

/** Thresholds that move, as steps: each holds from its point to the next. */
function movingLines({ moving = [] }: MetricChart, i18n: I18n): object[] {
  return moving.map(({ points }) => ({
    type: 'line',
    step: 'end',
    data: movedPoints(points, i18n),
    symbol: 'none',
    silent: true,
    connectNulls: false,
    tooltip: { show: false },
    lineStyle: limitStyle,
  }));
}

/** Points of a threshold that moves as the picture holds them. */
export function movedPoints(points: readonly Point[], i18n: I18n): (readonly [number, number | null])[] {
  const clock = wallClock(i18n.f.timezone);
  return points.map(([at, value]) => [clock(at), value]);
}

const limitStyle = { color: 'var(--bad)', type: 'dashed', width: 1.25 } as const;

/** A threshold as a level line; of one that moves its label alone, at the end, where it is now. */
function limitLine(limit: Limit, chart: MetricChart, i18n: I18n): object {
  const high = limit.operator === '>' || limit.operator === '>=';
  const isDrawn = chart.moving?.some(({ rule, points }) => rule === limit.rule && points.length > 0);
  const moves = limit.moves !== undefined && isDrawn === true;
  return {
    yAxis: limit.value,
    lineStyle: moves ? { ...limitStyle, opacity: 0 } : limitStyle,
    label: {
      formatter: limitLabel(limit, chart.metric, i18n),
      position: `inside${moves ? 'End' : 'Start'}${high ? 'Top' : 'Bottom'}`,
      color: 'var(--bad)',
      textBorderColor: 'var(--sheet)',
      textBorderWidth: 3,
      fontSize: 12,
    },
  };
}

/** Suspensions as shaded spans, and the band between a threshold and the value at which its alert ends. */
function shades(chart: MetricChart, i18n: I18n): object {
  const clock = wallClock(i18n.f.timezone);
  const spans = chart.suspensions.map((span) => [
    { xAxis: clock(Math.max(span.from, chart.from)), itemStyle: { color: 'var(--shade)' } },
    { xAxis: clock(Math.min(span.until ?? chart.until, chart.until)) },
  ]);
  const bands = chart.limits.flatMap((limit) =>
    limit.clear === undefined || limit.clear === limit.value
      ? []
      : [[{ yAxis: limit.clear, itemStyle: { color: 'var(--band)' } }, { yAxis: limit.value }]],
  );
  return { ...marksOnly, markArea: { silent: true, data: [...spans, ...bands] } };
}

/** Incidents, with their number, changes of the agent, by their label, and rule changes as upright lines. */
export function moments(
  chart: Pick<MetricChart, 'from' | 'until' | 'incidents' | 'ruleChanges' | 'marks'>,
  i18n: I18n,
): object {
  const clock = wallClock(i18n.f.timezone);
  const upright = (at: number, formatter: string, color: string, type: 'solid' | 'dotted' | 'dashed') => ({
    xAxis: clock(at),
    lineStyle: { color, type, width: 1 },
    label: {
      formatter,
      color,
      position: 'end',
      fontSize: 11,
      distance: 3,
      // At the right edge the words would run out of the picture.
      ...(at > chart.from + (chart.until - chart.from) * 0.92 ? { align: 'right' } : {}),
    },
  });
  return {
    ...marksOnly,
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      data: [
        ...chart.incidents
          .filter(({ at }) => at >= chart.from && at <= chart.until)
          .map(({ at, number }) => upright(at, i18n.t.watch.incident(number), 'var(--bad)', 'solid')),
        ...chart.ruleChanges
          .filter((at) => at >= chart.from && at <= chart.until)
          .map((at) => upright(at, '', 'var(--info)', 'dotted')),
        ...chart.marks
          .filter(({ at }) => at >= chart.from && at <= chart.until)
          .map(({ at, label }) => upright(at, shortened(label), 'var(--muted)', 'dashed')),
      ],
    },
  };
}

/** A label that leaves room for others beside it. */
function shortened(label: string): string {
  return label.length <= longestLabel ? label : `${beginningOf(label, longestLabel - 1)}…`;
}

/** An axis that holds every point and every limit. */
export function axisHolding(
  points: readonly Point[],
  limits: readonly number[],
  metric: Pick<NamedMetric, 'unit' | 'scale' | 'better'>,
): Axis {
  const values = [...points.flatMap(([, value]) => value ?? []), ...limits];
  const [first = 0, ...rest] = values;
  const high = rest.reduce((a, b) => Math.max(a, b), first);
  const low = rest.reduce((a, b) => Math.min(a, b), first);
  return axisOf(low, high, metric);
}

function timeLabels(i18n: I18n): object {
  const day = i18n.language === 'fr' ? '{dd}/{MM}' : '{d} {MMM}';
  return { year: day, month: day, day, hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}' };
}
