import { describe, expect, test } from 'vitest';
import { problemMarks, setOf, shippedFiles, withFile } from '../../rules/folder.ts';

const files = await shippedFiles();
const withEntry = (entry: string) => withFile(files, 'sources.yaml', `scores:\n  - ${entry}\n`);

describe('what is wrong with an entry of scores', () => {
  test.each([
    [
      'an unknown keeper',
      '{ metric: csat, from: langfus, score: a }',
      'sources.yaml:2:27 bad_value langfus → langfuse',
    ],
    [
      'an unknown metric and agent',
      '{ metric: cast, from: phoenix, score: a, agent: margo }',
      'sources.yaml:2:15 unknown_metric cast → csat',
      'sources.yaml:2:53 unknown_agent margo',
    ],
    [
      'an agent twice',
      '{ metric: csat, from: phoenix, score: a, agent: margaux, agent_attribute: metadata.bot }',
      'sources.yaml:2:62 too_many_keys agent and agent_attribute',
    ],
    [
      'a project of Langfuse',
      '{ metric: csat, from: langfuse, project: p, score: a }',
      'sources.yaml:2:37 too_many_keys a project of langfuse',
    ],
    [
      'an age',
      '{ metric: catalogue_freshness, from: langfuse, score: a }',
      'sources.yaml:2:52 source_aggregate a score for a metric whose aggregate is age',
    ],
    [
      'a rate of nothing',
      '{ metric: csat, from: langfuse, score: a, sample_rate: 0 }',
      'sources.yaml:2:60 bad_value 0',
    ],
  ])('%s', (_, entry, ...marks) => {
    expect(problemMarks(withEntry(entry))).toEqual(marks);
  });
});

test('a set without scores keeps its hash, and one with other labels has another', () => {
  const hashOf = (labels: string) =>
    setOf(withEntry(`{ metric: csat, from: langfuse, score: a, labels: { good: ${labels} } }`)).hash;
  expect(setOf(files).scoreSources).toBeUndefined();
  expect(hashOf('1')).not.toBe(hashOf('2'));
});
