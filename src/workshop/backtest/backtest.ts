import { defined } from '../../platform/defined.ts';
import { conditionDirection } from '../../rules/condition.ts';
import type { Rule } from '../../rules/rule.ts';
import { type RuleSet, ruleOver, rulesOver } from '../../rules/ruleset.ts';
import type { History, InForce, KnownIncident, SwitchRecord, Timeline } from '../replay/history.ts';
import { alarmEnd, type ReplayedFirings, stands } from '../replay/log.ts';
import { type Approach, createProbe, type Probe } from '../replay/probe.ts';
import { createReplays, metricsRead, reachMs } from '../replay/replay.ts';
import type { SwitchModel } from '../replay/switch.ts';

/** The sets to compare and the time to compare them over. Both sets stand over the whole span. */
export type BacktestOrder = {
  readonly before: Timeline;
  readonly after: RuleSet;
  /** Aligned to cells. */
  readonly from: number;
  readonly until: number;
  readonly agents: readonly string[];
  /** Ids of the rules looked at; absent: all. */
  readonly rules?: readonly string[] | undefined;
  readonly switchModel: SwitchModel;
};

/** The measures of a rule on an agent, for a chart: worst value per bucket, and the threshold of each set. */
export type Trace = {
  readonly agent: string;
  readonly rule: string;
  readonly metric: string;
  readonly points: readonly (readonly [number, number | null])[];
  readonly before?: number;
  readonly after?: number;
};

/** A time in which the new set would not have fired, though nearly; or a known incident that it misses. */
export type NearMiss = Approach & {
  readonly agent: string;
  readonly rule: string;
  readonly metric: string;
  readonly threshold: number;
  /** A threshold that would have fired: at least as strict as the value asks for. */
  readonly wouldCatch: number;
};

/** The results of two rule sets on one agent over the same cells. */
export type AgentBacktest = {
  readonly agent: string;
  readonly before: ReplayedFirings;
  readonly after: ReplayedFirings;
  readonly traces: readonly Trace[];
  readonly nearMisses: readonly NearMiss[];
};

/** How far a run has come, for a progress bar. */
export type Progress = { readonly agent: string; readonly done: number; readonly of: number };

/**
 * Runs the history of each agent once through both sets, agent by agent, so that memory holds one agent's
 * windows and one slice of its cells at a time. Nothing is written and nobody is told.
 */
export async function* runBacktest(
  order: BacktestOrder,
  history: History,
  incidents: readonly KnownIncident[],
  onProgress: (progress: Progress) => void = () => {},
): AsyncGenerator<AgentBacktest> {
  const { from, until, agents } = order;
  const of = agents.length * (until - from);
  let behind = 0;
  for (const agent of agents) {
    const marked = incidents.filter((incident) => incident.agent === agent);
    const test = createAgentBacktest(order, agent, await history.switchRecord(agent), marked);
    const start = test.reachFrom;
    for await (const slice of history.slices(agent, test.metrics, { from: start, until })) {
      test.feed(slice);
      onProgress({ agent, done: behind + Math.max(0, slice.until - from), of });
    }
    behind += until - from;
    yield test.finish();
  }
}

