import type { Cell } from '../metrics/cell.ts';
import { absorbCell, createLiveCells, ensureSeries, findSeries, hasCurrentCell } from '../metrics/live.ts';
import type { Aggregate } from '../metrics/metric.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { AlertEvent } from './alert.ts';
import { adoptRuleSet, createEngine, type Engine, evaluateAll, releaseRule, setSuspended } from './engine.ts';
import { createFiringLog, type FiringLog, type ReplayedFirings } from './replay-log.ts';
import { createSimulatedSwitch, type SimulatedSwitch, type SwitchModel } from './replay-switch.ts';
import type { Rule } from './rule.ts';
import type { RuleSet } from './ruleset.ts';

/**
 * One agent's history run through the live engine on a virtual clock. Each cell is evaluated once, at its last
 * millisecond, when it is whole; the live process evaluates at every arrival and every tick, so it may see a breach up to
 * one cell earlier. Times that come out are the starts of cells: "it fired during the cell that begins at".
 */
export type Replay = {
  /** The next part of the history. Parts follow each other without gap or overlap, aligned to cells. */
  readonly feed: (slice: HistorySlice) => void;
  /** What happened so far. */
  readonly result: () => ReplayedFirings;
  readonly engine: Engine;
};

/** The cells of [from, until), by metric and ordered by start. */
export type HistorySlice = {
  readonly from: number;
  readonly until: number;
  readonly cells: ReadonlyMap<string, readonly Cell[]>;
};

/** A rule set with the time from which it is in force. */
export type InForce = { readonly at: number; readonly set: RuleSet };

/** What is known of the agent's switch in that time: it explains the silences that the cells contain. */
export type SwitchRecord = {
  /** Spans in which the agent was suspended. */
  readonly downtime: readonly { readonly from: number; readonly until?: number }[];
  /** When people let it run again, and the rules whose trips that released. */
  readonly resumes: readonly { readonly at: number; readonly released: readonly string[] }[];
};

/** Nothing is known of a switch, as for history from a file. */
export const noSwitchRecord: SwitchRecord = { downtime: [], resumes: [] };

export type ReplayOrder = {
  readonly agent: string;
  /** Sets in the order they came into force; the first one counts from the beginning. At least one. */
  readonly timeline: readonly [InForce, ...InForce[]];
  readonly switchRecord: SwitchRecord;
  readonly switchModel: SwitchModel;
  /** Called after each cell was evaluated, with its start and its last millisecond. */
  readonly onCell?: (start: number, now: number) => void;
};

/** A replay that has seen nothing yet. */
export function createReplay(order: ReplayOrder): Replay {
  const { agent, timeline, switchRecord } = order;
  const sets = timeline.map(({ set }) => onlyAgent(set, agent));
  const [first] = sets;
  if (first === undefined) throw new Error('a replay needs a rule set');
  const live = createLiveCells(first.stepMs);
  makeSeries(live, agent, sets);
  const engine = createEngine(first, live);
  const log = createFiringLog(first.stepMs);
  const run: Run = {
    agent,
    engine,
    log,
    simulated: createSimulatedSwitch(order.switchModel, switchRecord),
    coming: timeline.slice(1).map(({ at }, place) => ({ at, set: sets[place + 1] as RuleSet })),
    resumes: [...switchRecord.resumes],
    ownTraffic: new Set([...first.metrics.values()].flatMap((one) => (one.own_traffic ? [one.name] : []))),
    onCell: order.onCell,
  };
  return {
    feed: (slice) => feedSlice(run, slice),
    result: () => log.result(engine, run.simulated.spans()),
    engine,
  };
}

type Run = {
  readonly agent: string;
  readonly engine: Engine;
  readonly log: FiringLog;
  readonly simulated: SimulatedSwitch;
  readonly coming: InForce[];
  readonly resumes: SwitchRecord['resumes'][number][];
  readonly ownTraffic: ReadonlySet<string>;
  readonly onCell: ReplayOrder['onCell'];
};

/** The metrics that a set's rules read on an agent: what a replay has to be fed with. */
export function metricsRead(sets: readonly RuleSet[], agent: string): string[] {
  const names = new Set<string>();
  for (const set of sets)
    for (const rule of rulesOver(set, agent)) for (const { metric } of conditionsOf(rule)) names.add(metric);
  return [...names].toSorted();
}

/** How far back a set looks from an instant on: history before that changes nothing any more, unless it is an unbroken alert. */
export function reachMs(sets: readonly RuleSet[]): number {
  let longest = 0;
  for (const { rules, stepMs } of sets)
    for (const rule of rules)
      for (const { window } of conditionsOf(rule)) {
        const read = window === undefined ? 0 : window.lengthMs + window.cellMs;
        longest = Math.max(longest, read + rule.forMs + rule.keepFiringForMs + stepMs);
      }
  return longest;
}

function onlyAgent(set: RuleSet, agent: string): RuleSet {
  return { ...set, rules: rulesOver(set, agent).map((rule) => ({ ...rule, agents: [agent] })) };
}

