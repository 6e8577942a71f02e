import { iso } from '../../platform/iso.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { ReplayedFiring } from '../replay/log.ts';
import type { BacktestReport, Caught, Side } from './report.ts';
import { backtestSections, backtestTitle, type Section } from './sections.ts';

/** A report in Markdown, for a ticket or a pull request. */
export function backtestMarkdown(report: BacktestReport, set: RuleSet): string {
  const parts = backtestSections(report, set).map(markdownSection);
  return [`# Backtest`, backtestTitle(report), ...parts].join('\n\n');
}

function markdownSection({ title, head, rows, note }: Section): string {
  if (rows.length === 0) return `## ${title}\n\n${note ?? ''}`;
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The firings of both sets as CSV, one a row: for a spreadsheet. */
export function backtestCsv({ before, after }: BacktestReport): string {
  const rows = (set: string, { firings }: Side) =>
    firings.map(({ agent, rule, effect, start, end, peak, threshold }) =>
      [set, agent, rule, effect, iso(start), end === undefined ? '' : iso(end), peak, threshold].join(','),
    );
  return [
    'set,agent,rule,effect,start,end,peak,threshold',
    ...rows('before', before),
    ...rows('after', after),
  ].join('\n');
}

/** A report as JSON, with ISO times and values in the metric's own unit (a ratio is 0…1). */
export function backtestJson(report: BacktestReport) {
  return {
    from: iso(report.from),
    until: iso(report.until),
    stepSeconds: report.stepMs / 1000,
    agents: [...report.agents],
    changes: [...report.changes],
    before: sideJson(report.before),
    after: sideJson(report.after),
    newFirings: report.newFirings.map(firingJson),
    goneFirings: report.goneFirings.map(firingJson),
    incidents: report.incidents.map(({ number, agent, openedAt, before, after, outcome }) => ({
      number,
      agent,
      openedAt: iso(openedAt),
      outcome,
      before: caughtJson(before),
      after: caughtJson(after),
    })),
    nearMisses: report.nearMisses.map(({ from, until, at, incident, ...rest }) => ({
      ...rest,
      at: iso(at),
      from: iso(from),
      until: iso(until),
      incident: incident ?? null,
    })),
    nearMissesLeftOut: report.nearMissesLeftOut,
    criteria: report.criteria.map((one) => ({ ...one })),
  };
}

function sideJson(side: Side) {
  return {
    ruleSet: side.hash,
    firings: side.firings.map(firingJson),
    silences: side.silences.map(({ agent, rule, onNoData, since, start, end }) => ({
      agent,
      rule,
      onNoData,
      since: iso(since),
      start: iso(start),
      end: end === undefined ? null : iso(end),
    })),
    suspendedMinutes: side.suspendedMinutes,
    degradedMinutes: side.degradedMinutes,
    incidentsOpened: side.incidentsOpened,
    plansOpened: side.plansOpened,
    heldByMaintenance: side.held,
  };
}

/** A firing as the report lists it; `end` is null while it still fires. */
function firingJson(firing: ReplayedFiring) {
  const { agent, rule, effect, since, start, end, why, peak, value, threshold } = firing;
  return {
    agent,
    rule,
    effect,
    since: iso(since),
    start: iso(start),
    end: end === undefined ? null : iso(end),
    why: why ?? null,
    peak,
    value: value ?? null,
    threshold,
  };
}

function caughtJson(caught: Caught | undefined) {
  if (caught === undefined) return null;
  return { at: iso(caught.at), rule: caught.rule, earlierSeconds: caught.earlierMs / 1000 };
}
