import { Gauge, type Registry } from 'prom-client';
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

/**
 * Registers `filrouge_agent_suspended`, `filrouge_switch_epoch` and `filrouge_switch_unacknowledged_seconds`.
 */
export function registerSwitchTelemetry(registry: Registry, ports: SwitchTelemetryPorts): void {
  for (const { name, help, read } of gauges) {
    new Gauge({
      name,
      help,
      labelNames: ['agent'],
      registers: [registry],
      collect() {
        this.reset();
        const now = ports.now();
        for (const state of ports.switches()) this.set({ agent: state.agent }, read(state, now));
      },
    });
  }
}
