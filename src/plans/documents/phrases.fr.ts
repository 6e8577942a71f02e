import type { MarkKind } from '../../incidents/marks/mark.ts';
import { capitalised, sentence, fr as text } from '../../language/typography.ts';

/** Dates, values and spans come formatted; a metric is its label in the middle of a sentence. */
type Case = { readonly when: string; readonly agent: string };
type Declared = {
  readonly when: string;
  readonly agent: string | undefined;
  readonly kind: keyof typeof sources;
  readonly title: string | undefined;
};
/** `rises`: the metric is bad when high. */
type Breach = Case & {
  readonly metric: string;
  readonly value: string;
  readonly threshold: string;
  readonly rises: boolean;
};
type OtherAlert = {
  readonly when: string;
  readonly metric: string;
  readonly value: string | undefined;
  readonly threshold: string;
};
type MovedFirst = Readonly<Record<'metric' | 'lead' | 'value' | 'low' | 'high', string>>;
type Reason = Readonly<Record<'reason' | 'share' | 'count' | 'total', string>>;
type Suspension = { readonly span: string; readonly until: string; readonly times: number };
/** `dailyUntil`: date of the last daily review; absent without a daily phase. */
type Cadence = {
  readonly dailyUntil: string | undefined;
  readonly thenDays: number;
  readonly thenSpan: string;
};

const sources = {
  audit: { subject: text`conclusions de l'audit`, sentence: text`Audit enregistré` },
  review: { subject: 'conclusions de la revue', sentence: text`Revue enregistrée` },
  manual: { subject: 'incident déclaré', sentence: text`Incident déclaré` },
  rule: { subject: 'alerte', sentence: text`Alerte enregistrée` },
} as const;

function about(agent: string | undefined): string {
  return agent === undefined ? '' : ` pour ${agent}`;
}

