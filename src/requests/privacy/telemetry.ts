import type { Registry } from 'prom-client';
import { showFamily } from '../../platform/exposition.ts';

/** How many requests about data wait for an answer, and how many of them too long. */
type Waiting = { readonly open: number; readonly late: number };

/** Registers `filrouge_privacy_requests`, by state: `open`, and of these those that are `late`. */
export function registerPrivacyTelemetry(
  registry: Registry,
  ports: { readonly count: () => Promise<Waiting> },
): void {
  showFamily(registry, {
    name: 'filrouge_privacy_requests',
    help: 'Requests of people about their data without an answer: all that are open, and those that are late.',
    type: 'gauge',
    read: async () => {
      const found = await ports.count().catch(() => undefined);
      if (found === undefined) return [];
      return (['open', 'late'] as const).map((state) => ({ labels: { state }, value: found[state] }));
    },
  });
}
