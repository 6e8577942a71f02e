import type { Plan } from '../../src/plans/plan.ts';
import { errorRateBelow1Percent, hour, minute, staleCatalogue, start } from './criterion-world.ts';

const day = 24 * hour;

/** A draft as it stands after an incident of Margaux: two actions, an improvement, an indicator. */
export function keptPlan(number = 4, overrides: Partial<Plan> = {}): Plan {
  return {
    number,
    agent: 'margaux',
    incident: number,
    kind: 'corrective',
    state: 'draft',
    language: 'fr',
    timezone: 'Europe/Paris',
    version: 1,
    createdAt: start,
    reopened: [],
    owner: 'lea',
    approver: 'camille',
    followedBy: 'camille',
    title: 'Réponses périmées',
    context: "Le taux d'erreur a dépassé 2 %.",
    hypotheses: [{ text: 'Le flux du catalogue ne se synchronise plus.', basis: 'playbook' }],
    playbooks: ['stale-answers'],
    settleMs: 10 * minute,
    actions: [
      {
        id: `${number}-1`,
        title: 'Resynchroniser le flux du catalogue',
        owner: 'it-ops',
        dueAt: start + day,
        status: 'todo',
        verification: 'unverified',
        effort: 'low',
        impact: 'high',
        treats: 'cause',
        criteria: [
          {
            id: `${number}-1-1`,
            spec: staleCatalogue(0, 48 * hour),
            state: { verdict: 'pending', why: 'waiting' },
          },
        ],
        checklists: [],
      },
      {
        id: `${number}-2`,
        title: 'Rejouer 30 cas',
        owner: 'lea',
        dueAt: start + 2 * day,
        status: 'in_progress',
        startAt: start,
        verification: 'unverified',
        effort: 'high',
        impact: 'low',
        treats: 'symptom',
        criteria: [
          {
            id: `${number}-2-1`,
            spec: { kind: 'checklist', checklist: 'replay', target: 1, text: 'checklist replay = 100%' },
            state: { verdict: 'pending', why: 'waiting' },
          },
          {
            id: `${number}-2-2`,
            spec: {
              kind: 'attestation',
              statement: 'customers contacted',
              text: 'attested "customers contacted"',
            },
            state: { verdict: 'pending', why: 'waiting' },
          },
        ],
        checklists: [{ id: 'replay', items: [{ text: 'premier cas' }, { text: 'second cas' }] }],
      },
    ],
    improvements: [
      {
        id: `${number}-m-1`,
        title: 'Tableau de bord en direct',
        benefit: 'voir venir',
        owner: 'it-ops',
        dueAt: start + 9 * day,
        status: 'todo',
        effort: 'high',
        impact: 'high',
      },
    ],
    indicators: [
      {
        id: `${number}-i-1`,
        spec: errorRateBelow1Percent(24 * hour),
        state: { verdict: 'pending', why: 'waiting' },
      },
    ],
    cadence: { dailyForMs: 7 * day, thenEveryMs: 7 * day },
    reviews: [{ dueAt: start + day }],
    log: [],
    signatures: [],
    acceptedRisks: [],
    ...overrides,
  };
}
