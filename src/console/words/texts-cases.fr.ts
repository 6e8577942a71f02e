import type { MarkKind } from '../../incidents/marks/mark.ts';
import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** The texts of the pages about incidents in French. */
export const fr = {
  list: {
    lead: "Ce qui s'est passé, de l'écart à la clôture.",
    none: 'Aucun incident.',
    noneHere: 'Aucun incident ne correspond à ces filtres.',
    what: 'Ce qui s’est passé',
    states: {
      all: 'Tous',
      open: 'Ouverts',
      acknowledged: 'Pris en charge',
      resolved: 'Résolus',
      closed: 'Clos',
    },
  },
  declare: {
    title: 'Déclarer un incident',
    lead: 'Ce qui a été constaté, ou ce qu’un audit ou une revue a trouvé. Un plan d’action est rédigé avec lui.',
    now: 'Déclarer l’incident',
    sources: { manual: 'Un constat', audit: 'Un audit', review: 'Une revue' },
    fields: {
      source: 'Origine',
      agent: 'Agent',
      title: 'En une ligne',
      description: 'Ce qui s’est passé',
      severity: 'Gravité',
      playbook: 'Playbook du plan',
    },
    hints: {
      source: 'D’où vient le signalement',
      agent: 'Un audit ou une revue peut porter sur toute l’organisation',
      title: 'Ex. « Réponses fausses sur les retours »',
      description: 'Les faits, quand et comment ils ont été vus',
      severity: 'Pour qui le lira',
      playbook: 'Facultatif : le plan est rédigé d’après lui',
    },
    noPlaybook: 'Aucun',
    agentMissing: 'Choisissez l’agent : seul un audit ou une revue peut s’en passer.',
  },
  title: (number: number, agent: string) => `Incident ${number}, ${agent}`,
  sources: {
    rule: 'une règle de seuil',
    audit: 'un audit',
    review: 'une revue',
    manual: 'un signalement',
  },
  // Different numbers have different texts.
  breached: (metric: string, value: string, limit: string) =>
    value === limit
      ? `${metric} à ${value}, exactement le seuil`
      : `${metric} à ${value} pour un seuil de ${limit}`,
  silent: (metric: string) => `${metric} : plus aucune mesure`,
  facts: {
    source: 'Origine',
    severity: 'Gravité',
    acknowledged: 'Pris en charge',
    resolved: 'Résolu',
    closed: 'Clos',
    downtime: "Durée d'arrêt",
    stillDown: (span: string) => `${span}, en cours`,
    notStopped: "pas d'arrêt",
    exposedOf: (exchanges: string, errors: number, said: string) =>
      `${exchanges}, dont ${said} ${pl(errors, { one: 'réponse fausse', other: 'réponses fausses' })}`,
    recurrenceOf: 'Récidive de',
    cameBackAs: 'Récidives depuis',
    rules: 'Règles en vigueur alors',
  },
  description: 'Ce qui a été signalé',
  triggers: {
    title: 'Ce qui a déclenché',
    metric: 'Indicateur',
    value: 'Valeur au déclenchement',
    peak: 'Pire valeur',
    from: 'Écart depuis',
    until: 'Fin',
    lasting: 'en cours',
    suspended: "a arrêté l'agent",
    none: 'Aucune règle : l’incident a été ouvert par une personne.',
  },
  evidence: {
    title: 'Ce qui a été constaté',
    gathered: (when: string) => `Relevé le ${when}, au moment du déclenchement.`,
    curve: (metric: string) => `${metric} avant le déclenchement`,
    movedFirst: 'Ce qui a bougé en premier',
    movedHint: 'Les autres mesures de l’agent qui avaient quitté leur plage habituelle avant l’écart.',
    movedNone: 'Aucune autre mesure n’avait quitté sa plage habituelle.',
    lead: (span: string) => `${span} avant l'écart`,
    was: (value: string, low: string, high: string) => `${value}, d'ordinaire de ${low} à ${high}`,
    reasons: 'Motifs des erreurs',
    reasonsNone: 'Aucun motif n’a été transmis avec les erreurs.',
    share: (share: string, count: string) => `${share} (${count})`,
    ruleChanges: 'Règles modifiées dans la semaine précédente',
    changes: 'Agent modifié dans la semaine précédente',
    changed: {
      prompt: 'nouvelles consignes',
      model: 'autre modèle',
      knowledge: 'autres connaissances',
      release: 'nouvelle version',
    } satisfies Record<MarkKind, string>,
  },
  wrong: {
    title: 'Les échanges faux',
    id: 'Échange',
    at: 'Heure',
    url: 'Adresse',
    csv: 'Exporter (CSV)',
    none: 'Aucun n’est connu par son numéro : seuls les échanges transmis un par un le sont (/v1/interactions).',
    first: (shown: number) => `Les ${shown} premiers ; l’export les contient tous.`,
    forgotten: (when: string) =>
      `Les numéros d’échanges sont gardés 30 jours : ceux d’avant le ${when} ne le sont plus.`,
  },
  timeline: {
    title: 'Le fil des événements',
    lead: 'Tel que le registre l’a consigné.',
    entry: (seq: number) => `Entrée ${seq} du registre`,
    short: (seq: number) => `n° ${seq}`,
  },
  steps: {
    title: 'Et maintenant',
    acknowledge: 'Prendre en charge',
    acknowledgeHint: "Dire aux autres que quelqu'un s'en occupe.",
    resolve: 'Déclarer résolu',
    resolveHint: 'L’agent est de nouveau en service et aucune règle n’est plus franchie.',
    close: "Clore l'incident",
    closeHint: "L'incident est résolu et son plan est clos.",
    closed: (when: string) => `Clos le ${when}.`,
    viewer: 'Votre clé permet de consulter, pas d’agir.',
  },
  notes: {
    title: 'Notes',
    none: 'Rien n’a encore été noté.',
    add: 'Noter un résultat',
    now: 'Noter',
    hint: 'Ce qui a été fait ou appris, sans donnée sur des clients : cette page et le document la montrent.',
  },
  missing: {
    agent_suspended: (agent: string) =>
      `${agent} est encore suspendu : un approbateur doit le remettre en service.`,
    rule_still_firing: (metric: string, limit: string) =>
      `${metric} est encore au-delà du seuil de ${limit}.`,
    incident_not_resolved: 'Il doit d’abord être déclaré résolu.',
    plan_not_closed: (plan: number) => `Le plan ${plan} n'est pas clos.`,
  },
  pages: 'Pages',
  csv: {
    at: 'Date (UTC)',
    kind: 'Type',
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
