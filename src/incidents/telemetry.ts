import type { Registry } from 'prom-client';
import { type Reading, showFamily } from '../platform/exposition.ts';
import type { Severity } from '../rules/rule.ts';
import type { IncidentCount } from './store.ts';

/** The counts of incidents, read when Prometheus scrapes. */
export type IncidentTelemetryPorts = {
  /** From the database, so that a restart does not begin at zero. */
  readonly counts: () => Promise<readonly IncidentCount[]>;
  /** Agents under watch: each has a sample, also where nothing has ever happened. */
  readonly agents: () => Iterable<string>;
  /** The severities with which the rules on an agent open incidents. */
  readonly severities: (agent: string) => Iterable<Severity>;
};

type Counts = ReadonlyMap<string, readonly IncidentCount[]>;

/**
 * Registers `filrouge_incidents_total` and `filrouge_incidents_open`: one look at the database for both.
 * Where it does not answer they are left out: the other figures tell of it.
 */
export function registerIncidentTelemetry(registry: Registry, ports: IncidentTelemetryPorts): void {
  let looked: Promise<Counts | undefined> = Promise.resolve(undefined);
  showFamily(registry, {
    name: 'filrouge_incidents_total',
    help: 'Incidents ever opened, by the severity they opened with: those of the rules on the agent from 0 on.',
    type: 'counter',
    read: async () => {
      looked = ports.counts().then(byAgent, () => undefined);
      const counts = await looked;
      return counts === undefined ? [] : totals(ports, counts);
    },
  });
  showFamily(registry, {
    name: 'filrouge_incidents_open',
    help: 'Incidents that are not resolved.',
    type: 'gauge',
    read: async () => {
      const counts = await looked;
      return counts === undefined ? [] : unresolved(ports, counts);
    },
  });
}

function byAgent(counts: readonly IncidentCount[]): Counts {
  const sorted = new Map<string, IncidentCount[]>();
  for (const count of counts) {
    const before = sorted.get(count.agent);
    if (before === undefined) sorted.set(count.agent, [count]);
    else before.push(count);
  }
  return sorted;
}

/** Agents under watch, and those that were once. */
function namesIn({ agents }: IncidentTelemetryPorts, counts: Counts): Set<string> {
  return new Set([...agents(), ...counts.keys()]);
}

function* totals(ports: IncidentTelemetryPorts, counts: Counts): Generator<Reading<'agent' | 'severity'>> {
  for (const agent of namesIn(ports, counts)) {
    // A counter that first appears at 1 never grew in the eyes of Prometheus: every one begins at 0.
    const found = new Map<Severity, number>([...ports.severities(agent)].map((severity) => [severity, 0]));
    for (const { severity, total } of counts.get(agent) ?? []) found.set(severity, total);
    for (const [severity, value] of found) yield { labels: { agent, severity }, value };
  }
}

function* unresolved(ports: IncidentTelemetryPorts, counts: Counts): Generator<Reading<'agent'>> {
  for (const agent of namesIn(ports, counts)) {
    const value = (counts.get(agent) ?? []).reduce((sum, count) => sum + count.unresolved, 0);
    yield { labels: { agent }, value };
  }
}
