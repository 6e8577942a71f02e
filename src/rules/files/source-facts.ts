import type {
  AlertSource,
  AttributeValues,
  OtlpReading,
  OtlpSource,
  RatioPart,
  ScoreSource,
  SeriesSource,
} from '../../metrics/sources.ts';
import type { CodeField, FlagField, HelpdeskSource, NumberField } from '../helpdesk.ts';
import type { RuleSet } from '../ruleset.ts';

/** The texts of one entry of sources.yaml, under the keys that the file gives them. */
type SourceText = { readonly id: string; readonly texts: Readonly<Record<string, string | undefined>> };

/** Everything that sources.yaml says, entry by entry. */
export function sourceTexts(set: RuleSet): readonly SourceText[] {
  return [
    ...(set.sources ?? []).map(sourceThing),
    ...(set.alertSources ?? []).map(alertThing),
    ...(set.otlpSources ?? []).map(otlpThing),
    ...(set.scoreSources ?? []).map(scoreThing),
    ...(set.helpdesks ?? []).map(helpdeskThing),
  ];
}

function sourceThing({ metric, reads, agent, where, variantLabel }: SeriesSource): SourceText {
  const series = reads.kind === 'ratio' ? `${reads.part} / ${reads.whole}` : reads.series;
  const facts = {
    factor: reads.kind === 'gauge' && reads.factor !== 1 ? String(reads.factor) : undefined,
    ...readFacts(where, agent),
    variant_label: variantLabel,
  };
  return { id: `${metric} (${reads.kind} ${series})`, texts: facts };
}

function alertThing({ alert, where, feeds }: AlertSource): SourceText {
  const counts = feeds.kind === 'count' ? feeds : undefined;
  const texts = readFacts(where, counts?.agent);
  return { id: `${counts?.metric ?? 'alive'} (alert ${alert})`, texts };
}

function otlpThing({ metric, reads, agent, where, variantAttribute }: OtlpSource): SourceText {
  const facts = {
    passes: reads.kind === 'evaluation' ? reads.passes?.join(', ') : undefined,
    factor: 'factor' in reads && reads.factor !== 1 ? String(reads.factor) : undefined,
    part: reads.kind === 'ratio' ? partText(reads.part) : undefined,
    ...attributeFacts(agent, where),
    variant_attribute: variantAttribute,
  };
  return { id: `${metric} (otlp ${reads.kind}${readText(reads)})`, texts: facts };
}

function scoreThing({ metric, from, score, project, labels, factor, ...more }: ScoreSource): SourceText {
  const { agent, where, sampleRate } = more;
  const values = Object.entries(labels ?? {}).map(([label, value]) => `${label}=${value}`);
  const facts = {
    project,
    labels: values.length === 0 ? undefined : values.join(', '),
    factor: factor === 1 ? undefined : String(factor),
    ...attributeFacts(agent, where),
    sample_rate: sampleRate === undefined ? undefined : String(sampleRate),
  };
  return { id: `${metric} (${from} ${score})`, texts: facts };
}

function attributeFacts(agent: OtlpSource['agent'], where: AttributeValues) {
  return {
    agent: 'fixed' in agent ? agent.fixed : undefined,
    agent_attribute: 'fixed' in agent ? undefined : agent.attributes.join(', '),
    where: valuesText(where),
  };
}

function readText(reads: OtlpReading): string {
  if (reads.kind === 'evaluation') return '';
  return ` ${reads.kind === 'ratio' ? reads.whole : reads.name}`;
}

function partText(part: RatioPart): string | undefined {
  if (part.kind === 'where') return valuesText(part.where);
  return part.kind === 'above' ? `> ${part.bound}` : part.name;
}

function valuesText(values: AttributeValues): string | undefined {
  const texts = Object.entries(values).map(([name, some]) => `${name}="${some.join('|')}"`);
  return texts.length === 0 ? undefined : texts.toSorted().join(', ');
}

function readFacts(where: SeriesSource['where'], agent: SeriesSource['agent'] | undefined) {
  const labels = Object.entries(where).map(([label, value]) => `${label}="${value}"`);
  return {
    agent: agent !== undefined && 'fixed' in agent ? agent.fixed : undefined,
    agent_label: agent !== undefined && 'label' in agent ? agent.label : undefined,
    where: labels.length === 0 ? undefined : labels.toSorted().join(', '),
  };
}

function helpdeskThing({ name, kind, url, agent, ...fields }: HelpdeskSource): SourceText {
  const text = (field: CodeField | FlagField | NumberField) => {
    const values =
      'is' in field ? field.is : Object.entries(field.values).map(([value, meant]) => `${value} → ${meant}`);
    return values.length === 0 ? field.from : `${field.from}: ${values.join(', ')}`;
  };
  const mapped = Object.entries(fields).map(([key, field]) => [key, text(field)]);
  const about = 'fixed' in agent ? agent.fixed : text(agent);
  return { id: `${name} (${kind})`, texts: { agent: about, url, ...Object.fromEntries(mapped) } };
}
