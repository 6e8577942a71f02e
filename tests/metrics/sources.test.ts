import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createLabelIndex, labelNumber } from '../../src/metrics/intake/remote-write/label-index.ts';
import type { Known } from '../../src/metrics/sample.ts';
import { resolveSeries, type SeriesSource } from '../../src/metrics/sources.ts';
import { metrics } from '../rules/metrics.ts';

const names: Known = {
  hasAgent: (agent: string) => agent === 'margaux',
  metric: (metric: string) => metrics.get(metric),
};
const ratio: SeriesSource = {
  metric: 'error_rate',
  reads: { kind: 'ratio', part: 'wrong_total', whole: 'answers_total' },
  agent: { label: 'bot' },
  where: { env: 'prod' },
};
const labels = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('a series', () => {
  test('feeds the metric of its source, and both counters of a ratio have one key', () => {
    const at = (name: string) =>
      resolveSeries(labels({ __name__: name, bot: 'margaux', env: 'prod' }), [ratio], names);
    const [part, whole] = [at('wrong_total'), at('answers_total')];
    expect(part).toMatchObject([{ role: 'part', agent: 'margaux', metric: 'error_rate' }]);
    expect(whole).toMatchObject([{ role: 'whole' }]);
    expect(typeof part === 'string' ? '' : part[0]?.key).toBe(
      typeof whole === 'string' ? 'x' : whole[0]?.key,
    );
  });

  test('with the name of a metric is that metric, unless a source says otherwise', () => {
    const plain = labels({ __name__: 'csat', agent: 'margaux' });
    expect(resolveSeries(plain, [], names)).toMatchObject([{ role: 'gauge', metric: 'csat', factor: 1 }]);
    const other: SeriesSource = {
      metric: 'error_rate',
      reads: { kind: 'gauge', series: 'csat', factor: 0.01 },
      agent: { fixed: 'margaux' },
      where: {},
    };
    expect(resolveSeries(plain, [other], names)).toMatchObject([{ metric: 'error_rate', factor: 0.01 }]);
  });

  test('that feeds nothing says why', () => {
    const why = (entries: Record<string, string>) => resolveSeries(labels(entries), [ratio], names);
    expect(why({ __name__: 'up' })).toContain('no source');
    expect(why({ __name__: 'wrong_total', env: 'test', bot: 'margaux' })).toContain('no source');
    expect(why({ __name__: 'wrong_total', env: 'prod' })).toContain('no label bot');
    expect(why({ __name__: 'wrong_total', env: 'prod', bot: 'leo' })).toContain('unknown agent "leo"');
  });
});

describe('label sets', () => {
  // Few different ones, so that they follow each other again and in other orders.
  const sets = fc
    .array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 300 })
    .chain((some) => fc.array(fc.constantFrom(...some), { maxLength: 2_000 }));

  property.prop([sets, fc.integer(), fc.boolean()])(
    'have the same number exactly when they have the same bytes, in whatever order they come',
    (all, seed, isOneRequest) => {
      const index = createLabelIndex(seed);
      const known = new Map<string, number>();
      let previous = -1;
      for (const set of all) {
        const padded = new DataView(new Uint8Array([1, ...set, 2]).buffer);
        const number = labelNumber(index, padded, 1, 1 + set.length, isOneRequest ? previous : -1);
        const text = set.join();
        expect(number).toBe(known.get(text) ?? known.size);
        known.set(text, number);
        previous = number;
      }
    },
  );
});
