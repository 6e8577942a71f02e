import { comparisonMargin } from '../../../rules/condition.ts';
import { type Cell, cell, type Tone } from '../../blocks.ts';
import type { AgentRow, MetricRow, Pair, ThresholdRow } from '../report.ts';
import { numberText, type WeeklyScribe } from './wording.ts';

/** A figure of the two weeks as a row: its name, both values, and how it moved. */
export function pairRow(
  name: string,
  { now, before }: Pair,
  scribe: WeeklyScribe,
  { better, say = (value) => scribe.format.number(value) }: FigureLook = {},
): (Cell | string)[] {
  const { texts, report } = scribe;
  if (!report.recorded.before) return [name, say(now), texts.none, texts.none];
  const change = now - before;
  const isGood =
    better === undefined || change === 0 ? undefined : better === 'lower' ? change < 0 : change > 0;
  const sign = change > 0 ? '+' : '−';
  const moved = change === 0 ? texts.steady : `${sign}${say(Math.abs(change))}`;
  return [name, say(now), say(before), cell(moved, toneFor(isGood))];
}

type FigureLook = {
  /** Which way is good; absent: neither is. */
  readonly better?: 'lower' | 'higher';
  readonly say?: (value: number) => string;
};

function toneFor(isGood: boolean | undefined): Tone | undefined {
  if (isGood === undefined) return undefined;
  return isGood ? 'good' : 'bad';
}

/** A threshold as a row; of all agents, with whose it is. */
export function thresholdCells(row: ThresholdRow, scribe: WeeklyScribe): (Cell | string)[] {
  const { texts, format, language, report, agent } = scribe;
  const whose = report.agent === undefined ? [agent(row.agent)] : [];
  return [
    ...whose,
    { title: row.rule, lines: [row.condition[language]] },
    cell(texts.statuses[row.status], statusTone[row.status]),
    texts.beside(
      format.number(row.firings.now),
      report.recorded.before ? format.number(row.firings.before) : texts.none,
    ),
    row.firingMs === 0 ? texts.none : format.span(row.firingMs),
    texts.daysOf(row.daysMeasured, row.days),
  ];
}

const statusTone: Readonly<Record<ThresholdRow['status'], Tone>> = {
  kept: 'good',
  missed: 'bad',
  partly: 'warning',
  unmeasured: 'warning',
};

/** A metric as a row: a value that was not measured is said to be missing. */
export function metricCells(row: MetricRow, scribe: WeeklyScribe): (Cell | string)[] {
  const { texts, format, language } = scribe;
  const { value, before, weight, better, aggregate } = row;
  // How old something is has no value of a week: how often it came tells of it.
  const missing = aggregate === 'age' && weight.now > 0 ? texts.none : texts.missing;
  const besides = (other: number | undefined) => (isSame(value, before) ? undefined : other);
  const said = (one: number | undefined, other: number | undefined) =>
    one === undefined ? missing : format.quantity(one, row, besides(other));
  const [now, then] = [said(value, before), said(before, value)];
  return [
    row.label[language],
    value === undefined ? cell(now, 'muted') : now,
    then,
    trendCell(value, before, better, scribe),
    texts.beside(format.number(weight.now), format.number(weight.before)),
  ];
}

/** Means of the same values differ in their last bits. */
function isSame(value: number | undefined, before: number | undefined): boolean {
  if (value === undefined || before === undefined) return value === before;
  return Math.abs(value - before) <= comparisonMargin * Math.abs(before);
}

function trendCell(
  value: number | undefined,
  before: number | undefined,
  better: MetricRow['better'],
  { texts }: WeeklyScribe,
): Cell | string {
  if (value === undefined || before === undefined) return texts.none;
  if (isSame(value, before)) return texts.steady;
  const isGood = better === 'lower' ? value < before : value > before;
  return cell(isGood ? texts.better : texts.worse, toneFor(isGood));
}

/** How long an agent was stopped, and under it how long it had a share of its traffic. */
function stoppedCell(
  { suspendedMs, degradedMs = 0 }: AgentRow,
  { texts, format }: WeeklyScribe,
): Cell | string {
  const lines = [
    ...(suspendedMs === 0 ? [] : [format.span(suspendedMs)]),
    ...(degradedMs === 0 ? [] : [texts.reduced(format.span(degradedMs))]),
  ];
  if (lines.length === 0) return texts.none;
  return { lines, tone: suspendedMs === 0 ? 'warning' : 'bad' };
}

/** An agent as a row of a report of all. */
export function agentCells(row: AgentRow, scribe: WeeklyScribe): (Cell | string)[] {
  const { texts, format, agent } = scribe;
  const { answers, opened, unresolved, kept, missed, unmeasured, overdue } = row;
  return [
    row.agent === '' ? agent(undefined) : row.name,
    texts.beside(numberText(answers.now, scribe), numberText(answers.before, scribe)),
    cell(format.number(opened), opened > 0 || unresolved > 0 ? 'warning' : undefined),
    stoppedCell(row, scribe),
    cell(`${kept} / ${missed} / ${unmeasured}`, missed > 0 ? 'bad' : unmeasured > 0 ? 'warning' : undefined),
    cell(format.number(overdue), overdue > 0 ? 'bad' : undefined),
  ];
}
