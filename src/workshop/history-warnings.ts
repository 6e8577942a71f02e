import type { Rule } from '../rules/rule.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import type { BacktestReport } from './backtest/report.ts';

/** A rule that never fired in less history than this may still be a good rule. */
const longEnoughMs = 30 * 86_400_000;
const dayMs = 86_400_000;
/** An alert that begins again within this time after it ended has not been over. */
const flapMs = 10 * 60_000;
const flapsToWarn = 3;

/**
 * Warnings about rules that load well and serve badly, from a backtest of the set in force: one that fires
 * more than once a day, one that never fired in a month, and one whose `clear` lets it flutter. Each at the
 * line of its rule.
 */
export function historyWarnings(report: BacktestReport, set: RuleSet): RuleProblem[] {
  return set.rules.flatMap((rule) => rule.agents.flatMap((agent) => warningsOf(rule, agent, report)));
}

function warningsOf(rule: Rule, agent: string, report: BacktestReport): RuleProblem[] {
  if (!report.agents.includes(agent)) return [];
  const firings = report.after.firings.filter((one) => one.agent === agent && one.rule === rule.id);
  const spanMs = report.until - report.from;
  const days = Math.round((spanMs / dayMs) * 10) / 10;
  const over = `on ${agent} in ${days} days of history`;
  const flaps = firings.filter(({ start }, place) => {
    const ended = firings[place - 1]?.end;
    return ended !== undefined && start - ended <= flapMs;
  }).length;
  const warning = (code: string, found: string, expected: string): RuleProblem => ({
    ...rule.source,
    column: 1,
    code,
    found,
    expected,
    severity: 'warning',
  });
  if (flaps >= flapsToWarn) {
    const found = `${rule.id} begins again within 10m of its end ${flaps} times ${over}`;
    return [warning('clear_flaps', found, 'a clear further from the threshold, or a longer keep_firing_for')];
  }
  if (firings.length * dayMs > spanMs && firings.length > 1) {
    const found = `${rule.id} fires ${firings.length} times ${over}, more than daily`;
    return [warning('fires_daily', found, 'a threshold that people can heed each time')];
  }
  if (firings.length === 0 && spanMs >= longEnoughMs) {
    const found = `${rule.id} never fires ${over}`;
    return [warning('never_fires', found, 'a threshold that something real has come near, or a proof test')];
  }
  return [];
}
