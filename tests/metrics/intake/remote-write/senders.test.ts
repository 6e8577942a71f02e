import { describe, expect, test } from 'vitest';
import { maySpeak, replicaOf, type Sender } from '../../../../src/metrics/intake/remote-write/senders.ts';
import { replicaLabelsOf } from '../../../../src/metrics/sources.ts';

describe('of the replicas of a sender', () => {
  const fresh = (): Sender => ({ speaker: '', heardAt: Number.NEGATIVE_INFINITY });

  test('the first is listened to until it was silent for half a minute, then whoever speaks', () => {
    const sender = fresh();
    expect(maySpeak(sender, 'a', 0)).toBe(true);
    expect(maySpeak(sender, 'b', 100)).toBe(false);
    expect(maySpeak(sender, 'a', 20_000)).toBe(true);
    expect(maySpeak(sender, 'b', 49_999)).toBe(false);
    expect(maySpeak(sender, 'b', 50_000)).toBe(true);
    expect(maySpeak(sender, 'a', 50_001)).toBe(false);
  });

  test('none takes over because the clock was set back', () => {
    const sender = fresh();
    maySpeak(sender, 'a', 3_600_000);
    expect(maySpeak(sender, 'b', 0)).toBe(false);
    expect(maySpeak(sender, 'a', 0)).toBe(true);
  });

  test('those of another cluster are another sender, and a series without such labels has none', () => {
    const senders = new Map<string, Sender>();
    const names = new Set(['__replica__']);
    const of = (labels: Record<string, string>) => replicaOf(senders, new Map(Object.entries(labels)), names);
    expect(of({ cluster: 'x' })).toBeUndefined();
    const [one, two, other] = [
      of({ cluster: 'x', __replica__: 'a' }),
      of({ cluster: 'x', __replica__: 'b', pod: 'p' }),
      of({ cluster: 'y', __replica__: 'b' }),
    ];
    expect(one?.sender).toBe(two?.sender);
    expect(one?.name).not.toBe(two?.name);
    expect(one?.sender).not.toBe(other?.sender);
  });

  test('labels are those named, or the usual ones, but none that a source reads', () => {
    const source = (where: Record<string, string>, label: string) =>
      ({ metric: 'm', reads: { kind: 'counter', series: 'c' }, agent: { label }, where }) as const;
    expect([...replicaLabelsOf([])]).toEqual(['prometheus_replica', '__replica__']);
    expect([...replicaLabelsOf([], [])]).toEqual([]);
    const read = [source({ prometheus_replica: 'a' }, 'agent'), source({}, 'bot')];
    expect([...replicaLabelsOf(read)]).toEqual(['__replica__']);
    expect([...replicaLabelsOf(read, ['bot', 'replica'])]).toEqual(['replica']);
  });
});
