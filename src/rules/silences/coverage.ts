import type { Rule } from '../rule.ts';
import { type Mandate, type RuleSet, rulesOver } from '../ruleset.ts';
import { type Maintenance, windowsAround, windowsIn } from './maintenance.ts';
import {
  endOf,
  isRunning,
  type Silence,
  type SilencedBy,
  type SilenceScope,
  type Silences,
} from './silence.ts';

/** Everything that may silence: the rules with their planned work, and what people have set. */
export type Silencing = { readonly set: Pick<RuleSet, 'agents'>; readonly silences: Silences };

/** One rule on one agent, as its firings are silenced: those that stop the agent, or those that only tell. */
export type Silenceable = { readonly agent: string; readonly rule: string; readonly stops: boolean };

/** Since and until when a rule is silenced without a break, and by what at the instant asked for. */
export type Coverage = {
  readonly until: number;
  readonly by: readonly SilencedBy[];
};

/** Whether a firing of this cause stops the agent, or hands its work to people. */
export function stopsWhen(rule: Pick<Rule, 'effect' | 'onNoData'>, cause: 'fired' | 'no_data'): boolean {
  if (cause === 'no_data') return rule.onNoData !== 'keep' && rule.onNoData !== 'alert';
  return rule.effect !== 'observe' && rule.effect !== 'alert';
}

/** Whether a rule may do so at all. */
export function mayStop(rule: Pick<Rule, 'effect' | 'onNoData'>): boolean {
  return stopsWhen(rule, 'fired') || stopsWhen(rule, 'no_data');
}

/** Whether an agent is among those that a silence is over. */
export function isOver(of: SilenceScope, agent: string, mandate: Pick<Mandate, 'tags'> | undefined): boolean {
  return 'agent' in of ? of.agent === agent : mandate?.tags?.includes(of.tag) === true;
}

/** The agents that a silence is over, as the rules have them. */
export function agentsOf({ agents }: Pick<RuleSet, 'agents'>, of: SilenceScope): readonly Mandate[] {
  if ('agent' in of) {
    const mandate = agents.get(of.agent);
    return mandate === undefined ? [] : [mandate];
  }
  return [...agents.values()].filter((mandate) => isOver(of, mandate.agent, mandate));
}

/** The rules that a silence is over, each on one of its agents. */
export function rulesUnder(
  set: Pick<RuleSet, 'agents' | 'rules'>,
  { of, rule }: { readonly of: SilenceScope; readonly rule?: string | undefined },
): readonly { readonly agent: string; readonly rule: Rule }[] {
  return agentsOf(set, of).flatMap(({ agent }) =>
    rulesOver(set, agent).flatMap((one) =>
      rule === undefined || one.id === rule ? [{ agent, rule: one }] : [],
    ),
  );
}

function silences(silence: Silence, mandate: Mandate | undefined, what: Silenceable): boolean {
  if (what.stops && !silence.stops) return false;
  return (
    (silence.rule === undefined || silence.rule === what.rule) && isOver(silence.of, what.agent, mandate)
  );
}

function works({ rules }: Maintenance, rule: string): boolean {
  return rules === undefined || rules.includes(rule);
}

/** The silences and the planned work that silence a rule at an instant; empty: it is not silenced. */
export function silencedBy({ set, silences: all }: Silencing, what: Silenceable, at: number): SilencedBy[] {
  const mandate = set.agents.get(what.agent);
  const people = all.standing
    .filter((silence) => isRunning(silence, at) && silences(silence, mandate, what))
    .map((silence): SilencedBy => ({ kind: 'silence', silence }));
  const planned = (mandate?.maintenance ?? []).flatMap((maintenance): SilencedBy[] => {
    if (mandate === undefined || !works(maintenance, what.rule)) return [];
    const window = windowsAround(maintenance, mandate.timezone, at).find(
      ({ from, until }) => from <= at && at < until,
    );
    return window === undefined ? [] : [{ kind: 'maintenance', maintenance, from: window.from }];
  });
  return [...people, ...planned];
}

/** When one of these ends. */
export function endOfCover(by: SilencedBy): number {
  return by.kind === 'silence' ? endOf(by.silence) : by.from + by.maintenance.durationMs;
}

/** So many silences in a row are followed: more than anybody sets. */
const mostInRow = 1_000;

/** Until when a rule is silenced without a break; absent: it is not. */
export function coverageAt(silencing: Silencing, what: Silenceable, at: number): Coverage | undefined {
  const by = silencedBy(silencing, what, at);
  if (by.length === 0) return undefined;
  let until = Math.max(...by.map(endOfCover));
  for (let row = 0; row < mostInRow; row++) {
    const next = silencedBy(silencing, what, until);
    if (next.length === 0) break;
    until = Math.max(...next.map(endOfCover));
  }
  return { until, by };
}

