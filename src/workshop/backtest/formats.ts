import type { RuleSet } from '../../rules/ruleset.ts';
import type { BacktestReport } from './report.ts';
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
  const rows = (set: string, { firings }: BacktestReport['before']) =>
    firings.map(({ agent, rule, effect, start, end, peak, threshold }) =>
      [set, agent, rule, effect, iso(start), end === undefined ? '' : iso(end), peak, threshold].join(','),
    );
  return [
    'set,agent,rule,effect,start,end,peak,threshold',
    ...rows('before', before),
    ...rows('after', after),
  ].join('\n');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
