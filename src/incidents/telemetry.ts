import { Counter, Gauge, type Registry } from 'prom-client';
import type { Severity } from '../rules/rule.ts';
import type { IncidentCount } from './store.ts';

const severities: readonly Severity[] = ['info', 'warning', 'critical'];

/** The counts of incidents, read when Prometheus scrapes. */
export type IncidentTelemetryPorts = {
  /** From the database, so that a restart does not begin at zero. */
  readonly counts: () => Promise<readonly IncidentCount[]>;
  /** Agents under watch: each has a sample, also where nothing has ever happened. */
  readonly agents: () => Iterable<string>;
};

/** Registers `filrouge_incidents_total` and `filrouge_incidents_open`. */
export function registerIncidentTelemetry(registry: Registry, ports: IncidentTelemetryPorts): void {
  new Counter({
    name: 'filrouge_incidents_total',
    help: 'Incidents ever opened, by the severity they opened with.',
    labelNames: ['agent', 'severity'],
    registers: [registry],
    async collect() {
      const counts = await ports.counts();
      this.reset();
      // A counter that first appears at 1 never grew in the eyes of Prometheus: every one begins at 0.
      for (const agent of ports.agents()) for (const severity of severities) this.inc({ agent, severity }, 0);
      for (const { agent, severity, total } of counts) this.inc({ agent, severity }, total);
    },
  });
  new Gauge({
    name: 'filrouge_incidents_open',
    help: 'Incidents that are not resolved.',
    labelNames: ['agent'],
    registers: [registry],
    async collect() {
      const counts = await ports.counts();
      this.reset();
      for (const agent of ports.agents()) this.set({ agent }, 0);
      for (const { agent, unresolved } of counts) this.inc({ agent }, unresolved);
    },
  });
}
