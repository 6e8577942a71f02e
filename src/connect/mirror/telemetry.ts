import { Counter, type Registry } from 'prom-client';
import { linkFaults } from '../../plans/link.ts';
import type { Plan } from '../../plans/plan.ts';
import { liveGauge } from '../../platform/telemetry.ts';

type Outcome = 'same' | 'taken' | 'told' | 'refused' | 'gone' | 'unreachable' | 'not_taken';

/** Counts what became of looks at issues elsewhere. */
export type CountMirror = (site: string, outcome: Outcome) => void;

/** Registers the figures of the mirror; returns the increment of its counter. */
export function registerMirrorTelemetry(registry: Registry, plans: () => readonly Plan[]): CountMirror {
  const looks = new Counter({
    name: 'filrouge_mirror_total',
    help: 'Looks at issues and tasks that actions are linked to, by tool and outcome: same, taken (the status there was set here), told (the status here was set there), refused (there), gone, unreachable, or not_taken (refused here).',
    labelNames: ['site', 'outcome'],
    registers: [registry],
  });
  liveGauge(
    registry,
    {
      name: 'filrouge_mirror_broken',
      help: 'Links of actions that something is wrong with now, by what: gone, refused or unreachable.',
    },
    () => {
      const faults = plans().flatMap(({ actions }) => actions.flatMap(({ link }) => link?.fault ?? []));
      return linkFaults.map((fault) => ({
        labels: { fault },
        value: faults.filter((one) => one === fault).length,
      }));
    },
  );
  return (site, outcome) => looks.inc({ site, outcome });
}