/** The two replays of one agent, fed with the same cells. */
export function createAgentBacktest(
  order: BacktestOrder,
  agent: string,
  switchRecord: SwitchRecord,
  incidents: readonly KnownIncident[],
) {
  const only = (set: RuleSet): RuleSet => withRules(set, order.rules);
  const [first, ...later] = order.before;
  const restricted = ({ at, set }: InForce): InForce => ({ at, set: only(set) });
  const timeline: Timeline = [restricted(first), ...later.map(restricted)];
  const after = only(order.after);
  const sets = [...timeline.map(({ set }) => set), after];
  const probes: { readonly rule: Rule; readonly probe: Probe }[] = [];
  const { feed, lines } = createReplays({ agent, switchRecord, switchModel: order.switchModel }, [
    { timeline },
    {
      timeline: [{ at: 0, set: after }],
      onCell: (start, end) => {
        for (const { probe } of probes) probe.see(start, end);
      },
    },
  ]);
  const [then, now] = lines;
  for (const rule of rulesOver(after, agent)) {
    const metric = after.metrics.get(rule.when[0]?.metric ?? '');
    if (metric === undefined) continue;
    if (conditionDirection(rule.when[0]?.operator ?? '==', metric.better) === 'either') continue;
    const marked = incidents.map(({ number, from, until }) => ({ number, from, until }));
    const probe = createProbe(now.engine, { agent, rule, metric, marked }, order);
    if (probe !== undefined) probes.push({ rule, probe });
  }
  const { stepMs } = order.after;
  return {
    metrics: metricsRead(sets, agent),
    /** Where the cells have to begin so that windows and clocks are full at `from`. */
    reachFrom: order.from - Math.ceil(reachMs(sets) / stepMs) * stepMs,
    feed,
    finish: (): AgentBacktest => {
      const [old, new_] = [within(then.result(), order.from), within(now.result(), order.from)];
      const lastBefore = timeline.at(-1)?.set ?? first.set;
      return {
        agent,
        before: old,
        after: new_,
        traces: probes.map(({ rule, probe }) => traceOf(agent, rule, probe, lastBefore)),
        nearMisses: probes.flatMap(({ rule, probe }) => missesOf(agent, rule, probe, new_)),
      };
    },
  };
}

/** A set with these rules alone. */
export function withRules(set: RuleSet, ids: readonly string[] | undefined): RuleSet {
  return ids === undefined ? set : { ...set, rules: set.rules.filter(({ id }) => ids.includes(id)) };
}

/** Leaves out firings that ended before the span began: those belong to the warm-up. */
function within(result: ReplayedFirings, from: number): ReplayedFirings {
  const reaches = (alarm: { readonly end?: number }) => alarmEnd(alarm) >= from;
  return {
    firings: result.firings.filter(reaches),
    silences: result.silences.filter(reaches),
    suspensions: result.suspensions.filter(({ until }) => until === undefined || until >= from),
    degradations: result.degradations.filter(({ until }) => until === undefined || until >= from),
  };
}

function traceOf(agent: string, rule: Rule, probe: Probe, before: RuleSet): Trace {
  const old = ruleOver(before, agent, rule.id)?.when[0];
  const now = rule.when[0];
  return defined({
    agent,
    rule: rule.id,
    metric: now?.metric ?? '',
    points: probe.result().points,
    before: old?.metric === now?.metric ? old?.threshold : undefined,
    after: now?.threshold,
  });
}

function missesOf(agent: string, rule: Rule, probe: Probe, result: ReplayedFirings): NearMiss[] {
  const condition = rule.when[0];
  // What would have caught it is another factor then, at every instant another value.
  if (condition?.threshold === undefined || rule.when.length > 1) return [];
  const alarms = [...result.firings, ...result.silences];
  const fired = ({ from, until }: Approach): boolean => alarms.some((alarm) => stands(alarm, from, until));
  const { approaches, worstOf } = probe.result();
  const lost = worstOf.filter((approach) => !fired(approach));
  const near = approaches.filter(
    (approach) =>
      !fired(approach) && !lost.some((one) => one.from <= approach.until && one.until >= approach.from),
  );
  const high = condition.operator.startsWith('>');
  const asked = { agent, rule: rule.id, metric: condition.metric, threshold: condition.threshold };
  const relevant = [...lost, ...near].filter(({ value }) => value !== 0 || !high);
  return relevant
    .map((one) => ({ ...asked, ...one, wouldCatch: stricter(one.value, high) }))
    .toSorted((left, right) => left.at - right.at);
}

/** The value rounded to two digits on the side on which a threshold would have fired. */
function stricter(value: number, high: boolean): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const down = Math.floor(value / unit) * unit;
  const up = Math.ceil(value / unit) * unit;
  const rounded = high ? (down < value ? down : down - unit) : up > value ? up : up + unit;
  return Number(rounded.toPrecision(6));
}