/** The sentences of drafts in French. */
export const fr = {
  until: (date: string) => text`jusqu'au ${date}`,
  untilTime: (time: string) => text`jusqu'à ${time}`,

  title: (agent: string | undefined, subject: string) =>
    agent === undefined ? capitalised(subject) : text`${agent} : ${subject}`,
  crossed: (metric: string) => text`${metric} hors seuil`,
  silent: (metric: string) => text`plus de mesure (${metric})`,
  declaredSubject: (kind: keyof typeof sources): string => sources[kind].subject,

  breach: ({ when, agent, metric, value, threshold, rises }: Breach) =>
    rises
      ? text`Le ${when}, ${theMetric(metric)} ${of(agent)} a atteint ${against(value, threshold)}.`
      : text`Le ${when}, ${theMetric(metric)} ${of(agent)} n'était plus que de ${against(value, threshold)}.`,
  noMeasure: ({ when, agent, metric }: Pick<Breach, 'when' | 'agent' | 'metric'>) =>
    text`Le ${when}, plus aucune mesure ne parvenait pour ${theMetric(metric)} ${of(agent)}.`,
  declared: ({ kind, when, agent, title }: Declared) =>
    title === undefined
      ? text`${sources[kind].sentence} le ${when}${about(agent)}.`
      : text`${sources[kind].sentence} le ${when}${about(agent)} : ${sentence(title)}`,
  begun: (when: string, audit: boolean, dated: string | undefined) =>
    audit
      ? text`Plan établi le ${when} à partir d'un audit${dated === undefined ? '' : text` (${dated})`}.`
      : text`Plan établi le ${when}.`,
  suspendedStill: text`Le kill switch a suspendu l'agent, qui l'est toujours.`,
  suspendedFor: ({ span, until, times }: Suspension) =>
    times === 1
      ? text`Le kill switch a suspendu l'agent pendant ${span}, ${until}.`
      : text`Le kill switch a suspendu l'agent ${times} fois, ${span} au total, ${until}.`,
  notSuspended: text`L'agent est resté en service.`,
  alsoBreached: (alerts: readonly string[]) =>
    text`${alerts.length === 1 ? 'Autre alerte' : 'Autres alertes'} : ${alerts.join(' ; ')}.`,
  otherAlert: ({ when, metric, value, threshold }: OtherAlert) =>
    value === undefined
      ? text`${metric} sans mesure, le ${when}`
      : text`${metric} à ${against(value, threshold)}, le ${when}`,
  exposed: (interactions: number, said: string, errors: string) =>
    interactions === 1
      ? text`Un échange a eu lieu pendant l'écart ; erreurs : ${errors}.`
      : text`${said} échanges ont eu lieu pendant l'écart, dont ${errors} en erreur.`,
  costOfInaction: (yearly: string) => text`Ne rien faire coûte ${yearly} par an.`,
  expectedGain: (yearly: string) => text`Le gain attendu est de ${yearly} par an.`,

  changed: {
    prompt: (label: string, lead: string) =>
      text`Les consignes de l'agent avaient changé ${lead} avant l'écart : « ${label} ».`,
    model: (label: string, lead: string) =>
      text`L'agent avait changé de modèle ${lead} avant l'écart : « ${label} ».`,
    knowledge: (label: string, lead: string) =>
      text`Ce que l'agent consulte avait changé ${lead} avant l'écart : « ${label} ».`,
    release: (label: string, lead: string) =>
      text`Une version de l'agent avait été mise en service ${lead} avant l'écart : « ${label} ».`,
  } satisfies Record<MarkKind, (label: string, lead: string) => string>,
  movedFirst: ({ metric, lead, value, low, high }: MovedFirst) =>
    capitalised(
      text`${theMetric(metric)} a quitté sa plage habituelle ${lead} avant l'écart : ${value}, au lieu de ${low} à ${high}.`,
    ),
  reason: ({ reason, share, count, total }: Reason) =>
    text`${share} des erreurs ont pour motif « ${reason} » (${count} sur ${total}).`,
  ruleChange: (when: string, changes: readonly string[]) =>
    text`Les règles avaient changé le ${when} : ${changes.join(' ; ')}.`,

  objective: (by: string, aims: readonly string[]) => text`D'ici au ${by} : ${aims.join(' ; ')}.`,
  allActionsDone: text`100 % des actions correctives faites`,

  compared: {
    '>': (value: string) => `au-dessus de ${value}`,
    '>=': (value: string) => `à ${value} ou plus`,
    '<': (value: string) => `au-dessous de ${value}`,
    '<=': (value: string) => `à ${value} ou moins`,
    '==': (value: string) => `à ${value} exactement`,
    '!=': (value: string) => `autre que ${value}`,
  },
  over: (condition: string, window: string) => `${condition} sur ${window}`,
  metricHolds: (condition: string, hold: string) => `${condition}, pendant ${hold}`,
  episodes: (most: number, condition: string, hold: string) =>
    most === 0
      ? text`aucun épisode « ${condition} » en ${hold}`
      : text`au plus ${most} épisode${most > 1 ? 's' : ''} « ${condition} » en ${hold}`,
  checklist: (name: string, target: string) => text`liste de contrôle « ${name} » cochée à ${target}`,
  replay: (name: string, target: string) => text`rejeu de « ${name} » : ${target} de bonnes réponses`,
  proof: (rule: string) => text`test d'alerte de la règle « ${rule} » réussi`,
  threshold: (rule: string, limit: string) => text`seuil de la règle « ${rule} » ${limit}`,
  attested: (statement: string) => text`attesté : « ${statement} »`,

  heldFor: (held: string, target: string) => text`tenu ${held} sur ${target}`,
  metOn: {
    measured: (when: string) => text`atteint le ${when}`,
    ticked: (when: string) => text`coché le ${when}`,
    attested: (when: string) => text`attesté le ${when}`,
  },
  heldBefore: text`tenait déjà avant l'action`,
  proofAgain: text`test d'alerte à refaire : le dernier date d'avant la fin de l'action`,
  failedAt: (value: string) => text`non tenu (${value})`,
  noDataSince: (when: string) => text`sans mesure depuis le ${when}`,

  cadence: ({ dailyUntil, thenDays, thenSpan }: Cadence) => {
    const then = rhythm(thenDays, thenSpan);
    return dailyUntil === undefined
      ? capitalised(then)
      : text`Chaque jour jusqu'au ${dailyUntil}, puis ${then}`;
  },
};

/** The sentences that drafts are made of, in one language. */
export type Phrases = typeof fr;

/** Different numbers have different texts: equal ones are a threshold that was reached, not passed. */
function against(value: string, threshold: string): string {
  return value === threshold ? text`${value}, exactement le seuil` : text`${value} (seuil ${threshold})`;
}

/** First words of labels whose gender is certain; any other label is quoted, which is always right. */
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
  return text`l'indicateur « ${label} »`;
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
      return Number.isInteger(days) ? text`tous les ${days} jours` : text`à ${span} d'intervalle`;
  }
}
