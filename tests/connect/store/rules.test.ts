import { describe, expect, test } from 'vitest';
import { wantedBy } from '../../../src/connect/pull/wanted.ts';
import { createLiveCells } from '../../../src/metrics/memory/live.ts';
import { createEngine, evaluateAll } from '../../../src/rules/engine/engine.ts';
import { edited, problemMarks, setOf, shippedFiles, withFile } from '../../rules/folder.ts';
import { storeFiles } from './files.ts';

const files = Object.entries(storeFiles).reduce(
  (all, [path, text]) => {
    const before = all.find((file) => file.path === path)?.text;
    return withFile(all, path, (before ?? '') + text);
  },
  await shippedFiles(),
);
const quality = "from: { promql: 'min_over_time(bot_quality[$window])', keep: store, agent_label: bot }";

describe('metrics that live in a store', () => {
  const set = setOf(files);

  test('are not asked for, have no series in memory, and their rules are not evaluated by the passing of time', () => {
    expect(wantedBy(set)).toEqual([]);
    const live = createLiveCells(set.stepMs);
    const engine = createEngine(set, live, undefined, 'store');
    const named = live.metrics;
    expect(named).not.toContain('wrong_answers');
    expect(named).toContain('error_rate');
    for (const now of [0, 3_600_000]) evaluateAll(engine, now);
    const touched = [...engine.changed].map((place) => engine.watches.rules[place]?.rule.id);
    expect(touched).not.toContain('wrong-answers');
    expect(touched).toContain('error-rate');
  });

  test('have their past in rule tests and replays, which evaluate them here', () => {
    const live = createLiveCells(set.stepMs);
    createEngine(set, live);
    expect(live.metrics).toContain('wrong_answers');
  });
});

describe('what is wrong with a metric of a store', () => {
  const marks = (all: typeof files) => problemMarks(all).map((mark) => mark.replace(/^\S+ /, ''));
  const from = (text: string) => marks(edited(files, 'metrics.yaml', quality, `from: ${text}`));

  test.each([
    ['no query', '{ keep: store }', 'missing_key neither promql nor scrape'],
    ['no window', '{ promql: up, keep: store }', 'no_window up'],
    ['samples without a window', "{ promql: 'q[$window]', samples: s, keep: store }", 'no_window s'],
    ['samples here', "{ promql: q, samples: 's[$window]' }", 'missing_key samples'],
    [
      'a time of its own',
      "{ promql: 'q[$window]', keep: store, every: 30s }",
      'too_many_keys keep and every',
    ],
    ['a page', "{ scrape: 'http://bot/metrics', keep: store }", 'missing_key keep without promql'],
  ])('%s', (_, text, mark) => {
    expect(from(text)).toEqual([mark]);
  });

  test('a percentile, which no chart can put together again', () => {
    const percentile = edited(
      files,
      'metrics.yaml',
      `aggregate: min\n    own_traffic: false\n    ${quality}`,
      `aggregate: p95\n    own_traffic: false\n    ${quality}`,
    );
    expect(marks(percentile)).toContain('kept_percentile p95');
  });

  test('samples that nobody counts, and conditions in two places', () => {
    const least = edited(files, 'agents/margaux.yaml', 'id: quality\n', 'id: quality\n    min_samples: 2\n');
    expect(marks(least)).toEqual(['uncounted_samples 2']);
    const both = "when: ['wrong_answers > 10% over 1m', 'error_rate > 10% over 1m']";
    expect(marks(edited(files, 'agents/margaux.yaml', 'when: wrong_answers > 10% over 1m', both))).toEqual([
      'two_places metrics that live here and in the store',
    ]);
  });

  test.each(['sources', 'otlp'])('an entry under %s that would feed it here', (key) => {
    const text = `${key}:\n  - { metric: answer_quality, gauge: q, agent: margaux }\n`;
    expect(marks(withFile(files, 'sources.yaml', text)).join()).toContain('lives_in_store answer_quality');
  });
});
