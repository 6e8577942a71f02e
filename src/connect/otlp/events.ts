import { evaluation } from '../../metrics/gen-ai.ts';
import type { Reading } from '../../metrics/reading.ts';
import { clip, unknownName } from '../../metrics/sample.ts';
import type { OtlpReading, OtlpSource } from '../../metrics/sources.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { agentOf, fits, type OtlpRules, type Refused, variantIn } from './feeds.ts';
import { type Attributes, attributeOf, type OtlpEvent } from './points.ts';

/** The readings of an event for every metric that sources.yaml has for it, or why there is none. */
export function readingsOfEvent(
  event: OtlpEvent,
  place: number,
  rules: OtlpRules,
): readonly Reading[] | Refused {
  if (event.name !== evaluation.event) {
    const reason = `log records are read as ${evaluation.event} alone${event.name === '' ? '' : `, not as ${clip(event.name)}`}`;
    return { code: 'unmapped', reason };
  }
  const readings: Reading[] = [];
  let refused: Refused | undefined;
  for (const source of rules.sources) {
    if (source.reads.kind !== 'evaluation' || !fits(event.attributes, source.where)) continue;
    const read = readingOf(event, place, source, source.reads, rules);
    if ('code' in read) refused ??= read;
    else readings.push(read);
  }
  if (readings.length > 0) return readings;
  const reason = `no entry under otlp of sources.yaml reads ${event.name} with these attributes`;
  return refused ?? { code: 'unmapped', reason };
}

function readingOf(
  { attributes, identity, program, at }: OtlpEvent,
  point: number,
  source: OtlpSource,
  reads: Extract<OtlpReading, { kind: 'evaluation' }>,
  rules: OtlpRules,
): Reading | Refused {
  const agent = agentOf(evaluation.event, attributes, source, rules);
  if (typeof agent !== 'string') return agent;
  const metric = rules.metric(source.metric);
  if (metric === undefined) return { code: 'unmapped', reason: unknownName('metric', source.metric) };
  const value = scoreOf(attributes, reads);
  if (typeof value === 'string') return { code: 'unfit', reason: value, agent };
  if (Number.isNaN(at)) return { code: 'unfit', reason: 'timeUnixNano: expected a time', agent };
  const key = sha256Hex(JSON.stringify([agent, source, identity]));
  const takes = { kind: 'value', factor: reads.passes === undefined ? reads.factor : 1 } as const;
  return {
    point,
    agent,
    metric,
    key,
    program,
    at,
    startedAt: Number.NaN,
    form: 'event',
    numbers: [value],
    takes,
    ...variantIn(attributes, agent, source, rules),
  };
}

/** The label says whether it was passed: the same score means opposite things in two evaluators. */
function scoreOf(
  attributes: readonly Attributes[],
  { passes }: Extract<OtlpReading, { kind: 'evaluation' }>,
): number | string {
  const name = passes === undefined ? evaluation.score : evaluation.label;
  const found = attributeOf(attributes, name);
  if (found === undefined) {
    const failed =
      attributeOf(attributes, 'error.type') === undefined ? '' : ': the evaluation itself failed';
    return `${evaluation.event} has no ${name}${failed}`;
  }
  return passes === undefined ? Number(found) : Number(passes.includes(found));
}
