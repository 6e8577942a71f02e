import type { Registry } from 'prom-client';
import type { Reading } from '../platform/exposition.ts';
import { liveGauge } from '../platform/telemetry.ts';
import { isOutOfReach, type ReachStanding } from './reach.ts';
import type { Readiness } from './readiness.ts';
import { disobeyedAt, unacknowledgedMs } from './standing.ts';
import { type KillSwitch, mayRun, shareOf } from './switch.ts';

/** The switches as they stand, read when Prometheus scrapes. */
export type SwitchTelemetryPorts = {
  /** One for each agent under watch, also where nothing has ever happened. */
  readonly switches: () => Iterable<KillSwitch>;
  /** When traffic of the agent's own was measured last, where this process knows. */
  readonly trafficAt?: (agent: string) => number | undefined;
  /** Whether a stop would reach the agent, by who reads its switch; nothing where it has none. */
  readonly reachOf?: (agent: string) => ReachStanding | undefined;
  /** Whether the agent can still be stopped, where this process knows. */
  readonly readiness?: (agent: string) => Readiness | undefined;
  readonly now: () => number;
};

type Read = (state: KillSwitch, now: number) => number | undefined;

/** Registers a gauge for each of these. What is 0 for nearly all is left out where it is 0. */
export function registerSwitchTelemetry(
  registry: Registry,
  { switches, trafficAt = () => undefined, reachOf, readiness, now }: SwitchTelemetryPorts,
): void {
  const gauge = (name: string, help: string, read: Read): void =>
    liveGauge(registry, { name, help }, () => readings(switches(), read, now()));
  gauge('filrouge_agent_suspended', 'Whether the agent is suspended (1) or may run (0).', (state) =>
    mayRun(state) ? 0 : 1,
  );
  gauge(
    'filrouge_agent_share',
    'The part of its traffic that the agent may answer: 1 all of it, 0 none (suspended), between them degraded.',
    shareOf,
  );
  gauge(
    'filrouge_agent_out_of_reach',
    'Whether the agent has asked no process about its switch, streamed or acknowledged for two leases (1). Absent while it is not known, as after a restart.',
    ({ agent }) => {
      const reach = reachOf?.(agent);
      if (reach === undefined || reach.kind === 'not_known') return undefined;
      return isOutOfReach(reach) ? 1 : 0;
    },
  );
  gauge(
    'filrouge_switch_last_read_timestamp_seconds',
    'When the agent asked about its switch, streamed or acknowledged last, by any process; absent where it never did.',
    ({ agent }) => {
      const reach = reachOf?.(agent);
      const at = reach !== undefined && 'lastAt' in reach ? reach.lastAt : undefined;
      return at === undefined ? undefined : at / 1000;
    },
  );
  gauge(
    'filrouge_switch_ready',
    'Whether the agent can still be stopped (1): it reads its switch, a channel tells of it, and the proof tests of its rules are fresh. The evaluator knows.',
    ({ agent }) => {
      const known = readiness?.(agent);
      return known && (known.ready ? 1 : 0);
    },
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_switch_not_ready',
      help: 'Each reason why the agent could not be stopped, or may not be known to (1); no series where there is none.',
    },
    () => notReady(switches(), readiness),
  );
  gauge(
    'filrouge_switch_disobeyed',
    'The agent was seen to go on (1) after it had acknowledged its suspension; the evaluator knows. Absent otherwise.',
    (state) => (disobeyedAt(state, trafficAt(state.agent)) === undefined ? undefined : 1),
  );
  gauge(
    'filrouge_switch_unacknowledged_seconds',
    'For how long a suspension, or a share, has been waiting for the agent to say that it obeys; absent when none is due.',
    (state, at) => unacknowledgedMs(state, at) / 1000 || undefined,
  );
}

function* notReady(
  switches: Iterable<KillSwitch>,
  readiness: SwitchTelemetryPorts['readiness'],
): Generator<Reading | undefined> {
  for (const { agent } of switches) {
    const reasons = readiness?.(agent)?.reasons ?? [];
    if (reasons.length === 0) yield undefined;
    for (const { kind } of reasons) yield { labels: { agent, reason: kind }, value: 1 };
  }
}

function* readings(switches: Iterable<KillSwitch>, read: Read, now: number): Generator<Reading | undefined> {
  for (const state of switches) {
    const value = read(state, now);
    yield value === undefined ? undefined : { labels: { agent: state.agent }, value };
  }
}
