import type { Alert } from '../../rules/engine/alert.ts';

/** One text for the agent and rule of an alert. */
export function alertKey({ agent, rule }: Pick<Alert, 'agent' | 'rule'>): string {
  return `${agent}/${rule}`;
}

/**
 * Alerts whose change is being written together with what it brings about: a group commit leaves them alone.
 */
export type PendingAlerts = {
  readonly has: (alert: Pick<Alert, 'agent' | 'rule'>) => boolean;
  /** They are pending until the work has ended, however it ends. */
  readonly during: <T>(
    alerts: readonly Pick<Alert, 'agent' | 'rule'>[],
    work: () => Promise<T>,
  ) => Promise<T>;
};

/** No alert is pending. */
export function createPendingAlerts(): PendingAlerts {
  const counts = new Map<string, number>();
  const add = (key: string, change: number): void => {
    const count = (counts.get(key) ?? 0) + change;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  };
  return {
    has: (alert) => counts.has(alertKey(alert)),
    during: async (alerts, work) => {
      const keys = alerts.map(alertKey);
      for (const key of keys) add(key, 1);
      try {
        return await work();
      } finally {
        for (const key of keys) add(key, -1);
      }
    },
  };
}
