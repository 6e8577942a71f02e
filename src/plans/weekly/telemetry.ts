import type { Registry } from 'prom-client';
import { type Reading, showFamily } from '../../platform/exposition.ts';
import type { Kpis } from './kpi-store.ts';

/** The outcomes of incidents and plans, read when Prometheus scrapes. */
export type KpiTelemetryPorts = {
  readonly kpis: (now: number) => Promise<Kpis>;
  readonly now: () => number;
};

type Read = (kpis: Kpis) => Iterable<readonly [agent: string, value: number]>;
type OutcomeFigure = 'verified' | 'firstAttempt' | 'verifiedMs' | 'regressions' | 'reopenings';

/**
 * Registers the counters that the weekly report counts as well: one look at the database for all. Where it
 * does not answer they are left out. An agent has series from its first incident, suspension or plan on.
 */
export function registerKpiTelemetry(registry: Registry, { kpis, now }: KpiTelemetryPorts): void {
  let looked: Promise<Kpis | undefined> = Promise.resolve(undefined);
  let isFirst = true;
  const counter = (name: string, help: string, read: Read): void => {
    const looks = isFirst;
    isFirst = false;
    showFamily(registry, {
      ...{ name, help, type: 'counter' as const },
      read: async () => {
        if (looks) looked = kpis(now()).catch(() => undefined);
        const found = await looked;
        return found === undefined ? [] : readings(read(found));
      },
    });
  };
  counter('filrouge_agent_suspended_seconds_total', 'How long the agent might not run, in all.', (kpis) =>
    kpis.suspended.map(({ agent, suspendedMs }) => [agent, suspendedMs / 1_000] as const),
  );
  counter(
    'filrouge_agent_degraded_seconds_total',
    'How long the agent had a share of its traffic, in all; it is no downtime.',
    (kpis) => kpis.suspended.map(({ agent, degradedMs }) => [agent, degradedMs / 1_000] as const),
  );
  counter(
    'filrouge_incidents_contained_total',
    'Incidents whose agent was suspended for them, or that were resolved without.',
    ({ contained }) => [...contained].map(([agent, each]) => [agent, each.contained] as const),
  );
  counter(
    'filrouge_incident_containment_seconds_total',
    'From the beginning of the breach until an incident was contained, all of them together.',
    ({ contained }) => [...contained].map(([agent, each]) => [agent, each.containedMs / 1_000] as const),
  );
  const outcome = (name: string, help: string, figure: OutcomeFigure, per = 1) =>
    counter(name, help, ({ outcomes }) =>
      [...outcomes].map(([agent, counts]) => [agent, counts[figure] / per] as const),
    );
  outcome('filrouge_actions_verified_total', 'Times that a corrective action was verified.', 'verified');
  outcome(
    'filrouge_actions_verified_at_first_attempt_total',
    'Those of them that had been called done once.',
    'firstAttempt',
  );
  outcome(
    'filrouge_action_verification_seconds_total',
    'From the beginning or reopening of the plan until an action was verified, all of them together.',
    'verifiedMs',
    1_000,
  );
  outcome('filrouge_action_regressions_total', 'Times that a verified action failed again.', 'regressions');
  outcome(
    'filrouge_plan_reopenings_total',
    'Times that a closed plan was reopened because its cause came back.',
    'reopenings',
  );
}

function* readings(values: Iterable<readonly [agent: string, value: number]>): Generator<Reading<'agent'>> {
  for (const [agent, value] of values) yield { labels: { agent }, value };
}
