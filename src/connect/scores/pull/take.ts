import type { IntakePorts } from '../../../metrics/intake/ports.ts';
import { addRefusal, type Refusals } from '../../../metrics/refusals.ts';
import { clip, type IdentifiedSample, timeLimits } from '../../../metrics/sample.ts';
import type { ScoreKeeper, ScoreSource } from '../../../metrics/sources.ts';
import { faultOf, type PullFault } from '../../pull/fault.ts';
import { type ScoreRefused, type ScoreRules, samplesOf } from '../feeds.ts';
import type { Score } from '../score.ts';
import type { CountRefused } from '../telemetry.ts';

/** The outside of taking scores. */
export type TakePorts = Pick<IntakePorts, 'now' | 'count'> & {
  readonly rules: () => ScoreRules;
  /** Resolves when they are durable; says how many had not been counted before. */
  readonly ingestOnce: (samples: readonly IdentifiedSample[], receivedAt: number) => Promise<number>;
  readonly countRefused: CountRefused;
};

/**
 * The scores that were found, by id: `done` needs no further look, `waits` for what it is about, which may
 * come after it, and `lost` has waited for long.
 */
export type Seen = Map<string, 'waits' | 'lost' | 'done'>;

/** Where scores were found, and what they are read by. */
type Place = {
  readonly from: ScoreKeeper;
  readonly sources: readonly ScoreSource[];
  readonly seen: Seen;
};

/** So long what a score is about is looked for at each look, and then seldom. */
const patientMs = 900_000;
/** So many scores are remembered. */
const mostSeen = 100_000;

/** No answer is no data, at each agent that an entry names. */
export function tellFault(
  { count, rules }: TakePorts,
  sources: readonly ScoreSource[],
  from: ScoreKeeper,
  { reason }: PullFault,
): void {
  const refusals: Refusals = new Map();
  for (const { agent, metric } of sources) {
    const named = 'fixed' in agent && rules().hasAgent(agent.fixed) ? agent.fixed : undefined;
    addRefusal(refusals, { agent: named, reason: `${metric}: ${from}: ${reason}`, count: 1 });
  }
  count('scores', { no_data: refusals.size }, refusals);
}

/** Counts what was found; resolves when it is durable. */
export async function takeScores(
  ports: TakePorts,
  { from, sources, seen }: Place,
  scores: readonly (Score | undefined)[],
): Promise<PullFault | undefined> {
  const receivedAt = performance.now();
  const [rules, now] = [ports.rules(), ports.now()];
  const times = timeLimits(now, 'interactions');
  const samples: IdentifiedSample[] = [];
  const refused: ScoreRefused[] = [];
  const states = new Map<string, 'waits' | 'lost' | 'done'>();
  let noData = 0;
  for (const score of scores) {
    if (score === undefined) {
      refused.push({ code: 'malformed', reason: `a score of ${from} has no id or no name` });
      continue;
    }
    const read = samplesOf(score, sources, rules, times);
    if (!('code' in read)) {
      samples.push(...read);
      if (read.length === 0) noData += 1;
    } else if (!seen.has(score.id)) refused.push(read);
    const isMissing = 'code' in read && read.code === 'no_time';
    const waits = now - (score.scoredAt ?? now) < patientMs;
    states.set(score.id, isMissing ? (waits ? 'waits' : 'lost') : 'done');
  }
  let counted: number;
  try {
    counted = await ports.ingestOnce(samples, receivedAt);
  } catch (error) {
    return faultOf(
      'not_kept',
      `it could not be kept: ${clip(error instanceof Error ? error.message : String(error))}`,
    );
  }
  for (const [id, state] of states) seen.set(id, state);
  for (const oldest of seen.keys()) {
    if (seen.size <= mostSeen) break;
    seen.delete(oldest);
  }
  const refusals: Refusals = new Map();
  for (const { agent, reason, code } of refused) {
    addRefusal(refusals, { agent, reason, count: 1 });
    ports.countRefused(from, code, 1);
  }
  const counts = {
    accepted: counted,
    repeated: samples.length - counted,
    no_data: noData,
    rejected: refused.length,
  };
  ports.count('scores', counts, refusals);
  return undefined;
}
