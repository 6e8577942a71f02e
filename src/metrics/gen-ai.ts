import type { AttributeValues, OtlpReading } from './sources.ts';

/*
 * The names of OpenTelemetry's conventions for generative AI, new and old. They are still being renamed,
 * programs keep to the old ones for years, and no package has them: so they stand here, and nowhere else.
 */
const operations = 'gen_ai.client.operation.duration';
const operationName = 'gen_ai.operation.name';
const modelOperations = ['chat', 'generate_content', 'text_completion', 'embeddings'];
/** Whatever has this has failed. */
const failed: AttributeValues = { 'error.type': ['*'] };

/** The form in which an evaluation of an answer is told: an event among the logs. */
export const evaluation = {
  event: 'gen_ai.evaluation.result',
  score: 'gen_ai.evaluation.score.value',
  label: 'gen_ai.evaluation.score.label',
} as const;

/** The name of an agent, where nobody says it: SDKs for agents name it, all others name their program. */
export const agentAttributes = ['gen_ai.agent.name', 'service.name'];

/** Durations, by what takes them: the new name, and which operations they are under the old one. */
const durations = {
  agent: { name: 'gen_ai.invoke_agent.duration', before: ['invoke_agent'] },
  model: { name: 'gen_ai.client.inference.duration', before: modelOperations },
  tool: { name: 'gen_ai.execute_tool.duration', before: ['execute_tool'] },
} as const;

/** The readings of generative AI that need no names of it. */
export const genAiMeasures = [
  'agent_errors',
  'model_errors',
  'tool_errors',
  'agent_time',
  'model_time',
  'tool_time',
  'input_tokens',
  'output_tokens',
  'evaluation',
] as const;
export type GenAiMeasure = (typeof genAiMeasures)[number];

type Read = { readonly reads: OtlpReading; readonly where: AttributeValues };

/**
 * How a measure is read, by every name that it has. `passes`: the labels of an evaluation that was passed.
 */
export function genAiReadings(
  measure: GenAiMeasure,
  factor: number,
  passes: readonly string[] | undefined,
): readonly Read[] {
  switch (measure) {
    case 'agent_errors':
    case 'model_errors':
    case 'tool_errors':
      return ofDuration(measure, (whole) => ({
        kind: 'ratio',
        whole,
        part: { kind: 'where', where: failed },
      }));
    case 'agent_time':
    case 'model_time':
    case 'tool_time':
      return ofDuration(measure, (name) => ({ kind: 'histogram', name, factor }));
    case 'input_tokens':
    case 'output_tokens':
      return tokens(measure === 'input_tokens' ? 'input' : 'output', factor);
    case 'evaluation':
      return [{ reads: { kind: 'evaluation', factor, ...(passes && { passes }) }, where: {} }];
    default:
      return measure satisfies never;
  }
}

type OfDuration = `${keyof typeof durations}_${string}`;

function ofDuration(measure: OfDuration, readingOf: (name: string) => OtlpReading): readonly Read[] {
  const which = measure.startsWith('agent') ? 'agent' : measure.startsWith('model') ? 'model' : 'tool';
  const { name, before } = durations[which];
  return [
    { reads: readingOf(name), where: {} },
    { reads: readingOf(operations), where: { [operationName]: before } },
  ];
}

/** Counters under their new name; before that a histogram of the tokens of each call. */
function tokens(type: 'input' | 'output', factor: number): readonly Read[] {
  return [
    { reads: { kind: 'counter', name: `gen_ai.client.inference.usage.${type}_tokens`, factor }, where: {} },
    {
      reads: { kind: 'histogram', name: 'gen_ai.client.token.usage', factor },
      where: { 'gen_ai.token.type': [type] },
    },
  ];
}
