import { plural } from '../../language/plural.ts';
import { fr as signIn } from '../access/texts.fr.ts';
import { fr as readiness } from '../agents/readiness-words.fr.ts';
import { fr as clocks } from '../clocks/words.fr.ts';
import { fr as degree } from '../degree/texts.fr.ts';
import { fr as desk } from '../desk/texts.fr.ts';
import { fr as dossier } from '../dossier/texts.fr.ts';
import { fr as reports } from '../reports/texts.fr.ts';
import { fr as silences } from '../silences/words.fr.ts';
import { fr as glossary } from './glossary.fr.ts';
import { fr as cases } from './texts-cases.fr.ts';
import { fr as fleet } from './texts-fleet.fr.ts';
import { fr as notices } from './texts-notices.fr.ts';
import { fr as plan } from './texts-plan.fr.ts';
import { fr as refusals } from './texts-refusals.fr.ts';
import { fr as register } from './texts-register.fr.ts';
import { fr as rules } from './texts-rules.fr.ts';
import { fr as workshop } from './texts-workshop.fr.ts';

const pl = plural('fr');

/** Everything the console says in French, except what plans and incidents say about themselves. */
export const fr = {
  shell: {
    skip: 'Aller au contenu',
    sections: 'Rubriques',
    watch: 'Vue d’ensemble',
    work: 'Mon travail',
    requests: 'Demandes',
    incidents: 'Incidents',
    plans: 'Plans d’action',
    register: 'Registre',
    reports: 'Rapports',
    notices: 'Avis',
    rules: 'Règles',
    people: 'Accès',
    language: 'Langue',
    signOut: 'Se déconnecter',
    timesIn: (zone: string) => `Heures : ${zone.replaceAll('_', ' ')}`,
    offline: 'Connexion perdue : la page n’est plus à jour.',
    standby: 'Cette instance est en attente : elle montre, une autre agit.',
    rulesBroken: 'Les fichiers de règles contiennent des erreurs : les règles d’avant restent en vigueur.',
    rulesBrokenWhere: 'Voir les erreurs',
    cannotStop:
      'filrouge ne peut plus évaluer ni écrire : aucun agent ne pourrait être arrêté. Aucun ne reçoit plus l’autorisation de fonctionner ; chacun applique son mandat.',
    apiDocs: 'Documentation de l’API',
    home: 'filrouge, retour à la vue d’ensemble',
  },
  common: {
    save: 'Enregistrer',
    cancel: 'Annuler',
    edit: 'Modifier',
    none: '—',
    take: 'Imprimer, exporter',
    print: 'Imprimer',
    formats: { pdf: 'PDF', docx: 'Word (DOCX)', md: 'Markdown', csv: 'Tableur (CSV)', json: 'JSON' },
    newer: 'Plus récents',
    older: 'Plus anciens',
    previous: 'Précédents',
    next: 'Suivants',
    pageOf: (page: string, pages: string) => `page ${page} sur ${pages}`,
    filter: 'Filtrer',
    reason: 'Motif',
    agent: 'Agent',
    organisation: 'Organisation',
    incident: 'Incident',
    plan: 'Plan',
    state: 'État',
    owner: 'Responsable',
    approver: 'Approbateur',
    opened: 'Ouvert',
    downtime: 'Arrêt',
    exposed: 'Échanges pendant l’écart',
    start: 'Début',
    due: 'Échéance',
    rule: 'Règle',
    threshold: 'Seuil',
    value: 'Valeur',
    effect: 'Effet',
    inForce: 'en vigueur',
    event: 'Événement',
    number: 'N°',
    hash: 'Empreinte',
    anyAgent: 'Tous les agents',
    by: (who: string) => `par ${who}`,
    engine: 'filrouge',
    key: (id: string) => `clé ${id}`,
    mirror: (site: string) => `miroir ${site}`,
  },
  state: {
    ...degree.state,
    running: 'En service',
    suspended: 'Suspendu',
    disobeyed: 'Suspendu, répond encore',
    stopping: 'Suspendu, à confirmer',
    unconfirmed: 'Suspendu, non confirmé',
    firing: 'Alerte',
    pending: 'À surveiller',
    no_data: 'Sans mesure',
  },
  rule: {
    firing: 'seuil franchi',
    pending: 'seuil en train d’être franchi',
    ok: 'dans les limites',
    no_data: 'aucune mesure',
    tooFew: 'trop peu de mesures',
    unheard: 'pas de mesure, l’agent étant suspendu',
    most: (limit: string) => `max. ${limit}`,
    least: (limit: string) => `min. ${limit}`,
    under: (limit: string) => `moins de ${limit}`,
    over: (limit: string) => `plus de ${limit}`,
    equal: (limit: string) => `égal à ${limit}`,
    unequal: (limit: string) => `différent de ${limit}`,
  },
  severity: { info: 'information', warning: 'avertissement', critical: 'critique' },
  watch: {
    lead: 'Chaque agent, ses mesures face à ses seuils, et ce qui attend quelqu’un.',
    calm: 'Les autres agents',
    searchLabel: 'Rechercher un agent',
    searchHint: 'nom, périmètre, responsable',
    filters: {
      all: 'Tous',
      needs: 'À traiter',
      suspended: 'Suspendus',
      running: 'En service',
      no_data: 'Sans mesure',
    },
    nothingFound: 'Aucun agent ne correspond.',
    allCalm: 'Personne n’est attendu : tous les agents sont dans leurs limites.',
    doubts: {
      all: (said: string) => `Personne n’est attendu. Les limites ne sont pas assurées partout : ${said}.`,
      pending: (count: number) =>
        `${count} ${pl(count, { one: 'agent en train de franchir un seuil', other: 'agents en train de franchir un seuil' })}`,
      unmeasured: (count: number) =>
        `${count} ${pl(count, { one: 'agent sans mesure pour un seuil au moins', other: 'agents sans mesure pour un seuil au moins' })}`,
      unread: (count: number) =>
        `${count} ${pl(count, { one: 'agent qui ne lit pas son kill switch', other: 'agents qui ne lisent pas leur kill switch' })}`,
    },
    since: (when: string) => `depuis le ${when}`,
    incident: (number: number) => `Incident ${number}`,
    plan: (number: number) => `Plan ${number}`,
    done: (done: number, total: number) =>
      `${done} sur ${total} ${pl(done, { one: 'faite', other: 'faites' })}`,
    overdue: (count: number) => `${count} en retard`,
    review: (when: string) => `revue le ${when}`,
    reviewLate: (when: string) => `revue manquée le ${when}`,
    planState: { draft: 'brouillon', active: 'en cours', closed: 'clos' },
    tiles: {
      suspended: (count: number) => pl(count, { one: 'agent suspendu', other: 'agents suspendus' }),
      incidents: (count: number) => pl(count, { one: 'incident ouvert', other: 'incidents ouverts' }),
      overdue: 'en retard',
      review: 'prochaine revue',
      reviewMissed: 'revue manquée',
    },
    noRules: 'Aucune règle ne veille sur cet agent.',
  },
  chart: {
    limit: 'seuil',
    band: "entre le seuil et la fin de l'alerte",
    suspended: 'agent suspendu',
    incident: 'incident ouvert',
    ruleChange: 'règles modifiées',
    mark: 'agent modifié',
  },
  incidentState: {
    open: 'ouvert',
    acknowledged: 'pris en charge',
    resolved: 'résolu',
    closed: 'clos',
  },
  agent: {
    rulesNow: 'Les règles en ce moment',
    charts: 'Mesures',
    range: 'Période',
    ranges: { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 jours', '30d': '30 jours' },
    zoomHint: 'Ctrl + molette pour agrandir une période ; pincer sur un écran tactile.',
    chartSays: (least: string, most: string) =>
      least === most ? `${least} sur la période` : `de ${least} à ${most} sur la période`,
    chartEmpty: 'aucune mesure sur la période',
    killSwitch: 'Kill switch',
    isSuspended: (name: string) => `${name} est suspendu`,
    isRunning: (name: string) => `${name} est en service`,
    mayRun: (name: string) => `${name} a le droit de répondre`,
    unseen: 'Aucune mesure n’arrive : rien ne dit si l’agent répond.',
    since: 'depuis le',
    trip: (value: string, limit: string) =>
      value === limit ? `à ${value}, exactement le seuil` : `à ${value} pour un seuil de ${limit}`,
    tripBare: (limit: string) => `au-delà du seuil de ${limit}`,
    tripNoData: 'sans mesure depuis trop longtemps',
    heldBy: (who: string) => `Arrêté par ${who} :`,
    obeyed: "L'agent a confirmé",
    waitingAck: "L'agent n'a pas encore confirmé",
    notObeyed: "L'agent n'a pas confirmé son arrêt : il répond peut-être encore",
    disobeyed: "L'agent a confirmé son arrêt, mais il répond encore",
    outOfReach: "L'agent ne lit pas son kill switch",
    outOfReachBadge: 'Kill switch non lu',
    outOfReachHint:
      'Il ne l’a pas demandé à cette instance depuis deux baux : un arrêt ne l’atteindrait pas.',
    kept: "L'arrêt est en vigueur, il n'est pas encore inscrit au registre",
    keptHint:
      "La base de données ne répond pas. Cette instance annonce l'arrêt aux agents qui la lisent et le conserve sur sa machine ; il sera inscrit dès que la base répondra.",
    waitingFor: (span: string) => `Demandé il y a ${span}.`,
    neverStopped: 'Son kill switch ne s’est jamais déclenché.',
    suspend: "Arrêter l'agent",
    suspendHint: "Ce que vous avez constaté ; c'est conservé avec l'arrêt.",
    suspendNow: (name: string) => `Arrêter ${name} maintenant`,
    resume: 'Remettre en service',
    resumeHint: "Pourquoi il peut répondre de nouveau ; c'est conservé avec la remise en service.",
    resumeNow: (name: string) => `Remettre ${name} en service`,
    override: 'Remettre en service malgré l’écart mesuré (inscrit au registre)',
    onlyApprover: 'Seul un approbateur peut le remettre en service.',
    notTaken: {
      title: 'Mesures refusées',
      hint: 'Reçu depuis moins d’un jour et compté nulle part, ou pour l’agent seul quand la raison le dit : l’envoi est à corriger, puis à refaire. Ce que filrouge collecte revient de lui-même.',
      reason: 'Raison',
      count: 'Nombre',
      sentTo: 'Reçu par',
      sources: {
        samples: 'mesures',
        interactions: 'échanges',
        remote_write: 'remote write',
        alerts: 'alertes d’autres systèmes',
        pull: 'collecte de filrouge',
        otlp: 'OpenTelemetry',
        scores: 'notes d’évaluation',
        helpdesk: 'outil de support',
      },
      since: 'Depuis',
      last: 'Dernier refus',
    },
    history: 'Incidents et plans',
    noIncident: 'Aucun incident.',
    mandate: 'Mandat',
    scope: 'Périmètre',
    onUnreachable: 'Si filrouge ne répond plus',
    unreachable: { suspend: "l'agent s'arrête", run: "l'agent continue" },
    ackWithin: "Délai pour confirmer l'arrêt",
    id: 'Identifiant',
  },
  fleet,
  readiness,
  clocks,
  silences,
  refusals: { ...refusals, ...clocks.refusals, ...silences.refusals, ...desk.refusals },
  signIn,
  empty: {
    title: 'Bienvenue',
    lead: 'filrouge est prêt. Il attend une première mesure d’un de vos agents ; cette page s’animera dès qu’elle arrive.',
    rules: 'Charger les règles',
    rulesLoaded: (rules: number, agents: number) =>
      `${rules} ${pl(rules, { one: 'règle', other: 'règles' })} sur ${agents} ${pl(agents, { one: 'agent', other: 'agents' })}`,
    key: 'Créer une clé pour l’envoi',
    keyHow: 'Une clé de rôle « ingest » permet d’envoyer des mesures, et rien d’autre.',
    send: 'Envoyer une première mesure',
    sendHow: 'Collez cette ligne dans un terminal, avec votre clé à la place de fr_…',
    waiting: 'En attente de la première mesure',
    prove: 'Faire un premier test d’alerte',
    proveHow:
      'Il fait passer un faux écart par toute la chaîne ; rien en production n’est touché. Un bouton le lance :',
    read: 'Faire lire le kill switch à l’agent',
    readHow: 'Avec une clé de rôle « agent ». Tant que personne ne le lit, un arrêt n’arrête personne.',
    done: 'fait',
    demo: 'Pour voir l’histoire entière sur un exemple, sans rien brancher :',
  },
  missing: { title: 'Page introuvable', lead: 'Rien ne se trouve à cette adresse.' },
  printer: {
    busy: {
      title: 'Trop de fichiers à la fois',
      lead: 'D’autres fichiers sont en préparation : demandez celui-ci à nouveau dans un instant.',
    },
    late: {
      title: 'Le fichier est trop long à préparer',
      lead: 'Il a demandé plus de temps qu’un fichier ne peut en prendre : demandez-le dans un moment, ou prenez le plan en Markdown.',
    },
  },
  glossary,
  degree,
  desk,
  notices,
  reports,
  plan,
  cases,
  dossier,
  register,
  rules,
  workshop,
};

/**
 * The console's own words in any language: French is the reference, the compiler holds English to the same
 * keys.
 */
export type Texts = typeof fr;
