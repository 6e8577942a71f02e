import { describe, expect, test } from 'vitest';
import { listen, seeTarget, targetOf, withZero } from '../../../../src/metrics/intake/remote-write/birth.ts';
import { createLiveCells } from '../../../../src/metrics/memory/live.ts';

const sources = [
  { metric: 'm', reads: { kind: 'counter', series: 'c' }, agent: { fixed: 'a' }, where: {} } as const,
];
const at = (now: number) => ({ live: createLiveCells(1_000), now });
const labels = (instance: string) => new Map([['instance', instance]]);

/** Listens since 100, to a target whose counters were scraped at these times. */
function heard(...scrapes: readonly number[]) {
  const listening = listen(undefined, sources, at(100));
  const target = targetOf(listening, 'a', labels('one'));
  for (const scrape of scrapes) seeTarget(target, scrape);
  const zeroAt = (time: number, startedAt = Number.NaN, known?: { value: number; at: number }) =>
    withZero({ value: 5, at: time }, startedAt, known, listening, target).zeroAt;
  return { listening, zeroAt };
}

describe('a counter that was never seen', () => {
  test('began at 0 when its target was scraped twice without it, not once, and not in the same scrape', () => {
    expect(heard().zeroAt(110)).toBeUndefined();
    expect(heard(100, 100).zeroAt(110)).toBeUndefined();
    expect(heard(100, 110).zeroAt(110)).toBeUndefined();
    expect(heard(100, 110).zeroAt(120)).toBe(119);
    expect(heard(110, 100).zeroAt(120)).toBe(119);
  });

  test('is counted from its start time if that is heard of, and from where it stands if it is older', () => {
    expect(heard().zeroAt(110, 100)).toBe(100);
    expect(heard().zeroAt(110, 99)).toBeUndefined();
    expect(heard(100, 110).zeroAt(120, 99)).toBeUndefined();
    expect(heard().zeroAt(110, 110)).toBe(109);
  });

  test('of another instance, or read by other sources, is not judged by these scrapes', () => {
    const { listening } = heard(100, 110);
    expect(targetOf(listening, 'a', labels('two')).secondAt).toBe(Number.POSITIVE_INFINITY);
    const again = listen(listening, [...sources], at(130));
    expect(again).toBe(listening);
    const [other] = sources.map((source) => ({ ...source, metric: 'n' }));
    const anew = listen(listening, other === undefined ? [] : [other], at(130));
    expect(anew.since).toBe(130);
    expect(targetOf(anew, 'a', labels('one')).firstAt).toBe(Number.POSITIVE_INFINITY);
  });

  test('without job and instance is judged by series with the same labels alone', () => {
    const listening = listen(undefined, sources, at(100));
    const of = (more: Record<string, string>) =>
      targetOf(listening, 'a', new Map(Object.entries({ __name__: 'c', ...more })));
    expect(of({ kind: 'old' })).toBe(of({ kind: 'new' }));
    expect(of({ kind: 'old' })).not.toBe(of({ kind: 'old', pod: 'p' }));
    expect(of({ kind: 'old', job: 'j' })).toBe(of({ job: 'j' }));
  });

  test('was born while nobody listened, if it says that it began after what was kept last', () => {
    const live = createLiveCells(1_000);
    live.marks.set(3, { value: 1, at: 70 });
    live.marks.set(4, { value: 1, at: 60 });
    expect(listen(undefined, sources, { live, now: 100 }).since).toBe(70);
  });
});

describe('a counter that is known', () => {
  test('began again when its start time is after its last value', () => {
    expect(heard().zeroAt(120, 110, { value: 3, at: 109 })).toBe(110);
    expect(heard().zeroAt(120, 110, { value: 3, at: 110 })).toBeUndefined();
    expect(heard(100, 110).zeroAt(120, Number.NaN, { value: 3, at: 110 })).toBeUndefined();
  });
});
