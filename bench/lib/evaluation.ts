import type { Modules } from './modules.ts';
import { metricNames } from './rules.ts';

/** What evaluations cost, one number a cell: the mean of its ten seconds, of the nine within it, and of its first alone. */
export type Evaluation = {
  readonly tickMs: readonly number[];
  readonly tickWithinMs: readonly number[];
  readonly tickMovedMs: readonly number[];
  readonly sampleNs: readonly number[];
  readonly sampleWithinNs: readonly number[];
  readonly sampleMovedNs: readonly number[];
};

const [stepMs, second, warmUp, cells] = [10_000, 1_000, 3, 15];
/** So that few agents are measured for as long as many. */
const fewestSamples = 150_000;
/** Changed cells are taken as often as a commit takes them: at the latest when so many samples have come. */
const samplesACommit = 10_000;

type World = ReturnType<typeof createWorld>;

/** An engine over so many agents with full windows, in which every series gets a sample each second. */
export function measureEvaluation(modules: Modules, agents: number): Evaluation {
  const world = createWorld(modules, agents);
  const ticks = secondsOfCells(world, 1, (now) => {
    eachSeries(world, (series) => world.record(series, now));
    return timed(() => world.tick(now));
  });
  const samples = secondsOfCells(world, Math.ceil(fewestSamples / world.order.length / 10), (now) => {
    const took = timed(() =>
      eachSeries(world, (series) => {
        world.record(series, now);
        world.evaluate(series, now);
      }),
    );
    return (took / world.order.length) * 1e6;
  });
  const [tick, sample] = [summary(ticks), summary(samples)];
  return {
    tickMs: tick.mean,
    tickWithinMs: tick.within,
    tickMovedMs: tick.moved,
    sampleNs: sample.mean,
    sampleWithinNs: sample.within,
    sampleMovedNs: sample.moved,
  };
}

/** Ticks, in ms, over agents of which nothing has been heard for longer than their rules wait. */
export function measureSilence(modules: Modules, agents: number): number[] {
  const world = createWorld(modules, agents);
  const noDataAfterMs = Math.max(...world.engine.set.rules.map((rule) => rule.noDataAfterMs));
  const silentFrom = world.now + 31 * stepMs;
  modules.engine.evaluateAll(world.engine, silentFrom);
  const raisedAt = silentFrom + noDataAfterMs;
  const raised = modules.engine.evaluateAll(world.engine, raisedAt);
  if (raised.length !== world.order.length) throw new Error('not every rule has raised its lack of data');
  return Array.from({ length: warmUp + cells }, (_, tick) =>
    timed(() => world.tick(raisedAt + (tick + 1) * second)),
  ).slice(warmUp);
}

function createWorld({ live, changed, record, engine, window, ruleSet }: Modules, agents: number) {
  const memory = live.createLiveCells(stepMs);
  const made = engine.createEngine(ruleSet(agents), memory);
  const spec = window.windowSpec(300_000, stepMs);
  if ('fault' in spec) throw new Error(spec.fault);
  const count = agents * metricNames.length;
  // In steps of seven, so that neighbours in memory are not neighbours in time.
  const order = Int32Array.from({ length: count }, (_, place) => (place * 7) % count);
  const begin = Math.floor(Date.now() / stepMs) * stepMs;
  for (let cell = spec.cells; cell > 0; cell--)
    for (const series of order) record.record(memory, series, 0.004, 1, begin - cell * stepMs, begin);
  const commit = () => {
    const taken = changed.takeChanged(memory.changed);
    if (taken !== undefined) changed.giveBack(memory.changed, taken);
  };
  commit();
  const quiet = (events: readonly unknown[]) => {
    if (events.length > 0) throw new Error('something happened to an alert on steady values');
  };
  return {
    engine: made,
    order,
    now: begin,
    commit,
    record: (series: number, now: number) => record.record(memory, series, 0.004, 1, now, now),
    tick: (now: number) => quiet(engine.evaluateAll(made, now)),
    evaluate: (series: number, now: number) => quiet(engine.evaluateSeries(made, [series], now)),
  };
}

function eachSeries({ order, commit }: World, work: (series: number) => void): void {
  for (let place = 0; place < order.length; place++) {
    work(order[place] as number);
    if (place % samplesACommit === samplesACommit - 1) commit();
  }
  commit();
}

/** What `ofSecond` answers for the ten seconds of each cell, the mean of `together` cells at a time, after some that warm up. */
function secondsOfCells(world: World, together: number, ofSecond: (now: number) => number): number[][] {
  const oneCell = () => {
    const seconds = Array.from({ length: stepMs / second }, (_, at) => ofSecond(world.now + at * second));
    world.now += stepMs;
    return seconds;
  };
  return Array.from({ length: warmUp + cells }, () => {
    const all = Array.from({ length: together }, oneCell);
    return (all[0] ?? []).map((_, at) => mean(all.map((seconds) => seconds[at] ?? Number.NaN)));
  }).slice(warmUp);
}

function summary(ofCells: readonly (readonly number[])[]) {
  return {
    mean: ofCells.map(mean),
    within: ofCells.map((seconds) => mean(seconds.slice(1))),
    moved: ofCells.map(([first]) => first ?? Number.NaN),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function timed(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}
