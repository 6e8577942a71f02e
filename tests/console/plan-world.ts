import type { Incident } from '../../src/incidents/incident.ts';
import type { Action, Criterion, CriterionState, Improvement, Plan } from '../../src/plans/plan.ts';
import { type CriterionContext, parseCriterion } from '../../src/rules/grammar/parse-criterion.ts';
import { conditionOf, day, metrics, minute, ruleSetOf, stepMs } from './rule-world.ts';

/** Incident 4 of Margaux and its plan, as they stood on 6 June 2026 at 10:00 in Paris. */

export const now = Date.UTC(2026, 5, 6, 8, 0);
export const tripAt = Date.UTC(2026, 5, 5, 6, 2);
const hour = 60 * minute;
const dueOn = (dayOfJune: number) => Date.UTC(2026, 5, dayOfJune, 21, 59, 59, 999);

const criterionContext: CriterionContext = {
  metrics,
  stepMs,
  rules: new Map([['error-rate', [conditionOf('error_rate > 2% over 5m')]]]),
  checklists: new Set(['replay', 'contacts']),
};

function criterion(id: string, text: string, state: CriterionState, value?: number): Criterion {
  const parsed = parseCriterion(text, criterionContext);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.faults)}`);
  return { id, spec: parsed.criterion, state, ...(value === undefined ? {} : { value }) };
}

const pending: CriterionState = { verdict: 'pending', why: 'not_done' };

function action(place: number, title: string, more: Partial<Action>): Action {
  return {
    id: `4-${place}`,
    title,
    status: 'todo',
    verification: 'unverified',
    effort: 'low',
    impact: 'high',
    treats: 'cause',
    criteria: [],
    checklists: [],
    ...more,
  };
}

const actions: readonly Action[] = [
  action(1, 'Resynchroniser le flux catalogue et surveiller sa fraîcheur', {
    owner: 'it-ops',
    dueAt: dueOn(6),
    status: 'done',
    doneAt: tripAt + 3 * hour,
    criteria: [
      criterion(
        '4-1-1',
        'no catalogue_freshness > 15m for 24h',
        { verdict: 'holding', heldMs: 17 * hour, countedUntil: now },
        150,
      ),
    ],
  }),
  action(2, 'Garde-fou du prompt : vérifier la disponibilité en direct avant de répondre', {
    owner: 'camille',
    dueAt: dueOn(8),
    status: 'in_progress',
    criteria: [criterion('4-2-1', 'error_rate < 1% over 1h for 24h', pending, 0.006)],
  }),
  action(3, 'Abaisser le seuil du kill switch de 2 % à 1,5 %', {
    owner: 'camille',
    dueAt: dueOn(9),
    status: 'in_progress',
    criteria: [
      criterion('4-3-1', 'proof error-rate passed', pending, 0),
      criterion('4-3-2', 'threshold error-rate <= 1.5%', pending, 0.02),
    ],
  }),
  action(4, 'Rejouer 30 cas de « faux indisponible »', {
    owner: 'lea',
    dueAt: dueOn(10),
    treats: 'symptom',
    effort: 'high',
    impact: 'low',
    criteria: [criterion('4-4-1', 'checklist replay = 100%', pending, 0.4)],
    checklists: [
      {
        id: 'replay',
        items: Array.from({ length: 30 }, (_, place) => ({
          text: `Cas ${place + 1}`,
          ...(place < 12 ? { doneBy: 'lea', doneAt: now - hour } : {}),
        })),
      },
    ],
  }),
  action(5, 'Recontacter les clients concernés (geste commercial de 10 %)', {
    owner: 'lea',
    dueAt: dueOn(7),
    status: 'done',
    doneAt: now - 2 * hour,
    verification: 'verified',
    treats: 'symptom',
    impact: 'low',
    criteria: [
      {
        ...criterion('4-5-1', 'attested "100 % des clients concernés recontactés"', {
          verdict: 'met',
          at: now - 2 * hour,
          attributed: true,
        }),
        attested: { by: 'lea', at: now - 2 * hour, link: 'https://crm.example/exports/412' },
      },
    ],
  }),
];

function improvement(place: number, title: string, benefit: string, more: Partial<Improvement>): Improvement {
  return { id: `4-m-${place}`, title, benefit, status: 'todo', effort: 'low', impact: 'high', ...more };
}

const improvements: readonly Improvement[] = [
  improvement(1, 'Tableau de bord en direct du taux d’erreur et du CSAT', 'Voir une dérive avant le seuil', {
    owner: 'it-ops',
    dueAt: dueOn(15),
    effort: 'high',
  }),
  improvement(2, 'Revue hebdomadaire du registre', 'Repérer les incidents qui se répètent', {
    owner: 'camille',
    recurrence: 'weekly',
    impact: 'low',
  }),
  improvement(3, 'Garde de fraîcheur sur tous les flux', 'Empêcher la même cause ailleurs', {
    owner: 'it-ops',
    dueAt: dueOn(30),
    effort: 'high',
  }),
  improvement(4, 'Playbook post-incident réutilisable', 'Réagir plus vite la prochaine fois', {
    owner: 'camille',
    dueAt: dueOn(20),
    impact: 'low',
  }),
];

/** The active plan; parts of it can be given otherwise. */
export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    number: 4,
    agent: 'margaux',
    incident: 4,
    kind: 'corrective',
    state: 'active',
    language: 'fr',
    timezone: 'Europe/Paris',
    version: 12,
    createdAt: tripAt,
    activatedAt: now - 30 * minute,
    reopened: [],
    owner: 'lea',
    approver: 'camille',
    followedBy: 'camille',
    title: 'Taux d’erreur de Margaux au-dessus du seuil',
    objective:
      'Ramener le taux d’erreur sous 1 % et le CSAT à 4,2 / 5 au moins, sans désynchronisation du catalogue de plus de 15 min, d’ici le 12/06/2026.',
    targetAt: dueOn(12),
    context:
      'Le 05/06/2026 à 08:02, le taux d’erreur de Margaux a atteint 2,3 % pour un seuil de 2 %. Le kill switch s’est déclenché et l’agent est resté suspendu 40 min. 126 clients ont reçu une réponse pendant la dérive.',
    hypotheses: [
      {
        text: 'La fraîcheur du catalogue est sortie de sa plage habituelle 22 min avant.',
        basis: 'moved_first',
      },
      { text: '91 % des erreurs ont pour motif item_unavailable.', basis: 'reason' },
    ],
    rootCause:
      'Le flux du catalogue ne se synchronisait plus, d’où de fausses réponses « article indisponible » ; aucune garde ne surveillait la fraîcheur des données.',
    playbooks: ['stale-answers'],
    settleMs: 10 * minute,
    actions,
    improvements,
    indicators: [
      criterion(
        '4-i-1',
        'error_rate < 1% over 1h for 7d',
        { verdict: 'holding', heldMs: 21 * hour, countedUntil: now },
        0.006,
      ),
      criterion(
        '4-i-2',
        'csat >= 4.2/5 over 1d for 7d',
        { verdict: 'failed', at: now - hour, value: 4.1 },
        4.1,
      ),
      criterion(
        '4-i-3',
        'no catalogue_freshness > 15m for 7d',
        { verdict: 'holding', heldMs: 20 * hour, countedUntil: now },
        150,
      ),
    ],
    cadence: { dailyForMs: 7 * day, thenEveryMs: 7 * day },
    reviews: [
      {
        dueAt: dueOn(5),
        heldAt: Date.UTC(2026, 5, 5, 15, 0),
        by: 'camille',
        comment: 'Flux resynchronisé à 09:05. Reprise sans nouvelle alerte.',
      },
      { dueAt: dueOn(12) },
    ],
    log: [
      {
        at: Date.UTC(2026, 5, 5, 9, 10),
        by: 'lea',
        result: 'Liste des 126 clients exposés extraite du CRM.',
        comment: 'Deux doublons retirés.',
      },
    ],
    signatures: [
      { as: 'owner', for: 'activation', version: 11, person: 'lea', at: now - 40 * minute },
      { as: 'approver', for: 'activation', version: 11, person: 'camille', at: now - 30 * minute },
    ],
    acceptedRisks: [],
    ...more,
  };
}

/** The same plan as it was drafted: no cause, an action without an owner, nobody has signed. */
export function draftOf(): Plan {
  const {
    activatedAt: _activated,
    rootCause: _cause,
    ...plan
  } = planOf({ state: 'draft', version: 1, signatures: [] });
  return {
    ...plan,
    actions: plan.actions.map((one, place) => {
      const { owner, dueAt, ...rest } = {
        ...one,
        status: 'todo' as const,
        verification: 'unverified' as const,
      };
      return {
        ...rest,
        ...(place === 3 || owner === undefined ? {} : { owner }),
        ...(place === 2 || dueAt === undefined ? {} : { dueAt }),
      };
    }),
    reviews: [{ dueAt: dueOn(6) }],
    log: [],
  };
}

/** Incident 4, resolved an hour after the trip. */
export function incidentOf(more: Partial<Incident> = {}): Incident {
  const wave = Array.from({ length: 60 }, (_, at): [number, number] => [
    tripAt - (50 - at) * minute,
    Math.max(0.002, at < 38 ? 0.006 + Math.sin(at) * 0.001 : 0.006 + (at - 38) * 0.0016),
  ]);
  return {
    number: 4,
    agent: 'margaux',
    source: 'rule',
    severity: 'critical',
    state: 'resolved',
    opened: { at: tripAt, by: 'engine' },
    acknowledged: { at: tripAt + 6 * minute, by: 'person:lea' },
    resolved: { at: tripAt + 70 * minute, by: 'person:camille' },
    triggers: [
      {
        rule: 'error-rate',
        cause: 'fired',
        firedAt: tripAt,
        breachedAt: tripAt - 2 * minute,
        metric: 'error_rate',
        condition: 'error_rate > 2% over 5m',
        value: 0.023,
        threshold: 0.02,
        severity: 'critical',
        suspended: true,
        resolvedAt: tripAt + 42 * minute,
        peak: 0.031,
      },
      {
        rule: 'catalogue-freshness',
        cause: 'fired',
        firedAt: tripAt + minute,
        breachedAt: tripAt + minute,
        metric: 'catalogue_freshness',
        condition: 'catalogue_freshness > 15m',
        value: 2_220,
        threshold: 900,
        severity: 'warning',
        suspended: false,
        resolvedAt: tripAt + 63 * minute,
        peak: 5_400,
      },
    ],
    evidence: {
      at: tripAt,
      series: { metric: 'error_rate', points: wave },
      movedFirst: [
        { metric: 'catalogue_freshness', leadMs: 22 * minute, usual: { low: 30, high: 240 }, value: 1_320 },
        { metric: 'csat', leadMs: 9 * minute, usual: { low: 4.2, high: 4.7 }, value: 3.9 },
      ],
      reasons: [
        { reason: 'item_unavailable', count: 115, share: 0.91 },
        { reason: 'timeout', count: 8, share: 0.06 },
        { reason: 'other', count: 3, share: 0.03 },
      ],
      exposed: { interactions: 5_480, errors: 126 },
      recentRuleChanges: [
        { hash: '71ab03', at: tripAt - 3 * day, summary: ['csat: threshold 4.0/5 → 4.2/5 over 1h'] },
      ],
    },
    suspensions: [{ from: tripAt, until: tripAt + 40 * minute }],
    plan: 4,
    ruleSet: ruleSetOf().hash,
    ...more,
  };
}
