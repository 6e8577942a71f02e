import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { exposition, type Reading, showFamily } from '../../src/platform/exposition.ts';

test('labels and values are written as Prometheus reads them', async () => {
  const registry = new Registry();
  const readings: Reading[] = [
    { labels: { text: 'a "b" \\ c\nd', number: 4 }, value: 0.25 },
    { labels: {}, value: Number.NaN },
    { labels: {}, value: Number.NEGATIVE_INFINITY },
    { labels: {}, value: Number.POSITIVE_INFINITY },
  ];
  showFamily(registry, { name: 'probe', help: 'one\ntwo', type: 'gauge', read: () => readings });
  expect((await exposition(registry)).trim().split('\n')).toEqual([
    '# HELP probe one\\ntwo',
    '# TYPE probe gauge',
    'probe{text="a \\"b\\" \\\\ c\\nd",number="4"} 0.25',
    'probe NaN',
    'probe -Inf',
    'probe +Inf',
  ]);
});

test.each([
  ['series are written', 2_000],
  ['things without series are looked at', 0],
])('others have their turn while many %s', async (_, series) => {
  const registry = new Registry();
  const turns = { taken: 0 };
  function* slowly(): Generator<Reading | undefined> {
    for (let number = 0; number < 2_000; number += 1) {
      for (const until = performance.now() + 0.01; performance.now() < until; );
      yield number < series ? { labels: { number }, value: number } : undefined;
    }
  }
  showFamily(registry, { name: 'probe', help: 'h', type: 'counter', read: slowly });
  let isOver = false;
  const others = (): void => {
    turns.taken += 1;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  const text = await exposition(registry);
  isOver = true;
  expect(text.split('\n').filter((line) => line.startsWith('probe{'))).toHaveLength(series);
  expect(turns.taken).toBeGreaterThan(3);
});
