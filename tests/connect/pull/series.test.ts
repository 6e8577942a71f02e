import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { fillColumns } from '../../../src/connect/pull/series.ts';
import { createWriteColumns } from '../../../src/metrics/intake/remote-write/columns.ts';
import { readLabels } from '../../../src/metrics/intake/remote-write/proto.ts';

const name = fc.string({ minLength: 1, unit: 'grapheme' });
const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('x'.repeat(127), 'é'.repeat(9_000)));
const series = fc.record({
  labels: fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1, maxLength: 4 }),
  points: fc.array(fc.tuple(fc.integer(), fc.double()), { maxLength: 3 }),
});

describe('series that were asked for', () => {
  property.prop([fc.array(series, { maxLength: 6 })])('are columns as those of remote write', (all) => {
    const columns = createWriteColumns();
    fillColumns(
      columns,
      all.map(({ labels, points }) => ({ labels: new Map(labels), points })),
    );
    const found = all.map((_, index) => {
      const [from = 0, to = 0] = [columns.labelStart[index], columns.labelEnd[index]];
      const [first = 0, behind = 0] = [columns.firstSample[index], columns.firstSample[index + 1]];
      const at = [...columns.at.subarray(first, behind)];
      return {
        labels: [...readLabels(columns.labels, from, to)],
        points: at.map((time, sample) => [time, columns.value[first + sample]]),
      };
    });
    expect(columns.series).toBe(all.length);
    expect(found).toEqual(all);
  });
});
