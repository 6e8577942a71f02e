import { createLiveCells, ensureSeries, findSeries, type LiveCells } from '../../metrics/memory/live.ts';
import { columnsOfAggregate, isPercentile } from '../../metrics/metric.ts';
import { metricOfSeries } from '../../metrics/variant.ts';
import { windowReachMs } from '../../metrics/window.ts';
import { windowsOf } from '../../rules/condition.ts';
import { createEngine, type Engine } from '../../rules/engine/engine.ts';
import { conditionsOf } from '../../rules/rule.ts';
import { type RuleSet, rulesOver, ruleWindows } from '../../rules/ruleset.ts';
import { noSilences } from '../../rules/silences/silence.ts';
import { seriesOfCondition } from '../../rules/variants.ts';
import type { HistorySlice, SwitchRecord, Timeline } from './history.ts';
import { createFiringLog, type ReplayedFirings } from './log.ts';
import { measureOnce } from './readings.ts';
import { feedPast, type OnCell, type Past } from './steps.ts';
import { createSimulatedSwitch, type SwitchModel } from './switch.ts';

/** One line of rule sets over the history fed so far. */
type ReplayedLine = { readonly result: () => ReplayedFirings; readonly engine: Engine };

/** The agent, with what is known or assumed of its switch. */
export type ReplayScene = {
  readonly agent: string;
  readonly switchRecord: SwitchRecord;
  readonly switchModel: SwitchModel;
};

/** The rules to replay. */
export type ReplayLine = { readonly timeline: Timeline; readonly onCell?: OnCell };

/**
 * One agent's history run through the live engine on a virtual clock. Each cell is evaluated once, at its
 * last millisecond, when it is whole; the live process evaluates at every arrival and every tick, so it may
 * see a breach up to one cell earlier. Times that come out are the starts of cells: "it fired during the cell
 * that begins at".
 *
 * `feed` takes the history part by part, without gap or overlap, aligned to cells. Where the history is taken
 * as it is recorded, no rule changes what the cells hold, so that one memory serves all lines; where
 * suspensions are simulated, each has its own.
 */
export function createReplays<const L extends readonly ReplayLine[]>(
  scene: ReplayScene,
  lines: L,
): {
  readonly feed: (slice: HistorySlice) => void;
  readonly lines: { readonly [K in keyof L]: ReplayedLine };
} {
  const groups = scene.switchModel.kind === 'recorded' ? [lines] : lines.map((line) => [line]);
  const pasts = groups.map((group) => pastOf(scene, group));
  const replayed = pasts.flatMap(({ runs }) =>
    runs.map(({ engine, log, simulated }) => ({
      engine,
      result: () => log.result(engine, simulated.spans(), simulated.reducedSpans()),
    })),
  );
  return {
    feed: (slice) => {
      for (const past of pasts) feedPast(past, slice);
    },
    lines: replayed as { readonly [K in keyof L]: ReplayedLine },
  };
}

function pastOf({ agent, switchModel, switchRecord }: ReplayScene, lines: readonly ReplayLine[]): Past {
  const ours = lines.map(({ timeline: [first, ...coming], onCell }) => ({
    first: onlyAgent(first.set, agent),
    coming: coming.map(({ at, set }) => ({ at, set: onlyAgent(set, agent) })),
    onCell,
  }));
  const sets = ours.flatMap(({ first, coming }) => [first, ...coming.map(({ set }) => set)]);
  const live = memoryFor(agent, sets);
  for (const { metric, since } of switchRecord.awaited ?? []) {
    const series = findSeries(live, agent, metric);
    if (series !== undefined) live.awaitedSince.set(series, since);
  }
  const measure = measureOnce();
  const runs = ours.map(({ first, coming, onCell }) => {
    const engine = createEngine(first, live, measure);
    // People's silences of then are over; the planned work of the rules holds back what it would.
    engine.silences = noSilences;
    return {
      engine,
      log: createFiringLog(live.stepMs),
      simulated: createSimulatedSwitch(engine, agent, switchModel, switchRecord),
      coming,
      resumes: [...switchRecord.resumes],
      onCell,
    };
  });
  return { agent, live, runs, found: [] };
}

/** The cells that a set's rules read on an agent, of metrics and variants: the input of a replay. */
export function metricsRead(sets: readonly RuleSet[], agent: string): string[] {
  const names = sets.flatMap((set) =>
    rulesOver(set, agent)
      .flatMap(conditionsOf)
      .flatMap((condition) => Object.values(seriesOfCondition(condition, set.agents.get(agent)))),
  );
  return [...new Set(names)].toSorted();
}

/** How far back a set looks from an instant on: only an unbroken alert from before still matters. */
export function reachMs(sets: readonly RuleSet[]): number {
  let longest = 0;
  for (const { rules, stepMs } of sets)
    for (const rule of rules)
      for (const condition of conditionsOf(rule)) {
        const read = Math.max(0, ...windowsOf(condition).map(windowReachMs));
        longest = Math.max(longest, read + rule.forMs + rule.keepFiringForMs + stepMs);
      }
  return longest;
}

function onlyAgent(set: RuleSet, agent: string): RuleSet {
  return { ...set, rules: rulesOver(set, agent).map((rule) => ({ ...rule, agents: [agent] })) };
}

/** Rings as long as any of the sets wants them: a set that comes into force later finds full windows. */
function memoryFor(agent: string, sets: readonly RuleSet[]): LiveCells {
  const live = createLiveCells(sets[0]?.stepMs ?? 0);
  for (const metric of metricsRead(sets, agent)) {
    const windows = sets.flatMap((set) => ruleWindows(set, agent, metric));
    const aggregates = sets.map(({ metrics }) => metrics.get(metricOfSeries(metric))?.aggregate ?? 'mean');
    // One that needs more columns of cells gets them, though another set may do without.
    const aggregate =
      aggregates.find(isPercentile) ?? aggregates.find((one) => columnsOfAggregate(one) === 'extremes');
    ensureSeries(live, agent, metric, { aggregate: aggregate ?? aggregates[0] ?? 'mean', windows });
  }
  return live;
}
