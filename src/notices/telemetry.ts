import { Counter, Gauge, type Registry } from 'prom-client';
import { liveGauge } from '../platform/telemetry.ts';
import { type ChannelName, channelNames } from './channel.ts';
import type { Sent } from './delivery.ts';
import type { Backlog } from './store.ts';

/** The counters of the worker. */
export type NoticeTelemetry = {
  /** `failed` is an attempt that will be repeated. */
  readonly counted: (channel: ChannelName, outcome: Sent['outcome']) => void;
  /** The deliveries that wait now; a channel that is not named has nothing waiting. */
  readonly backlog: (channels: readonly Backlog[]) => void;
  /** Whether a channel that is set up works, as far as this process has tried. */
  readonly works: (channel: ChannelName, isUp: boolean) => void;
};

/** Registers the metrics of the notices. `now` is epoch ms: ages grow by themselves between rounds. */
export function createNoticeTelemetry(registry: Registry, now: () => number): NoticeTelemetry {
  const total = new Counter({
    name: 'filrouge_notices_total',
    help: 'Attempts to deliver a notice, by how they ended.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  let waiting: readonly Backlog[] = [];
  const perChannel = (value: (backlog: Backlog | undefined) => number) => () =>
    channelNames.map((channel) => ({
      labels: { channel },
      value: value(waiting.find((backlog) => backlog.channel === channel)),
    }));
  liveGauge(
    registry,
    {
      name: 'filrouge_notices_waiting',
      help: 'Notices that wait to be delivered.',
    },
    perChannel((backlog) => backlog?.waiting ?? 0),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_notices_oldest_waiting_seconds',
      help: 'How long the oldest notice that waits has been waiting; 0 when none does.',
    },
    perChannel((backlog) => (backlog === undefined ? 0 : Math.max(0, (now() - backlog.oldestAt) / 1000))),
  );
  const up = new Gauge({
    name: 'filrouge_notices_channel_up',
    help: 'Whether a channel that is set up takes what it is sent: 0 once it has refused everything for five minutes, or said that it is gone.',
    labelNames: ['channel'],
    registers: [registry],
  });
  return {
    works: (channel, isUp) => up.set({ channel }, isUp ? 1 : 0),
    counted: (channel, outcome) => total.inc({ channel, outcome }),
    backlog: (channels) => {
      waiting = channels;
    },
  };
}
