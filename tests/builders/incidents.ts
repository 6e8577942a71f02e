import type { Evidence, Incident, Trigger } from '../../src/incidents/incident.ts';
import { minute, tripAt } from './time.ts';

/** The error rate's trip, as its incident keeps it. */
export function aTrigger(changed: Partial<Trigger> = {}): Trigger {
  return {
    rule: 'error-rate',
    cause: 'fired',
    firedAt: tripAt,
    breachedAt: tripAt,
    metric: 'error_rate',
    condition: 'error_rate > 0.02 over 300s',
    value: 0.03,
    threshold: 0.02,
    severity: 'critical',
    suspended: true,
    ...changed,
  };
}

/** Incident 4 of Margaux: an alert of the error rate opened it, and nobody has taken it up. */
export function anIncident(changed: Partial<Incident> = {}): Incident {
  return {
    number: 4,
    agent: 'margaux',
    source: 'rule',
    severity: 'warning',
    state: 'open',
    opened: { at: tripAt, by: 'engine' },
    triggers: [aTrigger({ severity: 'warning', suspended: false })],
    suspensions: [],
    ruleSet: 'at-opening',
    ...changed,
  };
}

/** The same, of a trip: the agent stands still for it. */
export function aStop(changed: Partial<Incident> = {}): Incident {
  const stopped = { severity: 'critical', triggers: [aTrigger()], suspensions: [{ from: tripAt }] } as const;
  return anIncident({ ...stopped, ...changed });
}

/** The catalogue went stale 22 minutes before the error rate rose. */
export function someEvidence(changed: Partial<Evidence> = {}): Evidence {
  return {
    at: tripAt,
    series: { metric: 'error_rate', points: [[tripAt, 0.03]] },
    movedFirst: [
      { metric: 'catalogue_freshness', leadMs: 22 * minute, usual: { low: 0, high: 300 }, value: 1_620 },
    ],
    reasons: [{ reason: 'item_unavailable', count: 10, share: 1 }],
    exposed: { interactions: 478, errors: 11 },
    recentRuleChanges: [],
    ...changed,
  };
}
