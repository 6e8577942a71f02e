import { capitalised, fr, sentence } from '../../language/typography.ts';
import type { Phrases } from './phrases.ts';

/** The sentences of drafts in French. */
export const french: Phrases = {
  separator: fr` ; `,
  until: (date) => fr`jusqu'au ${date}`,
  untilTime: (time) => fr`jusqu'à ${time}`,

  title: (agent, subject) => fr`${agent} : ${subject}`,
  crossed: (metric) => fr`${metric} hors seuil`,
  silent: (metric) => fr`plus de mesure (${metric})`,
  declaredSubject: (kind) => sources[kind].subject,

  breach: ({ when, agent, metric, value, threshold, rises }) =>
    rises
      ? fr`Le ${when}, ${theMetric(metric)} ${of(agent)} a atteint ${value} (seuil ${threshold}).`
      : fr`Le ${when}, ${theMetric(metric)} ${of(agent)} n'était plus que de ${value} (seuil ${threshold}).`,
  noMeasure: ({ when, agent, metric }) =>
    fr`Le ${when}, plus aucune mesure ne parvenait pour ${theMetric(metric)} ${of(agent)}.`,
  declared: ({ kind, when, agent, title }) =>
    title === undefined
      ? fr`${sources[kind].sentence} le ${when} pour ${agent}.`
      : fr`${sources[kind].sentence} le ${when} pour ${agent} : ${sentence(title)}`,
  suspendedStill: fr`Le kill switch a suspendu l'agent, qui l'est toujours.`,
  suspendedFor: ({ span, until, times }) =>
    times === 1
      ? fr`Le kill switch a suspendu l'agent pendant ${span}, ${until}.`
      : fr`Le kill switch a suspendu l'agent ${times} fois, ${span} au total, ${until}.`,
  notSuspended: fr`L'agent est resté en service.`,
  alsoBreached: (alerts) =>
    fr`${alerts.length === 1 ? 'Autre alerte' : 'Autres alertes'} : ${alerts.join(' ; ')}.`,
  otherAlert: ({ when, metric, value, threshold }) =>
    value === undefined
      ? fr`${metric} sans mesure, le ${when}`
      : fr`${metric} à ${value} (seuil ${threshold}), le ${when}`,
  exposed: (interactions, errors) =>
    interactions === 1
      ? fr`Un échange a eu lieu pendant l'écart ; erreurs : ${errors}.`
      : fr`${interactions} échanges ont eu lieu pendant l'écart, dont ${errors} en erreur.`,
  costOfInaction: (yearly) => fr`Ne rien faire coûte ${yearly} par an.`,
  expectedGain: (yearly) => fr`Le gain attendu est de ${yearly} par an.`,

  movedFirst: ({ metric, lead, value, low, high }) =>
    capitalised(
      fr`${theMetric(metric)} a quitté sa plage habituelle ${lead} avant l'écart : ${value}, au lieu de ${low} à ${high}.`,
    ),
  reason: ({ reason, share, count, total }) =>
    fr`${share} des erreurs ont pour motif « ${reason} » (${count} sur ${total}).`,
  ruleChange: (when, changes) => fr`Les règles avaient changé le ${when} : ${changes.join(' ; ')}.`,

  objective: (by, aims) => fr`D'ici au ${by} : ${aims.join(' ; ')}.`,
  allActionsDone: fr`100 % des actions correctives faites`,

  metricHolds: (condition, window, hold) =>
    window === undefined ? `${condition}, pendant ${hold}` : `${condition} sur ${window}, pendant ${hold}`,
  episodes: (most, condition, hold) =>
    most === 0
      ? fr`aucun épisode « ${condition} » en ${hold}`
      : fr`au plus ${most} épisode${most > 1 ? 's' : ''} « ${condition} » en ${hold}`,
  checklist: (name, target) => fr`liste de contrôle « ${name} » cochée à ${target}`,
  proof: (rule) => fr`test d'alerte de la règle « ${rule} » réussi`,
  threshold: (rule, limit) => fr`seuil de la règle « ${rule} » ${limit}`,
  attested: (statement) => fr`attesté : « ${statement} »`,

  heldFor: (held, target) => fr`tenu ${held} sur ${target}`,
  metOn: (when) => fr`atteint le ${when}`,
  metBefore: fr`atteint avant l'action`,
  failedAt: (value) => fr`non tenu (${value})`,
  noDataSince: (when) => fr`sans mesure depuis le ${when}`,

  cadence: ({ dailyUntil, thenDays, thenSpan }) => {
    const then = rhythm(thenDays, thenSpan);
    return dailyUntil === undefined
      ? capitalised(then)
      : fr`Chaque jour jusqu'au ${dailyUntil}, puis ${then}`;
  },
};

const sources = {
  audit: { subject: fr`conclusions de l'audit`, sentence: fr`Audit enregistré` },
  review: { subject: 'conclusions de la revue', sentence: fr`Revue enregistrée` },
  manual: { subject: 'incident déclaré', sentence: fr`Incident déclaré` },
  rule: { subject: 'alerte', sentence: fr`Alerte enregistrée` },
} as const;

/** First words of labels whose gender is certain; any other label is quoted, which is right whatever its gender. */
const masculine = ['taux', 'délai', 'temps', 'nombre', 'volume', 'score', 'coût', 'montant', 'retard', 'nps'];
const feminine = [
  'satisfaction',
  'résolution',
  'durée',
  'fraîcheur',
  'part',
  'note',
  'recommandation',
  'qualité',
  'latence',
  'proportion',
];
const elided = ['âge', 'écart', 'ancienneté', 'indice', 'efficacité'];

function theMetric(label: string): string {
  const first = label.split(/[\s(]/)[0]?.toLocaleLowerCase('fr') ?? '';
  if (masculine.includes(first)) return `le ${label}`;
  if (feminine.includes(first)) return `la ${label}`;
  if (elided.includes(first)) return `l’${label}`;
  return fr`l'indicateur « ${label} »`;
}

function of(name: string): string {
  return /^[aeiouyhàâäéèêëîïôöùûü]/i.test(name) ? `d’${name}` : `de ${name}`;
}

function rhythm(days: number, span: string): string {
  switch (days) {
    case 1:
      return 'chaque jour';
    case 7:
      return 'chaque semaine';
    default:
      return Number.isInteger(days) ? fr`tous les ${days} jours` : fr`à ${span} d'intervalle`;
  }
}
