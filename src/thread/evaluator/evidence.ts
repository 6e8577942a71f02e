import { type EvidenceSources, gatherEvidence } from '../../incidents/evidence.ts';
import type { Incident, Trigger } from '../../incidents/incident.ts';
import { readMarks } from '../../incidents/marks/mark-store.ts';
import type { Cell } from '../../metrics/cell.ts';
import { livesInStore } from '../../metrics/from.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { type Point, seriesPoints, windowPoints } from '../../metrics/series.ts';
import { readReasons } from '../../metrics/storage/interactions-store.ts';
import { readCells } from '../../metrics/storage/store.ts';
import type { StoreCells } from '../../metrics/store-cells.ts';
import { coarsen } from '../../metrics/window.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Turns } from '../../platform/turns.ts';
import { longestWindowMs, type Rule } from '../../rules/rule.ts';
import { noAgent, type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import { ruleSetHistory } from '../../rules/sets/store.ts';
import type { Cells } from '../cells/cells.ts';
import { unexplainedTrigger } from '../decide/evidence.ts';
import type { EvidenceGathered } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { openIncidentsOf } from '../world.ts';
import { type Memory, stateOf } from './memory.ts';

/**
 * How far back evidence looks, in cells (six hours of ten seconds): enough to tell what is usual, read in an
 * instant.
 */
const lookBackCells = 2_160;
const recentChangesMs = 7 * 86_400_000;
/** Evidence is drawn and compared in steps of so many cells (a minute of ten seconds). */
const cellsPerPoint = 6;
/** Of the breached metric, what led to the breach is kept to be shown: an hour of minutes. */
const pointsShown = 60;

/** Finds out what is to be known about the incidents of one memory. */
export type EvidenceGathering = {
  /** Begins with all incidents that lack it, unless that is under way. One that fails stops no other. */
  readonly startMissing: () => void;
  /** Resolves when that is not under way. */
  readonly idle: () => Promise<void>;
  /**
   * Of the incidents of these agents. It follows the trip in a write of its own: the stop does not wait for
   * the reading, and an incident without evidence is completed after a restart. Neither does another stop:
   * only the outcome asks the command queue for a turn. Not to be waited for by what has one.
   */
  readonly gatherFor: (agents: readonly string[]) => Promise<void>;
};

/** The parts of the evaluator that evidence is gathered from. */
export type EvidencePorts = {
  readonly ports: ThreadPorts;
  readonly memory: Memory;
  readonly cells: Cells;
  /** Readings, one after the other, beside the commands. */
  readonly reading: Turns;
  readonly isCurrent: () => boolean;
  /** Decides in its turn, and writes what comes of it. */
  readonly decided: (events: readonly EvidenceGathered[]) => Promise<unknown>;
};

/** The evidence of one memory. */
export function createEvidenceGathering(sources: EvidencePorts): EvidenceGathering {
  const { ports, memory, cells, reading, isCurrent, decided } = sources;
  const gatherFor = (agents: readonly string[]): Promise<void> =>
    reading.add(async () => {
      const gathered: EvidenceGathered[] = [];
      const asked = agents.filter((agent) => isCurrent() && lacking(memory, agent) !== undefined);
      // The batch that breached is what the evidence is about.
      if (asked.length > 0) await cells.flushTo(asked);
      for (const agent of asked) {
        const lack = isCurrent() ? lacking(memory, agent) : undefined;
        if (lack === undefined) continue;
        const { db } = ports.database;
        const evidence = gatherEvidence(
          await sourcesOf(
            { db, storeCells: ports.storeCells },
            memory.engine.set,
            lack.incident,
            lack.trigger,
          ),
        );
        gathered.push({ kind: 'evidenceGathered', agent, incident: lack.incident.number, evidence });
      }
      if (gathered.length > 0) await decided(gathered);
    });
  let underWay: Promise<void> | undefined;
  let lookedAt: number | undefined;
  const gatherMissing = async (): Promise<void> => {
    lookedAt = memory.version;
    for (const agent of memory.agents.keys()) {
      if (!isCurrent() || lacking(memory, agent) === undefined) continue;
      await gatherFor([agent]).catch((error: unknown) => {
        lookedAt = undefined;
        ports.logger.warn({ err: error, agent }, 'evidence could not be gathered; it is tried again');
      });
    }
  };
  return {
    gatherFor,
    startMissing: () => {
      if (memory.version === lookedAt) return;
      underWay ??= gatherMissing().finally(() => {
        underWay = undefined;
      });
    },
    idle: async () => underWay,
  };
}

function lacking(memory: Memory, agent: string) {
  for (const incident of openIncidentsOf(stateOf(memory, agent))) {
    const trigger = unexplainedTrigger(incident);
    if (trigger !== undefined) return { incident, trigger };
  }
  return undefined;
}

async function sourcesOf(
  { db, storeCells }: { readonly db: Db; readonly storeCells: StoreCells },
  set: RuleSet,
  { agent = noAgent }: Incident,
  trigger: Trigger,
): Promise<EvidenceSources> {
  const at = trigger.firedAt;
  const { stepMs } = set;
  const from = at - lookBackCells * stepMs;
  const pointMs = cellsPerPoint * stepMs;
  const cellsOf = async (metric: NamedMetric): Promise<readonly Cell[]> => {
    if (!livesInStore(metric)) return readCells(db, agent, metric.name, from, at + 1);
    // A store that is silent has nothing to show: the incident waits for nobody.
    return (await storeCells(agent, metric, { from, until: at + 1, cellMs: pointMs })) ?? [];
  };
  const points = async (metric: NamedMetric) =>
    seriesPoints(await cellsOf(metric), metric, { from, until: at, stepMs: pointMs });
  const rule = ruleOver(set, agent, trigger.rule);
  const breached = set.metrics.get(trigger.metric);
  const others = [...set.metrics.values()].filter((metric) => metric.name !== trigger.metric);
  const errorMetric = [...set.metrics.values()].find(
    (metric) => metric.from_interactions === 'outcome_error',
  );
  const windowMs = longestWindowMs(rule);
  const spanFrom = trigger.breachedAt - windowMs;
  const span =
    errorMetric === undefined ? [] : await readCells(db, agent, errorMetric.name, spanFrom, at + 1);
  return {
    at,
    breachedAt: trigger.breachedAt,
    metric: trigger.metric,
    series:
      breached === undefined ? [] : seenBefore(trigger, rule, await cellsOf(breached), breached, pointMs),
    others: await Promise.all(
      others.map(async (metric) => ({
        metric: metric.name,
        better: metric.better,
        points: await points(metric),
      })),
    ),
    reasons: await readReasons(db, agent, spanFrom, at + 1),
    errors: Math.round(span.reduce((sum, cell) => sum + cell.sum, 0)),
    interactions: Math.round(span.reduce((sum, cell) => sum + cell.weight, 0)),
    ruleChanges: await recentChanges(db, at),
    marks: await readMarks(db, agent, { from: at - recentChangesMs, to: at, limit: 100 }),
  };
}

/** The breached metric as its rule saw it in the hour before, up to the value at which it fired. */
function seenBefore(
  { firedAt, metric: name, value }: Trigger,
  rule: Rule | undefined,
  cells: readonly Cell[],
  { aggregate }: NamedMetric,
  stepMs: number,
): Point[] {
  const windowMs = rule?.when.find(({ metric }) => metric === name)?.window?.lengthMs ?? 0;
  const range = { from: firedAt - pointsShown * stepMs, until: firedAt, stepMs, windowMs };
  const seen = windowPoints(
    coarsen(cells, stepMs),
    { ...range, minWeight: rule?.minSamples ?? 0 },
    aggregate,
  ).filter(([at]) => at < firedAt);
  return value === undefined ? seen : [...seen, [firedAt, value]];
}

/** Edits of the rules in the days before; the first set ever recorded changed nothing. */
async function recentChanges(db: Db, at: number): Promise<EvidenceSources['ruleChanges']> {
  const recorded = await ruleSetHistory(db, { from: at - recentChangesMs, to: at });
  return recorded
    .filter(({ diff }) => diff.lines.length > 0)
    .map(({ hash, inForceSince, diff }) => ({ hash, at: inForceSince, summary: diff.lines }));
}
