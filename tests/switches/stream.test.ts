import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { done, type Result, refused } from '../../src/platform/refusal.ts';
import { heartbeatMs, type SwitchAnswer } from '../../src/switches/lease.ts';
import { createSwitchHub, followSwitch, type SwitchHub } from '../../src/switches/stream.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);

beforeEach(() => {
  vi.useFakeTimers({ now: t0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function answerAt(epoch: number, leaseMs = 30_000): SwitchAnswer {
  return {
    agent: 'margaux',
    mayRun: epoch % 2 === 0,
    ...(epoch % 2 === 0
      ? ({ mode: 'normal', share: 1 } as const)
      : ({ mode: 'suspended', share: 0 } as const)),
    epoch,
    since: new Date(t0).toISOString(),
    reasons: [],
    validUntil: new Date(Date.now() + leaseMs).toISOString(),
    onUnreachable: 'suspend',
  };
}

function answerIn({ value }: IteratorResult<Result<SwitchAnswer>, void>): SwitchAnswer | undefined {
  return value?.ok ? value.value : undefined;
}

/** A switch that a test moves, and one follower of it. */
function follow(leaseMs = 30_000) {
  const hub: SwitchHub = createSwitchHub();
  const state = { epoch: 0, known: true };
  const gone = new AbortController();
  const answer = (agent: string) =>
    agent === 'margaux' && state.known
      ? done(answerAt(state.epoch, leaseMs))
      : refused({ kind: 'not_found', code: 'unknown_agent', detail: '' });
  const feed = followSwitch({ hub, answer, now: Date.now }, 'margaux', gone.signal);
  return {
    hub,
    state,
    gone,
    next: async () => answerIn(await feed.next())?.epoch,
    nextAnswer: async () => answerIn(await feed.next()),
    change: () => {
      state.epoch += 1;
      hub.publish(answerAt(state.epoch, leaseMs));
    },
  };
}

describe('who follows a switch', () => {
  test('hears it at once, and then each change', async () => {
    const follower = follow();
    expect(await follower.next()).toBe(0);
    const waiting = follower.next();
    await vi.advanceTimersByTimeAsync(1);
    follower.change();
    expect(await waiting).toBe(1);
  });

  test('hears nothing of other agents', async () => {
    const follower = follow();
    await follower.next();
    let heard = false;
    const waiting = follower.next().then((epoch) => {
      heard = true;
      return epoch;
    });
    follower.hub.publish({ ...answerAt(7), agent: 'leo' });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(heard).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe(0);
  });

  test('gets a fresh lease every ten seconds while nothing happens', async () => {
    const follower = follow();
    const leases = [(await follower.nextAnswer())?.validUntil];
    for (let beat = 0; beat < 3; beat += 1) {
      const waiting = follower.nextAnswer();
      await vi.advanceTimersByTimeAsync(10_000);
      leases.push((await waiting)?.validUntil);
    }
    expect(leases).toEqual([30_000, 40_000, 50_000, 60_000].map((ms) => new Date(t0 + ms).toISOString()));
  });

  test('gets it well before a short lease runs out', async () => {
    const follower = follow(3_000);
    await follower.next();
    const waiting = follower.nextAnswer();
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await waiting)?.validUntil).toBe(new Date(t0 + 4_000).toISOString());
  });

  test('and takes its time, finds the newest answer and none of those between', async () => {
    const follower = follow();
    await follower.next();
    for (let change = 0; change < 1_000; change += 1) follower.change();
    expect(await follower.next()).toBe(1_000);
    const waiting = follower.next();
    await vi.advanceTimersByTimeAsync(1);
    follower.change();
    expect(await waiting).toBe(1_001);
  });

  test('is told the published answer even before memory has it', async () => {
    const follower = follow();
    await follower.next();
    follower.hub.publish(answerAt(1));
    expect(await follower.next()).toBe(1);
  });

  test('and leaves, leaves nothing behind', async () => {
    const follower = follow();
    await follower.next();
    const waiting = follower.next();
    await vi.advanceTimersByTimeAsync(1);
    follower.gone.abort();
    expect(await waiting).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is let go when the process stops, also who comes afterwards', async () => {
    const follower = follow();
    await follower.next();
    const waiting = follower.next();
    await vi.advanceTimersByTimeAsync(1);
    follower.hub.close();
    expect(await waiting).toBeUndefined();
    const late = followSwitch(
      { hub: follower.hub, answer: () => done(answerAt(0)), now: Date.now },
      'margaux',
      new AbortController().signal,
    );
    expect((await late.next()).done).toBe(true);
  });

  test('is let go when the agent is no longer under watch', async () => {
    const follower = follow();
    await follower.next();
    follower.state.known = false;
    const waiting = follower.next();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waiting).toBeUndefined();
  });
});

describe('the heartbeat', () => {
  test.each([
    [60_000, 10_000],
    [30_000, 10_000],
    [29_700, 9_900],
    [600, 200],
    [1, 100],
    [-5_000, 100],
  ])('of a lease of %d ms comes after %d ms', (leaseMs, expected) => {
    expect(heartbeatMs(answerAt(0, leaseMs), t0)).toBe(expected);
  });
});
