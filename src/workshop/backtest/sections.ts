import { formatQuantity, roundedApart } from '../../metrics/quantity.ts';
import { type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import type { ReplayedFiring } from '../replay/log.ts';
import type { BacktestReport, Caught, CriterionEffect, IncidentOutcome, Side } from './report.ts';

/** A part of a report as a table of texts, for any writer. `note` stands if there are no rows. */
export type Section = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note?: string;
};

/** A report as readable tables, in UTC. */
export function backtestSections(report: BacktestReport, set: RuleSet): Section[] {
  const say = wording(set);
  return [
    summary(report),
    firings(report, say),
    incidents(report),
    nearMisses(report, say),
    ...(report.criteria.length === 0 ? [] : [criteria(report)]),
  ];
}

/** One line on what was compared. */
export function backtestTitle(report: BacktestReport): string {
  const what = report.changes.length === 0 ? 'the same rules' : report.changes.join('; ');
  return `${backtestSpan(report)}: ${what}`;
}

/** The time and the agents of a report. */
export function backtestSpan({ from, until, agents }: BacktestReport): string {
  return `${moment(from)} to ${moment(until)} UTC, ${agents.join(', ')}`;
}

/** A value of the metric that a rule watches first. */
type Say = (
  rule: string,
  agent: string,
  value: number,
  ...besides: readonly (number | undefined)[]
) => string;

function wording(set: RuleSet): Say {
  return (rule, agent, value, ...besides) => {
    const metric = set.metrics.get(ruleOver(set, agent, rule)?.when[0]?.metric ?? '');
    const rounded = roundedApart(value, ...besides);
    return metric === undefined ? String(rounded) : formatQuantity(rounded, metric);
  };
}

function summary({ before, after }: BacktestReport): Section {
  const row = (name: string, of: (side: Side) => number) => {
    const [was, would] = [of(before), of(after)];
    const change = Math.round((would - was) * 100) / 100;
    return [name, String(was), String(would), change > 0 ? `+${change}` : String(change)];
  };
  return {
    title: 'Summary',
    head: ['what', 'before', 'after', 'change'],
    rows: [
      row('firings', ({ firings: all }) => all.length),
      row('silences raised', ({ silences }) => silences.length),
      row('minutes suspended', ({ suspendedMinutes }) => suspendedMinutes),
      ...(before.degradedMinutes + after.degradedMinutes > 0
        ? [row('minutes degraded', ({ degradedMinutes }) => degradedMinutes)]
        : []),
      row('incidents opened', ({ incidentsOpened }) => incidentsOpened),
      row('plans drafted', ({ plansOpened }) => plansOpened),
      ...(before.held.alarms + after.held.alarms === 0
        ? []
        : [
            row('held back by maintenance', ({ held }) => held.alarms),
            row('of these, never acted', ({ held }) => held.neverActed),
            row('minutes held back', ({ held }) => held.minutes),
          ]),
    ],
  };
}

function firings({ before, after, newFirings, goneFirings, traces }: BacktestReport, say: Say): Section {
  const traceOf = (one: ReplayedFiring) =>
    traces.find(({ agent, rule }) => agent === one.agent && rule === one.rule);
  const rowsOf = (set: 'before' | 'after', side: Side, changed: readonly ReplayedFiring[], change: string) =>
    side.firings.map((one) => ({
      at: one.start,
      row: [
        set,
        one.agent,
        one.rule,
        moment(one.start),
        one.end === undefined ? 'still firing' : moment(one.end),
        say(one.rule, one.agent, one.peak, traceOf(one)?.[set]),
        changed.includes(one) ? change : '',
      ],
    }));
  const rows = [
    ...rowsOf('before', before, goneFirings, 'gone'),
    ...rowsOf('after', after, newFirings, 'new'),
  ];
  return {
    title: 'Firings',
    head: ['set', 'agent', 'rule', 'start', 'end', 'peak', 'change'],
    rows: rows.toSorted((left, right) => left.at - right.at).map(({ row }) => row),
    note: 'Neither set fires in this time.',
  };
}

const outcomeWords: Readonly<Record<IncidentOutcome['outcome'], string>> = {
  earlier: 'earlier',
  later: 'later',
  same: 'as before',
  gained: 'caught now',
  lost: 'LOST',
  missed: 'missed by both',
};

function incidents(report: BacktestReport): Section {
  return {
    title: 'Known incidents',
    head: ['incident', 'agent', 'opened', 'before', 'after', 'outcome'],
    rows: report.incidents.map(({ number, agent, openedAt, before, after, outcome }) => [
      String(number),
      agent,
      moment(openedAt),
      caughtText(before),
      caughtText(after),
      outcomeWords[outcome],
    ]),
    note: 'No incident is on record in this time.',
  };
}

function caughtText(caught: Caught | undefined): string {
  if (caught === undefined) return 'not caught';
  const seconds = Math.round(Math.abs(caught.earlierMs) / 1000);
  const minutes = Math.floor(seconds / 60);
  const span = minutes === 0 ? `${seconds}s` : `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  const lead = seconds === 0 ? '' : `, ${span} ${caught.earlierMs > 0 ? 'before' : 'after'}`;
  return `${moment(caught.at)} by ${caught.rule}${lead}`;
}

function nearMisses(report: BacktestReport, say: Say): Section {
  const left = report.nearMissesLeftOut;
  return {
    title: left === 0 ? 'Near misses' : `Near misses (${left} that came less near are left out)`,
    head: ['agent', 'rule', 'at', 'value', 'threshold', 'would have fired at', 'incident'],
    rows: report.nearMisses.map(({ agent, rule, at, value, threshold, wouldCatch, incident }) => [
      agent,
      rule,
      moment(at),
      say(rule, agent, value, threshold, wouldCatch),
      say(rule, agent, threshold, value),
      say(rule, agent, wouldCatch),
      incident === undefined ? '' : String(incident),
    ]),
    note: 'Nothing came near a threshold without crossing it.',
  };
}

const effectWords: Readonly<Record<CriterionEffect['effect'], string>> = {
  would_hold: 'would hold from then on',
  would_no_longer_hold: 'would no longer hold',
  needs_new_proof: 'needs a new proof test, since the rules change',
  rule_missing: 'names a rule that would be gone',
  holds_longer_to_measure: 'measures less, since the agent would be suspended longer',
};

function criteria(report: BacktestReport): Section {
  return {
    title: 'Success criteria of open plans',
    head: ['plan', 'criterion', 'text', 'effect'],
    rows: report.criteria.map(({ plan, criterion, text, effect, minutes }) => [
      String(plan),
      criterion,
      text,
      `${effectWords[effect]}${minutes === undefined ? '' : ` (${minutes} min)`}`,
    ]),
  };
}

/** A time as the tables write it. */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
