import { Counter, Gauge, type Registry } from 'prom-client';
import type { Sent } from './delivery.ts';
import { type ChannelName, channelNames } from './routing.ts';
import type { Backlog } from './store.ts';

/** What the worker counts. */
export type NoticeTelemetry = {
  /** `failed` is an attempt that will be repeated. */
  readonly counted: (channel: ChannelName, outcome: Sent['outcome']) => void;
  /** What waits now; a channel that is not named has nothing waiting. */
  readonly backlog: (channels: readonly Backlog[]) => void;
};

/** Registers the metrics of the notices. `now` is epoch ms: the oldest one's age grows by itself between rounds. */
export function createNoticeTelemetry(registry: Registry, now: () => number): NoticeTelemetry {
  const registers = [registry];
  const total = new Counter({
    name: 'filrouge_notices_total',
    help: 'Attempts to deliver a notice, by how they ended.',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const waiting = new Gauge({
    name: 'filrouge_notices_waiting',
    help: 'Notices that wait to be delivered.',
    labelNames: ['channel'],
    registers,
  });
  const oldestAt = new Map<ChannelName, number>();
  new Gauge({
    name: 'filrouge_notices_oldest_waiting_seconds',
    help: 'How long the oldest notice that waits has been waiting; 0 when none does.',
    labelNames: ['channel'],
    registers,
    collect() {
      for (const channel of channelNames) {
        const since = oldestAt.get(channel);
        this.set({ channel }, since === undefined ? 0 : Math.max(0, (now() - since) / 1000));
      }
    },
  });
  return {
    counted: (channel, outcome) => total.inc({ channel, outcome }),
    backlog: (channels) => {
      oldestAt.clear();
      for (const channel of channelNames) {
        const found = channels.find((candidate) => candidate.channel === channel);
        waiting.set({ channel }, found?.waiting ?? 0);
        if (found !== undefined) oldestAt.set(channel, found.oldestAt);
      }
    },
  };
}
