import type { Registry } from 'prom-client';
import { liveGauge } from '../platform/telemetry.ts';
import { unacknowledgedMs } from './standing.ts';
import { type KillSwitch, mayRun } from './switch.ts';

/** The switches as they stand, read when Prometheus scrapes. */
export type SwitchTelemetryPorts = {
  /** One for each agent under watch, also where nothing has ever happened. */
  readonly switches: () => Iterable<KillSwitch>;
  readonly now: () => number;
};

const gauges = [
  {
    name: 'filrouge_agent_suspended',
    help: 'Whether the agent is suspended (1) or may run (0).',
    read: (state: KillSwitch) => (mayRun(state) ? 0 : 1),
  },
  {
    name: 'filrouge_switch_epoch',
    help: "How often the agent's switch has changed.",
    read: (state: KillSwitch) => state.epoch,
  },
  {
    name: 'filrouge_switch_unacknowledged_seconds',
    help: 'For how long a suspension has been waiting for the agent to say that it obeys; 0 when none is due.',
    read: (state: KillSwitch, now: number) => unacknowledgedMs(state, now) / 1000,
  },
] as const;

/** Registers a gauge for each of these. */
export function registerSwitchTelemetry(registry: Registry, { switches, now }: SwitchTelemetryPorts): void {
  for (const { read, ...named } of gauges) {
    liveGauge(registry, { ...named, labelNames: ['agent'] }, () =>
      [...switches()].map((state) => ({ labels: { agent: state.agent }, value: read(state, now()) })),
    );
  }
}
