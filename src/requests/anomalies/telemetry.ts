import { Gauge, type Registry } from 'prom-client';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { anomalyKinds } from './anomaly.ts';
import { standingAnomalies } from './anomaly-store.ts';

/** The ports that the counts of anomalies need. */
type Ports = { readonly db: Db; readonly now: () => number; readonly ruleSet: () => Pick<RuleSet, 'desk'> };

/** Anomalies of data that stand, and those that are late, by kind, for `/metrics`; nothing without a desk. */
export function registerAnomalyTelemetry(registry: Registry, ports: Ports): void {
  for (const [count, help] of [
    ['standing', 'Anomalies of data that nobody has corrected or declined yet'],
    ['overdue', 'Anomalies of data past the date by which they were to be corrected'],
  ] as const)
    new Gauge({
      name: `filrouge_desk_anomalies_${count}`,
      help,
      labelNames: ['kind'],
      registers: [registry],
      async collect() {
        this.reset();
        if (ports.ruleSet().desk === undefined) return;
        const found = await standingAnomalies(ports.db, ports.now());
        for (const kind of anomalyKinds)
          this.set({ kind }, found.find((row) => row.kind === kind)?.[count] ?? 0);
      },
    });
}
