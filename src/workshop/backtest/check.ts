import { cellStart } from '../../metrics/cell.ts';
import { iso } from '../../platform/iso.ts';
import type { Rule } from '../../rules/rule.ts';
import { ruleOver } from '../../rules/ruleset.ts';
import type { RecordedFiring } from '../replay/history.ts';
import { alarmEnd, type ReplayedFiring, stands } from '../replay/log.ts';
import { type CheckSources, mayClear, mayHaveFired, mayHaveMissed, mayStayUnclear } from './explain.ts';

/**
 * Compares what a replay of the rules in force finds with what really fired.
 *
 * The live engine evaluates at every arrival and every tick, the replay once a cell, when the cell is whole.
 * So a firing is the same when both put its beginning and its end into the same cell or the next one. Where
 * they differ by more, the cells decide: if their own sums, weights and extremes leave it open that the live
 * engine saw something else while they filled, with samples that arrive up to `lateMs` late (cell-range.ts),
 * the cells cannot tell the two apart and it is `explained`. Whatever is left is a difference.
 */
export type Comparison = {
  readonly agent: string;
  readonly rule: string;
  readonly at: number;
  readonly kind: 'not_replayed' | 'did_not_fire' | 'other_start' | 'other_end';
  readonly explained: boolean;
  readonly detail: string;
};

/** The disagreements on one agent, explained or not, in the order of time. Both lists are that agent's. */
export async function compareFirings(
  recorded: readonly RecordedFiring[],
  replayed: readonly ReplayedFiring[],
  sources: CheckSources,
): Promise<Comparison[]> {
  const found: Comparison[] = [];
  const left = [...replayed];
  const alone: RecordedFiring[] = [];
  for (const live of recorded) {
    const partner = take(left, (one) => isSame(live, one, sources.stepMs));
    if (partner === undefined) alone.push(live);
    else found.push(...(await compareEnds(live, partner, sources)));
  }
  for (const live of alone) {
    const partner = take(left, (one) => overlaps(live, one, sources.stepMs));
    if (partner === undefined) found.push(await explainMissing(live, recorded, replayed, sources));
    else
      found.push(await compareStarts(live, partner, sources), ...(await compareEnds(live, partner, sources)));
  }
  for (const one of left) found.push(await explainExtra(one, recorded, replayed, sources));
  return found.toSorted((one, other) => one.at - other.at);
}

function take<T>(from: T[], wanted: (one: T) => boolean): T | undefined {
  const place = from.findIndex(wanted);
  return place === -1 ? undefined : from.splice(place, 1)[0];
}

function isSame(live: RecordedFiring, replayed: ReplayedFiring, stepMs: number): boolean {
  return live.rule === replayed.rule && Math.abs(cellStart(live.firedAt, stepMs) - replayed.start) <= stepMs;
}

function overlaps(live: RecordedFiring, replayed: ReplayedFiring, stepMs: number): boolean {
  return live.rule === replayed.rule && stands(replayed, live.firedAt - stepMs, alarmEnd(live) + stepMs);
}

/** The same alert with another beginning: whoever was earlier saw what the other one may have missed. */
async function compareStarts(
  live: RecordedFiring,
  replayed: ReplayedFiring,
  sources: CheckSources,
): Promise<Comparison> {
  const rule = ruleAt(sources, live, live.firedAt);
  const detail = `it fired ${iso(live.firedAt)}, in the replay ${iso(replayed.start)}`;
  const base = { agent: live.agent, rule: live.rule, at: live.firedAt, kind: 'other_start' as const, detail };
  if (rule === undefined) return { ...base, explained: false };
  const explained =
    live.firedAt < replayed.start
      ? await mayHaveFired(rule, live, sources)
      : await mayHaveMissed(rule, replayed, live.firedAt, sources);
  return { ...base, explained };
}

async function explainMissing(
  live: RecordedFiring,
  recorded: readonly RecordedFiring[],
  replayed: readonly ReplayedFiring[],
  sources: CheckSources,
): Promise<Comparison> {
  const rule = ruleAt(sources, live, live.firedAt);
  const around = replayed.find((one) => one.rule === live.rule && stands(one, live.firedAt, live.firedAt));
  const base = { agent: live.agent, rule: live.rule, at: live.firedAt, kind: 'not_replayed' as const };
  if (rule === undefined) return { ...base, explained: false, detail: 'the rule is in no recorded set' };
  if (around !== undefined) {
    // The replay still fires: live ended its alert within a cell and began another one.
    const ended = recorded.findLast((one) => one.rule === live.rule && alarmEnd(one) <= live.firedAt);
    const explained = ended?.end !== undefined && (await mayClear(rule, ended.end, sources));
    return { ...base, explained, detail: 'one firing of the replay is two on record' };
  }
  const explained = await mayHaveFired(rule, live, sources);
  return { ...base, explained, detail: 'it fired; at the end of that cell the breach no longer showed' };
}

async function explainExtra(
  extra: ReplayedFiring,
  recorded: readonly RecordedFiring[],
  replayed: readonly ReplayedFiring[],
  sources: CheckSources,
): Promise<Comparison> {
  const { agent, start } = extra;
  const rule = ruleAt(sources, extra, start);
  const base = { agent, rule: extra.rule, at: start, kind: 'did_not_fire' as const };
  if (rule === undefined) return { ...base, explained: false, detail: 'the rule is in no recorded set' };
  if (recorded.some((live) => overlaps(live, extra, sources.stepMs))) {
    const ended = replayed.findLast((one) => one.rule === extra.rule && alarmEnd(one) <= start)?.end;
    const explained = ended !== undefined && (await mayStayUnclear(rule, ended, sources));
    return { ...base, explained, detail: 'one firing on record is two in the replay' };
  }
  const explained = await mayHaveMissed(rule, extra, Number.POSITIVE_INFINITY, sources);
  return { ...base, explained, detail: 'the replay fires where nothing is on record' };
}

async function compareEnds(
  live: RecordedFiring,
  replayed: ReplayedFiring,
  sources: CheckSources,
): Promise<Comparison[]> {
  const { stepMs } = sources;
  const [was, would] = [live.end, replayed.end];
  if (was === undefined && would === undefined) return [];
  if (was !== undefined && would !== undefined && Math.abs(cellStart(was, stepMs) - would) <= stepMs)
    return [];
  const rule = ruleAt(sources, live, live.firedAt);
  const base = { agent: live.agent, rule: live.rule, at: live.firedAt, kind: 'other_end' as const };
  const detail = `it ended ${was === undefined ? 'not at all' : iso(was)}, in the replay ${would === undefined ? 'not at all' : iso(would)}`;
  if (rule === undefined) return [{ ...base, explained: false, detail }];
  const liveFirst = alarmEnd(live) < alarmEnd(replayed);
  const explained = liveFirst
    ? was !== undefined && (await mayClear(rule, was, sources))
    : would !== undefined && (await mayStayUnclear(rule, would, sources));
  return [{ ...base, explained, detail }];
}

function ruleAt(
  { timeline }: CheckSources,
  { agent, rule }: { agent: string; rule: string },
  at: number,
): Rule | undefined {
  const inForce = timeline.findLast((one) => one.at <= at) ?? timeline[0];
  return inForce && ruleOver(inForce.set, agent, rule);
}
