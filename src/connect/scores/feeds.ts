import { valueFault } from '../../metrics/metric.ts';
import {
  clip,
  type IdentifiedSample,
  type Known,
  type TimeLimits,
  timeFault,
  unknownName,
} from '../../metrics/sample.ts';
import type { ScoreKeeper, ScoreSource } from '../../metrics/sources.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { agentOf, fits, type RefusalCode } from '../otlp/feeds.ts';
import { attributeOf } from '../otlp/points.ts';
import type { Score } from './score.ts';

/** The knowledge that scores are read with. */
export type ScoreRules = Known & { readonly sources: readonly ScoreSource[] };

/** Why a score feeds nothing. */
export type ScoreRefused = {
  readonly code: RefusalCode | 'no_time';
  readonly reason: string;
  readonly agent?: string;
};

/** The sources that read scores of one project of a keeper. */
export function sourcesFrom(
  { sources }: Pick<ScoreRules, 'sources'>,
  keeper: ScoreKeeper,
  project: string | undefined,
): readonly ScoreSource[] {
  return sources.filter((source) => source.from === keeper && source.project === project);
}

/**
 * The samples of a score, for every metric that sources.yaml has for it, or why there is none; an empty list
 * where the score says nothing.
 */
export function samplesOf(
  score: Score,
  sources: readonly ScoreSource[],
  rules: Known,
  times: TimeLimits,
): readonly IdentifiedSample[] | ScoreRefused {
  if (score.at === undefined) {
    const [source] = sources.filter(({ score: name }) => name === score.name);
    if (source !== undefined) return missing(score, source);
  }
  const samples: IdentifiedSample[] = [];
  let refused: ScoreRefused | undefined;
  let isEmpty = false;
  for (const source of sources) {
    if (source.score !== score.name || !fits(score.attributes, source.where)) continue;
    const read = sampleOf(score, source, rules, times);
    if (read === undefined) isEmpty = true;
    else if ('code' in read) refused ??= read;
    else samples.push(read);
  }
  if (samples.length > 0 || (refused === undefined && isEmpty)) return samples;
  const reason = `score ${clip(score.name)}: no entry under scores of sources.yaml reads it with these attributes`;
  return refused ?? { code: 'unmapped', reason };
}

/** Neither its time is known, nor whom it is about. */
function missing({ name }: Score, { agent }: ScoreSource): ScoreRefused {
  const reason = `score ${clip(name)}: what it is about is not there (yet), so nobody knows the time it counts at`;
  return { code: 'no_time', reason, ...('fixed' in agent ? { agent: agent.fixed } : {}) };
}

function sampleOf(
  score: Score,
  source: ScoreSource,
  rules: Known,
  times: TimeLimits,
): IdentifiedSample | ScoreRefused | undefined {
  const what = `score ${clip(score.name)}`;
  const agent = agentOf(what, score.attributes, source, rules);
  if (typeof agent !== 'string') return agent;
  const metric = rules.metric(source.metric);
  if (metric === undefined) return { code: 'unmapped', reason: unknownName('metric', source.metric) };
  const refuse = (code: ScoreRefused['code'], reason: string): ScoreRefused => ({
    code,
    reason: `${what}: ${reason}`,
    agent,
  });
  const value = numberOf(score, source);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return refuse('unfit', value);
  const weight = weightOf(score, source);
  if (typeof weight === 'string') return refuse('unfit', weight);
  const { at = Number.NaN } = score;
  const fault = valueFault(metric, value) ?? timeFault(at, times);
  if (fault !== undefined) return refuse('not_taken', fault);
  const id = `score:${source.from}:${keptId(score.id)}:${metric.name}`;
  return { id, agent, metric: metric.name, value: value + 0, weight, at: Math.floor(at) };
}

/** Programs may choose ids as they like. One that no database keeps would hold up the scores beside it. */
function keptId(id: string): string {
  return /^[\x20-\x7e]{1,128}$/.test(id) ? id : sha256Hex(id);
}

/** The number that a score stands for, nothing where it says nothing, or why it stands for none. */
function numberOf({ value, label }: Score, { labels, factor }: ScoreSource): number | string | undefined {
  const named = label ?? (typeof value === 'boolean' ? String(value) : undefined);
  if (labels !== undefined && named !== undefined && (label !== undefined || Object.hasOwn(labels, named)))
    return Object.hasOwn(labels, named)
      ? labels[named]
      : `the label ${clip(named)} is none of ${Object.keys(labels).join(', ')}`;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? value * factor : 'value: expected a finite number';
  if (label === undefined) return undefined;
  return `${clip(label)} is a label, and labels of the entry says nothing of its value`;
}

/** One scored answer stands for as many as were not chosen to be scored. */
function weightOf({ attributes }: Score, { sampleRate: rate }: ScoreSource): number | string {
  if (rate === undefined) return 1;
  const found = typeof rate === 'number' ? rate : Number(attributeOf(attributes, rate));
  return found > 0 && found <= 1 ? 1 / found : `${rate}: expected a rate above 0 and up to 1`;
}
