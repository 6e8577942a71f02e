import { doubleAt } from '../../metrics/memory/column.ts';
import { absorbCell, findSeries, type LiveCells } from '../../metrics/memory/live.ts';
import { hasCurrentCell } from '../../metrics/memory/measure.ts';
import { type CellColumns, createCellView, viewCell } from '../../metrics/storage/cell-columns.ts';
import { metricOfSeries } from '../../metrics/variant.ts';
import type { AlertEvent } from '../../rules/engine/alert.ts';
import {
  adoptRuleSet,
  type Engine,
  evaluateAll,
  releaseRule,
  setSuspended,
} from '../../rules/engine/engine.ts';
import type { HistorySlice, InForce, SwitchRecord } from './history.ts';
import type { FiringLog } from './log.ts';
import type { SimulatedSwitch } from './switch.ts';

/** Called after each cell was evaluated, with its start and its last millisecond. */
export type OnCell = (start: number, now: number) => void;

/** One line of rule sets on its way through the history. */
export type Run = {
  readonly engine: Engine;
  readonly log: FiringLog;
  readonly simulated: SimulatedSwitch;
  /** Sets that come into force later. */
  readonly coming: InForce[];
  /** The resumes that are still to come. */
  readonly resumes: Resume[];
  readonly onCell: OnCell | undefined;
};

type Resume = SwitchRecord['resumes'][number];

/** One memory that fills cell by cell, and the runs that read it. */
export type Past = {
  readonly agent: string;
  readonly live: LiveCells;
  readonly runs: readonly Run[];
  /** The events of a cell, used again for every cell: in most of them nothing happens. */
  readonly found: AlertEvent[];
};

/** Feeds one part of the history to every run: cell by cell, each run after the other. */
export function feedPast(past: Past, slice: HistorySlice): void {
  const { stepMs } = past.live;
  const feeds: Feed[] = [...slice.cells].flatMap(([metric, cells]) => {
    const series = findSeries(past.live, past.agent, metric);
    const ownTraffic = past.runs.some(
      ({ engine }) => engine.set.metrics.get(metricOfSeries(metric))?.own_traffic === true,
    );
    return series === undefined ? [] : [{ series, cells, next: 0, ownTraffic }];
  });
  for (let start = slice.from; start < slice.until; start += stepMs) stepCell(past, feeds, start, stepMs);
}

type Feed = {
  readonly series: number;
  readonly cells: CellColumns;
  next: number;
  readonly ownTraffic: boolean;
};

function stepCell(past: Past, feeds: readonly Feed[], start: number, stepMs: number): void {
  const { runs, found } = past;
  const now = start + stepMs - 1;
  let isIdle = true;
  for (const run of runs) {
    if (run.coming.length > 0) adoptDue(past, run, now);
    if (!run.simulated.isIdle(now)) isIdle = false;
  }
  if (isIdle) for (const feed of feeds) absorbAt(past, feed, start);
  else absorbAround(past, feeds, start, now);
  for (const run of runs) {
    if (evaluateAll(run.engine, now, found).length > 0)
      for (const event of found.splice(0)) handleEvent(past, run, event, now);
    run.simulated.surface(now);
    run.simulated.endSettled(now);
    setSuspended(run.engine, past.agent, run.simulated.isSuspended(now));
    run.onCell?.(start, now);
  }
}

/** Takes a cell in which somebody may let the agent run. */
function absorbAround(past: Past, feeds: readonly Feed[], start: number, now: number): void {
  const { live } = past;
  // A silent agent has nothing in the cell before it is let run, so what the cell holds came afterwards.
  const wasSilent = !feeds.some(({ series }) => hasCurrentCell(live, series, start - live.stepMs));
  const late: { readonly run: Run; readonly resume: Resume }[] = [];
  for (const run of past.runs)
    for (const resume of dueResumes(run, now)) {
      if (resume.at < start || wasSilent) applyResume(past, run, resume);
      else late.push({ run, resume });
    }
  for (const feed of feeds) absorbAt(past, feed, start);
  for (const { run, resume } of late) applyResume(past, run, resume);
}

const view = createCellView();

function absorbAt(past: Past, feed: Feed, start: number): void {
  const { cells } = feed;
  while (feed.next < cells.count && doubleAt(cells.start, feed.next) < start) feed.next++;
  if (feed.next >= cells.count || cells.start[feed.next] !== start) return;
  const place = feed.next++;
  if (feed.ownTraffic && isSilent(past)) return;
  viewCell(cells, place, view);
  absorbCell(past.live, feed.series, view);
}

/** In a simulated suspension; such runs have a memory of their own. */
function isSilent({ runs }: Past): boolean {
  for (const { simulated } of runs) if (simulated.isSilent()) return true;
  return false;
}

function adoptDue(past: Past, run: Run, now: number): void {
  for (let next = run.coming[0]; next !== undefined && next.at <= now; next = run.coming[0]) {
    run.coming.shift();
    for (const event of adoptRuleSet(run.engine, next.set, next.at)) handleEvent(past, run, event, next.at);
  }
}

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

function applyResume(past: Past, run: Run, { at, released }: Resume): void {
  const { engine, simulated } = run;
  const others = released.filter((rule) => !simulated.trips().includes(rule));
  const events = [...simulated.resume(at)];
  setSuspended(engine, past.agent, simulated.isSuspended(at));
  // A rule that had tripped then, and has not in this run, starts afresh all the same.
  for (const rule of others) events.push(...releaseRule(engine, past.agent, rule, at));
  for (const event of events) handleEvent(past, run, event, at);
}

function handleEvent({ agent }: Past, { engine, log, simulated }: Run, event: AlertEvent, now: number): void {
  const rule = engine.set.rules.find(({ id }) => id === event.rule);
  log.note(event, rule);
  simulated.note(event, now);
  setSuspended(engine, agent, simulated.isSuspended(now));
}
