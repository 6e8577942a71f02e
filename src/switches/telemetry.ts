import type { Registry } from 'prom-client';
import { liveGauge } from '../platform/telemetry.ts';
import { disobeyedAt, unacknowledgedMs } from './standing.ts';
import { type KillSwitch, mayRun } from './switch.ts';

/** The switches as they stand, read when Prometheus scrapes. */
export type SwitchTelemetryPorts = {
  /** One for each agent under watch, also where nothing has ever happened. */
  readonly switches: () => Iterable<KillSwitch>;
  /** When traffic of the agent's own was measured last, where this process knows. */
  readonly trafficAt?: (agent: string) => number | undefined;
  /** Whether nobody reads the agent's switch, as far as this process knows. */
  readonly outOfReach?: (agent: string) => boolean;
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
export function registerSwitchTelemetry(
  registry: Registry,
  { switches, trafficAt = () => undefined, outOfReach = () => false, now }: SwitchTelemetryPorts,
): void {
  liveGauge(
    registry,
    {
      name: 'filrouge_agent_out_of_reach',
      help: 'Whether the agent has not asked this process about its switch, streamed or acknowledged for two leases (1). Of several processes, take the least.',
      labelNames: ['agent'],
    },
    () => [...switches()].map(({ agent }) => ({ labels: { agent }, value: outOfReach(agent) ? 1 : 0 })),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_switch_disobeyed',
      help: 'Whether the agent was seen to go on (1) after it had acknowledged its suspension; the evaluator knows.',
      labelNames: ['agent'],
    },
    () =>
      [...switches()].map((state) => ({
        labels: { agent: state.agent },
        value: disobeyedAt(state, trafficAt(state.agent)) === undefined ? 0 : 1,
      })),
  );
  for (const { read, ...named } of gauges) {
    liveGauge(registry, { ...named, labelNames: ['agent'] }, () =>
      [...switches()].map((state) => ({ labels: { agent: state.agent }, value: read(state, now()) })),
    );
  }
}
