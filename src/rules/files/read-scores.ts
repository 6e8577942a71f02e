import type { NamedMetric } from '../../metrics/metric.ts';
import type { ScoreSource } from '../../metrics/sources.ts';
import { defined } from '../../platform/defined.ts';
import type { Mandate } from '../ruleset.ts';
import { aMetric, anAgent, checkKnown, type Known } from './known.ts';
import { valuesOf } from './read-otlp.ts';
import { readWith } from './schema-check.ts';
import { ScoreEntry } from './schemas/sources-file.ts';
import { complainOfKey, itemsOf, type Place, under } from './source.ts';

/** Where the agent of something scored is looked for, the first first. */
const agentAttributes = ['metadata.agent', 'tag.agent', 'gen_ai.agent.name'];

/** The part of sources.yaml about scores; `file` is absent when there is no such file. */
export function readScoreSources(
  file: Place | undefined,
  names: { readonly metrics: Known<NamedMetric>; readonly agents: Known<Mandate> },
): ScoreSource[] {
  if (file === undefined) return [];
  return itemsOf(under(file, 'scores')).flatMap((place) => {
    const entry = readWith(ScoreEntry, place);
    if (entry === undefined) return [];
    const isGood = [
      checkKnown(names.metrics, under(place, 'metric'), aMetric),
      checkKnown(names.agents, under(place, 'agent'), anAgent),
      isSound(place, entry, names.metrics.good.get(entry.metric)),
    ].every(Boolean);
    return isGood ? [sourceOf(entry)] : [];
  });
}

function isSound(place: Place, entry: ScoreEntry, metric: NamedMetric | undefined): boolean {
  const refuse = (key: string, code: string, found: string, expected: string): false => {
    complainOfKey(under(place, key), code, found, expected);
    return false;
  };
  if (entry.agent !== undefined && entry.agent_attribute !== undefined)
    return refuse('agent_attribute', 'too_many_keys', 'agent and agent_attribute', 'one of the two');
  if (entry.project !== undefined && entry.from === 'langfuse')
    return refuse('project', 'too_many_keys', 'a project of langfuse', 'the project of the key alone');
  if (metric?.aggregate === 'age')
    return refuse(
      'score',
      'source_aggregate',
      'a score for a metric whose aggregate is age',
      'another metric',
    );
  return true;
}

function sourceOf({ metric, from, score, project, labels, factor, agent, ...more }: ScoreEntry): ScoreSource {
  const { agent_attribute: attribute, where, sample_rate: sampleRate } = more;
  const about = attribute === undefined ? agentAttributes : [attribute];
  return defined({
    ...{ metric, from, score, project, labels, factor, sampleRate },
    agent: agent === undefined ? { attributes: about } : { fixed: agent },
    where: valuesOf(where),
  });
}
