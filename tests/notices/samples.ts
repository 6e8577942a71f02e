import type { Notice, NoticeFacts, NoticeKind, NoticeOf } from '../../src/notices/notice.ts';

export const at = Date.UTC(2026, 5, 5, 6, 2);

const margaux = { agentName: 'Margaux', timezone: 'Europe/Paris' };
const quantity = {
  metric: 'error_rate',
  labelFr: "Taux d'erreur",
  labelEn: 'Error rate',
  unit: 'ratio',
  rule: 'error-rate',
} as const;
const errorRate = {
  ...quantity,
  condition: 'error_rate > 2% over 5m',
  conditionFr: 'taux d’erreur au-dessus de 2\u202f% sur 5\u202fmin',
  conditionEn: 'error rate above 2% over 5 min',
  value: 0.023,
  threshold: 0.02,
} as const;
const title = 'Réponses fausses sur la disponibilité';

const lateRequest = {
  request: 12,
  alarm: 'escalation_not_taken_up',
  kindFr: 'Réclamation',
  kindEn: 'Claim',
  priority: 'urgent',
  since: at,
} as const;

/** Facts of every kind, as rich as they can be. */
export const richFacts: NoticeFacts = {
  agent_tripped: { ...margaux, ...errorRate, joined: true },
  agent_degraded: { ...margaux, ...errorRate, share: 0.2, joined: true },
  agent_suspended: { ...margaux, by: 'person:lea', reason: 'Trop de plaintes' },
  agent_resumed: {
    ...margaux,
    by: 'person:camille',
    reason: 'Flux rétabli',
    override: true,
    downtimeMs: 2_400_000,
    ...{ step: 1, of: 2, share: 0.1 },
  },
  resume_advanced: { ...margaux, step: 2, of: 2, share: 0.5 },
  resume_completed: margaux,
  resume_fell_back: {
    ...margaux,
    ...errorRate,
    condition: 'not error_rate < 1.5% over 5m',
    step: 1,
    of: 2,
    share: 0.1,
  },
  stop_silenced: {
    ...margaux,
    ...{
      by: 'person:camille',
      until: at + 3_600_000,
      reason: 'Livraison 2.4',
      rule: 'error-rate',
      agents: 1,
    },
  },
  suspension_not_acknowledged: { ...margaux, epoch: 7, askedAt: at, withinMs: 30_000 },
  suspension_not_obeyed: { ...margaux, epoch: 7, acknowledgedAt: at, seenAt: at + 60_000 },
  incident_opened: { ...margaux, source: 'audit', title: 'Notes sur papier', by: 'person:lea' },
  incident_resolved: { ...margaux, by: 'person:lea', downtimeMs: 2_400_000 },
  rule_alert: { ...margaux, ...errorRate },
  rule_no_data: { ...margaux, ...quantity, since: at },
  plan_drafted: { ...margaux, title },
  plan_activated: { ...margaux, title, actions: 5 },
  action_assigned: {
    ...margaux,
    title,
    owner: 'lea',
    by: 'person:camille',
    items: [
      { id: '4-2', title: 'Garde-fou', dueAt: at },
      { id: '4-m-1', title: 'Relire les fiches' },
    ],
  },
  plan_signature_due: { ...margaux, title, as: 'approver', for: 'activation', signedBy: 'lea' },
  plan_closed: { ...margaux, title, actions: 5, measured: 3, ticked: 1, attested: 0, risks: 1 },
  plan_reopened: { ...margaux, title, rule: 'error-rate', first: 4, closedAt: Date.UTC(2026, 5, 11, 10, 0) },
  action_regressed: {
    ...margaux,
    action: '4-2',
    title: 'Garde-fou',
    criterion: 'error_rate < 1% over 1h for 24h',
    criterionFr: 'taux d’erreur < 1\u202f% sur 1\u202fh, pendant 24\u202fh',
    criterionEn: 'error rate < 1% over 1 h, for 24 h',
  },
  criterion_met: {
    ...margaux,
    criterion: '4-2-1',
    action: '4-2',
    condition: 'error_rate < 1% over 1h for 24h',
    conditionFr: 'taux d’erreur < 1\u202f% sur 1\u202fh, pendant 24\u202fh',
    conditionEn: 'error rate < 1% over 1 h, for 24 h',
  },
  criterion_failed: { ...margaux, criterion: '4-2-1', condition: 'error_rate < 1% over 1h for 24h' },
  action_reminder: {
    ...{ ...margaux, action: '4-2', title: 'Garde-fou', dueAt: at, nth: 2 },
    ...{ step: 'second', owner: 'lea' },
  },
  review_reminder: { ...margaux, title, dueAt: at, nth: 1, step: 'first', owner: 'lea' },
  incident_unacknowledged: { ...margaux, title: 'Notes sur papier', openedAt: at },
  agent_out_of_reach: { ...margaux, heardAt: at },
  criterion_no_data: {
    ...margaux,
    criterion: '4-2-1',
    action: '4-2',
    condition: 'error_rate < 1% over 1h for 24h',
    conditionFr: 'taux d’erreur < 1\u202f% sur 1\u202fh, pendant 24\u202fh',
    conditionEn: 'error rate < 1% over 1 h, for 24 h',
    since: at,
  },
  proof_outdated: { ...margaux, rule: 'error-rate', passedAt: at, everyMs: 30 * 86_400_000 },
  proof_failed: { ...margaux, rule: 'error-rate', since: at, code: 'proof_not_delivered' },
  unanswered: {
    ...margaux,
    subject: 'action',
    action: '4-2',
    title: 'Garde-fou',
    asked: ['lea', 'camille'],
    toldAt: at,
  },
  reminder_escalated: {
    ...margaux,
    subject: 'action',
    action: '4-2',
    title: 'Garde-fou',
    owner: 'lea',
    dueAt: at,
    reminders: 2,
  },
  report_due: {
    ...margaux,
    class: 'gdpr_breach',
    classFr: 'Violation de données à caractère personnel',
    classEn: 'Personal data breach',
    clock: 'authority',
    clockFr: 'Notification à l’autorité de contrôle',
    clockEn: 'Notification to the supervisory authority',
    sourceFr: 'RGPD, article 33, paragraphe 1',
    sourceEn: 'GDPR, Article 33(1)',
    within: '72h',
    firstIncomplete: true,
    dueAt: at + 72 * 3_600_000,
    stage: 'last_day',
  },
  request_late: { ...margaux, ...lateRequest },
  requests_digest: {
    ...margaux,
    lines: [lateRequest, { ...lateRequest, request: 13, alarm: 'resolve_missed', promisedAt: at }],
    others: 1,
  },
  weekly_report: {
    ...margaux,
    week: '2026-W23',
    from: at,
    until: at + 7 * 86_400_000,
    incidents: 1,
    suspendedMs: 6_480_000,
    missed: 1,
    overdue: 2,
    brief: [{ fr: '1 incident ouvert.', en: '1 incident opened.' }],
    points: [{ fr: '{lea} porte 4 actions.', en: '{lea} has 4 actions.' }],
    aims: [],
  },
  register_checkpoint: {
    origin: 'filrouge.example.org/register',
    entries: 42,
    signedAt: at,
    note: 'filrouge.example.org/register\n42\nq6urq6s=\n\n— filrouge.example.org/register q6urq6s=\n',
  },
  register_doubtful: { entry: 41, why: 'head', signed: 42 },
  anomaly_answered: {
    ...{ anomaly: 12, what: 'wrong', outcome: 'corrected', reportedAt: at, by: 'person:lea' },
  },
  desk_checked: {
    ...{ check: 'weekly', period: '2026-W23', received: 250, incomplete: 12, sample: [3, 17, 42] },
    ...{ standing: 4, overdue: 1 },
  },
  drill: { ...margaux, rule: 'error-rate' },
  channel_down: { channel: 'mail', since: at, reason: 'econnrefused' },
  mention: {
    ...margaux,
    subject: 'action',
    id: '4-2',
    title: 'Garde-fou',
    by: 'person:camille',
    comment: 'kF3v0c9Qx2mTn7aRl5hZwA',
  },
  test_message: { by: 'person:lea' },
};

const about = {
  key: 'trip:margaux:error-rate:1',
  agent: 'margaux',
  incident: 4,
  plan: 4,
  at,
  severity: 'critical',
  people: ['lea'],
} as const;

/** A notice of a kind with all its facts, about incident 4 and plan 4 of Margaux. */
export function sampleNotice<K extends NoticeKind>(kind: K): NoticeOf<K> & { readonly at: number } {
  return { ...about, kind, data: richFacts[kind] };
}

/** The trip of the example, changed as a test needs it. */
export function trip(change: Partial<Extract<Notice, { kind: 'agent_tripped' }>> = {}) {
  return { ...about, kind: 'agent_tripped', data: { ...margaux, ...errorRate }, ...change } as const;
}