/**
 * The silences and planned work that have held a firing back from its beginning until now, without a break;
 * `undefined` when there was a break, or is one now: then the firing is not silenced. A break in which nobody
 * was there to see it counts.
 */
export function heldBack(
  silencing: Silencing,
  what: Silenceable,
  firedAt: number,
  now: number,
): readonly SilencedBy[] | undefined {
  const covers = coversFrom(silencing, what, firedAt, now);
  const last = covers.at(-1);
  return last !== undefined && endOfCover(last) > now ? covers : undefined;
}

/** The silences and planned work that held a firing from its beginning to a first break or now; each once. */
export function coversFrom(
  silencing: Silencing,
  what: Silenceable,
  firedAt: number,
  now: number,
): readonly SilencedBy[] {
  const covers: SilencedBy[] = [];
  let at = firedAt;
  for (let row = 0; row < mostInRow && at <= now; row++) {
    const by = silencedBy(silencing, what, at).toSorted(
      (left, right) => endOfCover(left) - endOfCover(right),
    );
    const last = by.at(-1);
    if (last === undefined) break;
    covers.push(...by);
    at = endOfCover(last);
  }
  return covers;
}

/** A rule that is silenced on an agent. */
export type SilencedRule = { readonly agent: string; readonly rule: Rule; readonly coverage: Coverage };

/** How one rule is silenced on an agent at `now`; absent: it is not. */
export function coverageOf(
  silencing: Silencing,
  agent: string,
  rule: Rule,
  now: number,
): Coverage | undefined {
  return coverageAt(silencing, { agent, rule: rule.id, stops: stopsWhen(rule, 'fired') }, now);
}

/** Every rule that is silenced at `now`, agent by agent: nobody else is looked at. */
export function* silencedRules(
  silencing: Silencing & { readonly set: Pick<RuleSet, 'agents' | 'rules'> },
  now: number,
): Generator<SilencedRule, undefined> {
  const { set, silences } = silencing;
  const running = silences.standing.filter((silence) => isRunning(silence, now));
  const people = running.flatMap(({ of }) => agentsOf(set, of).map(({ agent }) => agent));
  const planned = [...set.agents.values()].flatMap(({ agent, maintenance }) => (maintenance ? [agent] : []));
  for (const agent of new Set([...people, ...planned]))
    for (const rule of rulesOver(set, agent)) {
      const coverage = coverageOf(silencing, agent, rule, now);
      if (coverage !== undefined) yield { agent, rule, coverage };
    }
  return undefined;
}

/** A window of planned work of one agent. */
export type PlannedWindow = {
  readonly agent: string;
  readonly maintenance: Maintenance;
  readonly from: number;
  readonly until: number;
};

/** The windows of planned work that reach into [from, to), those that begin first in front. */
export function plannedIn(
  { agents }: Pick<RuleSet, 'agents'>,
  span: { readonly from: number; readonly to: number },
  wanted: (mandate: Mandate) => boolean = () => true,
): PlannedWindow[] {
  const windows = [...agents.values()]
    .filter(wanted)
    .flatMap(({ agent, timezone, maintenance = [] }) =>
      maintenance.flatMap((entry) =>
        plannedWindows(entry, timezone, span).map((window) => ({ agent, maintenance: entry, ...window })),
      ),
    );
  return windows.toSorted(
    (left, right) =>
      left.from - right.from || left.until - right.until || (left.agent < right.agent ? -1 : 1),
  );
}

/** Of a fleet of thousands they are worked out once. */
let lastPlanned: {
  readonly from: number;
  readonly to: number;
  readonly known: Map<Maintenance, Map<string, ReturnType<typeof windowsIn>>>;
} = { from: Number.NaN, to: Number.NaN, known: new Map() };

function plannedWindows(
  entry: Maintenance,
  timezone: string,
  { from, to }: { readonly from: number; readonly to: number },
): ReturnType<typeof windowsIn> {
  if (lastPlanned.from !== from || lastPlanned.to !== to) lastPlanned = { from, to, known: new Map() };
  const zones = lastPlanned.known.get(entry) ?? new Map<string, ReturnType<typeof windowsIn>>();
  lastPlanned.known.set(entry, zones);
  const windows = zones.get(timezone) ?? windowsIn(entry, timezone, from, to);
  zones.set(timezone, windows);
  return windows;
}
