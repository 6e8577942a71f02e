import { cellStart } from '../../metrics/cell.ts';
import { defined } from '../../platform/defined.ts';
import type { AlertEvent, ResolvedWhy } from '../../rules/engine/alert.ts';
import { activeAlerts, type Engine } from '../../rules/engine/engine.ts';
import type { OnNoData, Rule, RuleEffect, Severity } from '../../rules/rule.ts';
import type { Span } from './switch.ts';

/** A firing as a replay finds it. Times are starts of the cells it began and ended in; no `end`: it fires. */
export type ReplayedFiring = {
  readonly agent: string;
  readonly rule: string;
  readonly effect: RuleEffect;
  readonly severity: Severity;
  readonly playbook?: string;
  /** When the breach began: earlier than `start` when the rule has a `for`. */
  readonly since: number;
  readonly start: number;
  readonly end?: number;
  readonly why?: ResolvedWhy;
  /** Of the first condition when it began to fire. */
  readonly value?: number;
  readonly peak: number;
  readonly threshold: number;
};

/** A silence that lasted long enough to become an alarm of its own. */
export type ReplayedSilence = Pick<
  ReplayedFiring,
  'agent' | 'rule' | 'effect' | 'since' | 'start' | 'end'
> & { readonly onNoData: OnNoData };

type Alarm = { readonly start: number; readonly end?: number };

/** When an alarm ends; one that has not ended never does. */
export function alarmEnd({ end }: Pick<Alarm, 'end'>): number {
  return end ?? Number.POSITIVE_INFINITY;
}

/** Whether an alarm stands at some time of [from, until]. */
export function stands(alarm: Alarm, from: number, until: number): boolean {
  return alarm.start <= until && alarmEnd(alarm) >= from;
}

/** The results of a rule set on one agent. */
export type ReplayedFirings = {
  readonly firings: readonly ReplayedFiring[];
  readonly silences: readonly ReplayedSilence[];
  /** Suspensions that its rules brought about. */
  readonly suspensions: readonly Span[];
  /** Times in which they left the agent a share of its traffic. */
  readonly degradations: readonly Span[];
};

/** Turns the engine's events into firings and silences. */
export type FiringLog = {
  readonly note: (event: AlertEvent, rule: Rule | undefined) => void;
  readonly result: (engine: Engine, spans: readonly Span[], reduced: readonly Span[]) => ReplayedFirings;
};

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** An empty log over cells of `stepMs`. */
export function createFiringLog(stepMs: number): FiringLog {
  const firings: Open<ReplayedFiring>[] = [];
  const silences: Open<ReplayedSilence>[] = [];
  const firing = new Map<string, Open<ReplayedFiring>>();
  const silent = new Map<string, Open<ReplayedSilence>>();
  // A resume has its own time; an event of the engine belongs to the cell it was found in.
  const cellOf = (at: number): number => cellStart(at, stepMs);

  return {
    note: (event, rule) => {
      switch (event.kind) {
        case 'ruleFired': {
          if (rule === undefined) return;
          const opened = firingOf(event, rule, cellOf);
          firing.set(event.rule, opened);
          firings.push(opened);
          return;
        }
        case 'ruleResolved': {
          const open = firing.get(event.rule);
          firing.delete(event.rule);
          if (open !== undefined)
            Object.assign(open, { end: cellOf(event.at), why: event.why, peak: event.peak });
          return;
        }
        case 'ruleNoData': {
          if (rule === undefined || rule.onNoData === 'keep') return;
          const { agent, rule: id, since, at } = event;
          const { effect, onNoData } = rule;
          const opened = { agent, rule: id, effect, onNoData, since: cellOf(since), start: cellOf(at) };
          silent.set(id, opened);
          silences.push(opened);
          return;
        }
        case 'ruleDataBack': {
          const open = silent.get(event.rule);
          silent.delete(event.rule);
          if (open !== undefined) open.end = cellOf(event.at);
          return;
        }
        case 'rulePending':
        case 'rulePendingEnded':
          return;
        default:
          event satisfies never;
      }
    },
    result: (engine, spans, reduced) => {
      for (const { alert } of activeAlerts(engine)) {
        const open = firing.get(alert.rule);
        if (open !== undefined && alert.current.state === 'firing') open.peak = alert.current.peak;
      }
      const inCells = ({ from, until }: Span): Span =>
        defined({ from: cellOf(from), until: until === undefined ? undefined : cellOf(until) });
      return { firings, silences, suspensions: spans.map(inCells), degradations: reduced.map(inCells) };
    },
  };
}

function firingOf(
  event: Extract<AlertEvent, { kind: 'ruleFired' }>,
  rule: Rule,
  cellOf: (at: number) => number,
): Open<ReplayedFiring> {
  const { value, threshold } = event.measure;
  return defined({
    agent: event.agent,
    rule: event.rule,
    effect: rule.effect,
    severity: rule.severity,
    playbook: rule.playbook,
    since: cellOf(event.since),
    start: cellOf(event.at),
    value,
    peak: value ?? threshold ?? Number.NaN,
    threshold: threshold ?? Number.NaN,
  });
}
