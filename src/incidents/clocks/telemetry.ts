import type { Registry } from 'prom-client';
import { dayMs } from '../../language/zoned.ts';
import { type Reading, showFamily } from '../../platform/exposition.ts';
import { type ClockView, clockStates, clocksOf, isOwed } from './classification.ts';
import type { ClassifiedIncident } from './clock-store.ts';

/** The clocks of incidents, read when Prometheus scrapes. */
export type ClockTelemetryPorts = {
  readonly now: () => number;
  readonly classified: () => Promise<readonly ClassifiedIncident[]>;
};

/** A clock that is over is shown so long: an alert and a board see how it ended. */
const shownAfterMs = 30 * dayMs;

type Shown = { readonly incident: ClassifiedIncident; readonly view: ClockView };
type Labels = 'incident' | 'agent' | 'class' | 'clock';

/**
 * Registers `filrouge_statutory_clock_due_timestamp_seconds` and `filrouge_statutory_clock_state`: one look
 * at the database for both. Where it does not answer they are left out: the other figures tell of it.
 */
export function registerClockTelemetry(registry: Registry, ports: ClockTelemetryPorts): void {
  let looked: Promise<readonly Shown[] | undefined> = Promise.resolve(undefined);
  showFamily(registry, {
    name: 'filrouge_statutory_clock_due_timestamp_seconds',
    help: 'When a report about an incident is due at an authority, while it is owed.',
    type: 'gauge',
    read: async () => {
      looked = ports.classified().then(
        (incidents) => shownOf(incidents, ports.now()),
        () => undefined,
      );
      const shown = (await looked) ?? [];
      return shown
        .filter(({ view }) => isOwed(view.state))
        .map((one) => ({ labels: labelsOf(one), value: one.view.clock.dueAt / 1_000 }));
    },
  });
  showFamily(registry, {
    name: 'filrouge_statutory_clock_state',
    help: 'Where a report about an incident stands (0 or 1 each); late: past due and none known. Shown for 30 days after its end.',
    type: 'gauge',
    read: async () => ((await looked) ?? []).flatMap(statesOf),
  });
}

/** Clocks of one name, withdrawn and started anew, are one series: the last of them. */
function shownOf(incidents: readonly ClassifiedIncident[], now: number): readonly Shown[] {
  return incidents.flatMap((incident) => {
    const last = new Map(
      clocksOf(incident, now).map((view) => [`${view.classification.rule.id} ${view.clock.id}`, view]),
    );
    return [...last.values()]
      .filter(({ state }) => !('at' in state) || isOwed(state) || now - state.at < shownAfterMs)
      .map((view) => ({ incident, view }));
  });
}

function labelsOf({ incident, view }: Shown): Reading<Labels>['labels'] {
  const { number, agent = '' } = incident;
  return { incident: number, agent, class: view.classification.rule.id, clock: view.clock.id };
}

function statesOf(shown: Shown): Reading<Labels | 'state'>[] {
  return clockStates.map((state) => ({
    labels: { ...labelsOf(shown), state },
    value: shown.view.state.kind === state ? 1 : 0,
  }));
}