function rulesOver(set: RuleSet, agent: string): readonly Rule[] {
  return set.rules.filter((rule) => rule.agents.includes(agent));
}

function conditionsOf(rule: Rule) {
  return [...rule.when, ...(rule.clear ?? [])];
}

/** Rings as long as any of the sets wants them: a set that comes into force later finds its windows filled. */
function makeSeries(live: Engine['live'], agent: string, sets: readonly RuleSet[]): void {
  for (const metric of metricsRead(sets, agent)) {
    const windows: WindowSpec[] = [];
    let aggregate: Aggregate = 'mean';
    for (const set of sets) {
      aggregate = set.metrics.get(metric)?.aggregate ?? aggregate;
      for (const rule of set.rules)
        for (const condition of conditionsOf(rule))
          if (condition.metric === metric && condition.window !== undefined) windows.push(condition.window);
    }
    ensureSeries(live, agent, metric, { aggregate, windows });
  }
}

function feedSlice(run: Run, slice: HistorySlice): void {
  const { live } = run.engine;
  const { stepMs } = live;
  const feeds: Feed[] = [...slice.cells].flatMap(([metric, cells]) => {
    const series = findSeries(live, run.agent, metric);
    return series === undefined ? [] : [{ series, cells, next: 0, ownTraffic: run.ownTraffic.has(metric) }];
  });
  for (let start = slice.from; start < slice.until; start += stepMs) stepCell(run, feeds, start, stepMs);
}

type Feed = {
  readonly series: number;
  readonly cells: readonly Cell[];
  next: number;
  readonly ownTraffic: boolean;
};

function stepCell(run: Run, feeds: readonly Feed[], start: number, stepMs: number): void {
  const { engine, simulated } = run;
  const now = start + stepMs - 1;
  if (run.coming.length > 0) adoptDue(run, now);
  if (simulated.isIdle(now)) for (const feed of feeds) absorbAt(run, feed, start);
  else absorbAround(run, feeds, start, now);
  for (const event of evaluateAll(engine, now)) handleEvent(run, event, now);
  simulated.settle(now);
  run.onCell?.(start, now);
}

/** Takes a cell in which somebody may let the agent run. */
function absorbAround(run: Run, feeds: readonly Feed[], start: number, now: number): void {
  const { stepMs } = run.engine.live;
  const due = dueResumes(run, now);
  // A silent agent has nothing in the cell before it is let run, so what the cell holds came afterwards.
  const early = due.filter(({ at }) => at < start || !hadData(run, feeds, start, stepMs));
  for (const resume of early) applyResume(run, resume);
  for (const feed of feeds) absorbAt(run, feed, start);
  for (const resume of due) if (!early.includes(resume)) applyResume(run, resume);
}

function absorbAt(run: Run, feed: Feed, start: number): void {
  const { cells } = feed;
  let cell = cells[feed.next];
  while (cell !== undefined && cell.start < start) cell = cells[++feed.next];
  if (cell === undefined || cell.start !== start) return;
  feed.next++;
  if (feed.ownTraffic && run.simulated.isSilent()) return;
  absorbCell(run.engine.live, feed.series, cell);
}

function hadData(run: Run, feeds: readonly Feed[], start: number, stepMs: number): boolean {
  return feeds.some(({ series }) => hasCurrentCell(run.engine.live, series, start - stepMs));
}

function adoptDue(run: Run, now: number): void {
  for (let next = run.coming[0]; next !== undefined && next.at <= now; next = run.coming[0]) {
    run.coming.shift();
    for (const event of adoptRuleSet(run.engine, next.set, next.at)) handleEvent(run, event, next.at);
  }
}

type Resume = SwitchRecord['resumes'][number];

/** Lets the agent run where history, or the model, has a person do so by now. */
function dueResumes(run: Run, now: number): Resume[] {
  const due: Resume[] = [];
  for (let next = run.resumes[0]; next !== undefined && next.at <= now; next = run.resumes[0]) {
    run.resumes.shift();
    due.push(next);
  }
  const modelled = run.simulated.dueAt();
  if (modelled !== undefined && modelled <= now) due.push({ at: modelled, released: [] });
  return due;
}

function applyResume(run: Run, { at, released }: Resume): void {
  const rules = new Set([...run.simulated.trips(), ...released]);
  run.simulated.resume(at);
  setSuspended(run.engine, run.agent, run.simulated.isSuspended(at));
  for (const rule of rules)
    for (const event of releaseRule(run.engine, run.agent, rule, at)) handleEvent(run, event, at);
}

function handleEvent(run: Run, event: AlertEvent, now: number): void {
  const rule = run.engine.set.rules.find(({ id }) => id === event.rule);
  run.log.note(event, rule);
  if (rule !== undefined) run.simulated.note(event, rule);
  setSuspended(run.engine, run.agent, run.simulated.isSuspended(now));
}
