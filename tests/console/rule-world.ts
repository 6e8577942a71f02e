import type { NamedMetric } from '../../src/metrics/metric.ts';
import type { Condition } from '../../src/rules/condition.ts';
import { parseCondition } from '../../src/rules/grammar/parse-condition.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { Mandate, Person, RuleSet } from '../../src/rules/ruleset.ts';

/** The rule set of the worked example, with as many quiet neighbours of Margaux as a test wants. */

export const stepMs = 10_000;
export const minute = 60_000;
export const day = 86_400_000;

const metricList: readonly NamedMetric[] = [
  {
    name: 'error_rate',
    unit: 'ratio',
    better: 'lower',
    aggregate: 'mean',
    own_traffic: true,
    label: { fr: 'Taux d’erreur', en: 'Error rate' },
  },
  {
    name: 'csat',
    unit: 'score',
    scale: 5,
    better: 'higher',
    aggregate: 'mean',
    own_traffic: true,
    label: { fr: 'Satisfaction (CSAT)', en: 'Satisfaction (CSAT)' },
  },
  {
    name: 'catalogue_freshness',
    unit: 'seconds',
    better: 'lower',
    aggregate: 'age',
    own_traffic: false,
    label: { fr: 'Fraîcheur du catalogue', en: 'Catalogue freshness' },
  },
];
export const metrics = new Map(metricList.map((metric) => [metric.name, metric]));

/** A condition of the example's metrics, or an exception: a test that spells it wrong must not pass. */
export function conditionOf(text: string): Condition {
  const parsed = parseCondition(text, { metrics, stepMs, allowHold: true });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.faults[0]?.expected}`);
  return parsed.condition;
}

export const people = new Map<string, Person>(
  [
    { id: 'lea', name: 'Léa Fontaine', title: 'Responsable du support', language: 'fr', approver: false },
    {
      id: 'camille',
      name: 'Camille Roussel',
      title: 'Responsable des opérations agentiques (DDAO)',
      language: 'fr',
      approver: true,
    },
    { id: 'it-ops', name: 'IT / Ops', language: 'fr', approver: false },
  ].map((person) => [person.id, person as Person]),
);

const neighbours = [
  ['leo', 'Léo', 'Suivi de commande', 'Order tracking'],
  ['inès', 'Inès', 'Retours et remboursements', 'Returns and refunds'],
  ['victor', 'Victor', 'Facturation professionnelle', 'Business invoicing'],
  ['sacha', 'Sacha', 'Prise de rendez-vous', 'Appointments'],
] as const;

function mandate(agent: string, name: string, fr: string, en: string): Mandate {
  return {
    agent,
    name,
    scope: { fr, en },
    owner: 'lea',
    approver: 'camille',
    onUnreachable: 'suspend',
    leaseMs: 15_000,
    ackWithinMs: 30_000,
    timezone: 'Europe/Paris',
    language: 'fr',
  };
}

function rule(id: string, when: string, more: Partial<Rule>, agents: readonly string[], line: number): Rule {
  return {
    id,
    when: [conditionOf(when)],
    minSamples: 50,
    forMs: 0,
    keepFiringForMs: 10 * minute,
    onNoData: 'keep',
    noDataAfterMs: 15 * minute,
    effect: 'alert',
    severity: 'warning',
    agents,
    source: { file: 'agents/margaux.yaml', line },
    ...more,
  };
}

/** The rule set in force, over Margaux and `count - 1` others. */
export function ruleSetOf(count = 5): RuleSet {
  const others = Array.from({ length: count - 1 }, (_, index) => {
    const [id, name, fr, en] = neighbours[index % neighbours.length] ?? neighbours[0];
    const round = Math.floor(index / neighbours.length);
    const agent = (round === 0 ? id : `${id}-${round + 1}`).replace('è', 'e');
    return mandate(agent, round === 0 ? name : `${name} ${round + 1}`, fr, en);
  });
  const margaux = mandate(
    'margaux',
    'Margaux',
    'Support client de premier niveau',
    'First-line customer support',
  );
  const agents = new Map([margaux, ...others].map((one) => [one.agent, one]));
  const everyone = [...agents.keys()];
  return {
    hash: '9f2c41d07b8e6a35c1d4e9f80712ab34cd56ef7890a1b2c3d4e5f60718293a4b',
    stepMs,
    metrics,
    people,
    agents,
    rules: [
      rule(
        'error-rate',
        'error_rate > 2% over 5m',
        {
          effect: 'suspend',
          severity: 'critical',
          playbook: 'stale-answers',
          clear: [conditionOf('error_rate < 1.5% over 5m')],
        },
        everyone,
        12,
      ),
      rule('csat', 'csat < 4.2/5 over 1h', {}, everyone, 21),
      rule('catalogue-freshness', 'catalogue_freshness > 15m', {}, ['margaux'], 27),
    ],
    playbooks: new Map(),
  };
}
