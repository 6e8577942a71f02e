import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { formatOf, longestLine, type PageFormat, readPage } from '../../../src/connect/pull/exposition.ts';
import type { PulledSeries } from '../../../src/connect/pull/series.ts';

const readAt = Date.parse('2026-06-05T08:00:00Z');
const read = (text: string, format: PageFormat = 'text', isWanted: (name: string) => boolean = () => true) =>
  readPage(text, { format, readAt, isWanted });
const one = async (line: string, format: PageFormat = 'text') => {
  const series = await read(format === 'text' ? `${line}\n` : `${line}\n# EOF\n`, format);
  if (typeof series === 'string') return series;
  const [{ labels, points } = { labels: new Map(), points: [] }] = series;
  return { labels: Object.fromEntries(labels), points };
};

/** A page as a program writes it. */
function print(series: readonly PulledSeries[], format: PageFormat): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const number = (value: number) =>
    Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const lines = series.map(({ labels, points: [[at, value] = [0, 0]] }) => {
    const [[, name] = ['', ''], ...rest] = labels;
    const named = rest.map(([label, text]) => `${label}="${escaped(text)}"`).join(',');
    const time = format === 'text' ? String(at) : String(at / 1_000);
    return `${name}${named === '' ? '' : `{${named}}`} ${number(value)} ${time}`;
  });
  return ['# TYPE x counter', ...lines, ...(format === 'text' ? [] : ['# EOF']), ''].join('\n');
}

const names = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,9}$/);
const labels = fc.uniqueArray(
  fc.tuple(
    fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,9}$/).filter((label) => label !== '__name__'),
    fc.string({ unit: 'grapheme' }),
  ),
  { selector: ([label]) => label, maxLength: 5 },
);
const anySeries = fc
  .tuple(names, labels, fc.double(), fc.integer({ min: 0, max: 4e12 }))
  .map(([name, pairs, value, at]): PulledSeries => {
    return { labels: new Map([['__name__', name], ...pairs]), points: [[at, value + 0]] };
  });

describe('a page with metrics', () => {
  property.prop([fc.array(anySeries, { maxLength: 20 }), fc.constantFrom<PageFormat>('text', 'openmetrics')])(
    'says what was printed on it',
    async (series, format) => {
      expect(await read(print(series, format), format)).toEqual(series);
    },
  );

  property.prop([
    fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab{}="\\,# \t\n\r+-.0einfNa_:\0é') })),
    fc.constantFrom<PageFormat>('text', 'openmetrics'),
  ])('is read or refused with a reason, whatever it holds', async (text, format) => {
    const found = await read(text, format);
    expect(typeof found === 'string' || found.every(({ labels: all }) => all.has('__name__'))).toBe(true);
  });

  property.prop([fc.array(anySeries, { minLength: 1, maxLength: 5 }), fc.nat()])(
    'that was cut off within a line is none, so that no counter seems to begin anew',
    async (series, where) => {
      const page = print(series, 'text');
      const cut = page.slice(0, where % page.length);
      expect(typeof (await read(cut))).toBe(cut === '' || cut.endsWith('\n') ? 'object' : 'string');
      const open = print(series, 'openmetrics');
      expect(typeof (await read(open.slice(0, where % open.length), 'openmetrics'))).toBe('string');
    },
  );

  test.each([
    ['a', 'a 1', { labels: { __name__: 'a' }, points: [[readAt, 1]] }],
    ['spaces', ' a { b = "c" , } 1e3  5 ', { labels: { __name__: 'a', b: 'c' }, points: [[5, 1_000]] }],
    [
      'escapes',
      'a{b="\\\\ \\" \\n \\t"} 1',
      { labels: { __name__: 'a', b: '\\ " \n \\t' }, points: [[readAt, 1]] },
    ],
    ['infinity', 'a -inf', { labels: { __name__: 'a' }, points: [[readAt, Number.NEGATIVE_INFINITY]] }],
    ['braces in a label', 'a{b="}# x"} 2', { labels: { __name__: 'a', b: '}# x' }, points: [[readAt, 2]] }],
  ])('has lines with %s', async (_, line, series) => {
    expect(await one(line)).toEqual(series);
  });

  test('of OpenMetrics tells times in seconds, and may have exemplars', async () => {
    const series = { labels: { __name__: 'a_total', b: 'c' }, points: [[1_500, 7]] };
    expect(await one('a_total{b="c"} 7 1.5 # {trace="x # y"} 0.5 1.2', 'openmetrics')).toEqual(series);
    expect(await one('a_total{b="c"} 7 # {} 0.5', 'openmetrics')).toMatchObject({ points: [[readAt, 7]] });
    expect(await one('a_total 7 # {} 0.5')).toContain('line 1: expected a value');
    expect(formatOf('application/openmetrics-text; version=1.0.0; charset=utf-8')).toBe('openmetrics');
    expect(formatOf('text/plain; version=0.0.4')).toBe('text');
  });

  test.each([
    ['<html>', 'expected the name'],
    ['a', 'expected a value'],
    ['a x', 'expected a value'],
    ['a 0x1p3', 'expected a value'],
    ['a 1 x', 'expected a value'],
    ['a 1 Inf', 'expected a value'],
    ['a 1 2 3', 'expected a value'],
    ['a{b="c" 1', 'expected labels'],
    ['a{b=c} 1', 'expected labels'],
    ['a{b="c",b="d"} 1', 'the label b stands twice'],
    ['a{b="c"d="e"} 1', 'expected labels'],
    ['{"a b"} 1', 'expected the name'],
    ['a 1\r', 'expected a value'],
  ])('with the line %j is none: %s', async (line, reason) => {
    expect(await one(line)).toContain(`line 1: ${reason}`);
  });

  test('has lines of 65 536 characters and no longer ones', async () => {
    const lineOf = (length: number) => `a{b="${'c'.repeat(length - 9)}"} 1`;
    expect(await one(lineOf(longestLine))).toMatchObject({ points: [[readAt, 1]] });
    expect(await one(lineOf(longestLine + 1))).toContain('longer than 65536');
  });

  test('is not read where nobody wants it', async () => {
    expect(await read('a what is this\nb 1\n', 'text', (name) => name === 'b')).toHaveLength(1);
  });
});
