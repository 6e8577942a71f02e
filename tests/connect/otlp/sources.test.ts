import { describe, expect, test } from 'vitest';
import { problemMarks, withFile } from '../../rules/folder.ts';
import { files } from './memory.ts';

describe('what is wrong with sources of OpenTelemetry', () => {
  const withEntry = (entry: string) => problemMarks(withFile(files, 'sources.yaml', `otlp:\n  - ${entry}\n`));
  test.each([
    ['nothing that is read', '{ metric: csat }', 'sources.yaml:2:7 missing_key nothing that is read'],
    [
      'two things',
      '{ metric: csat, gauge: a.b, counter: c.d }',
      'sources.yaml:2:33 too_many_keys gauge and counter',
    ],
    ['an unknown metric', '{ metric: cast, gauge: a.b }', 'sources.yaml:2:15 unknown_metric cast → csat'],
    [
      'an agent twice',
      '{ metric: csat, gauge: a.b, agent: margaux, agent_attribute: service.name }',
      'sources.yaml:2:49 too_many_keys agent and agent_attribute',
    ],
    [
      'a counter of a mean',
      '{ metric: csat, counter: a.b }',
      'sources.yaml:2:21 source_aggregate counter for a metric whose aggregate is mean',
    ],
    [
      'a gauge of an age',
      '{ metric: otel_synced, gauge: a.b }',
      'sources.yaml:2:28 source_aggregate gauge for a metric whose aggregate is age',
    ],
    [
      'a ratio of nothing',
      '{ metric: otel_errors, ratio: { whole: a.b } }',
      'sources.yaml:2:37 too_many_keys nothing that is measured',
    ],
    [
      'a ratio of two things',
      '{ metric: otel_errors, ratio: { whole: a.b, part: c.d, above: 5 } }',
      'sources.yaml:2:60 too_many_keys part and above',
    ],
    [
      'a factor of a ratio',
      '{ metric: otel_errors, ratio: { whole: a.b, part: c.d }, factor: 2 }',
      'sources.yaml:2:62 too_many_keys a factor beside ratio',
    ],
    [
      'tokens for what is no sum',
      '{ metric: csat, gen_ai: input_tokens }',
      'sources.yaml:2:21 source_aggregate input_tokens for a metric whose aggregate is mean',
    ],
    [
      'labels of what is no evaluation',
      '{ metric: otel_errors, gen_ai: agent_errors, passes: [a] }',
      'sources.yaml:2:50 too_many_keys passes beside agent_errors',
    ],
    ['a measure nobody knows', '{ metric: csat, gen_ai: errors }', 'sources.yaml:2:29 bad_value errors'],
    ['a name that is none', '{ metric: csat, gauge: "a b" }', 'sources.yaml:2:28 bad_value a b'],
  ])('an entry with %s', (_, entry, mark) => {
    expect(withEntry(entry)).toEqual([mark]);
  });

  test('nothing: an entry of each kind', () => {
    expect(problemMarks(files)).toEqual([]);
  });
});
