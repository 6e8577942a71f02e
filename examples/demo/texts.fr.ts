import { capitalised, fr as set } from '../../src/language/typography.ts';

const people: Readonly<Record<string, string>> = { lea: 'Léa', camille: 'Camille', 'it-ops': 'IT / Ops' };

/**
 * Every text of the demo in French, written with plain spaces and apostrophes: `set` typesets it. Numbers,
 * times and names come formatted. A list is a title and the lines under it.
 */
export const fr = {
  title: set`un agent, un incident, un plan, de l'écart à la clôture`,
  aside: set`De vrais processus, du vrai HTTP, à l'échelle de la seconde. Une seule chose est voulue : le flux du catalogue s'arrête.`,
  starts: set`filrouge démarre, avec une base vide…`,
  lookAt: 'voir',
  process: (pid: number) => `processus ${pid}`,
  cast: {
    filrouge: set`kill -9 quand vous voulez : il revient`,
    margaux: set`l'agent : dit si un article est disponible`,
    shop: { name: 'boutique', about: set`rayons, livraisons et flux du catalogue` },
    customers: {
      name: 'clients',
      rate: (rate: number) => `${rate} questions/s`,
      about: set`vérifient chaque réponse en rayon`,
    },
    key: { name: 'clé', about: set`ouvre la console et l'API en lecture` },
  },
  serves: (after: string) => [
    set`filrouge répond après ${after}`,
    set`une base vide dans un dossier jetable, les règles de rules/demo`,
  ],
  onLine: [
    'Margaux est en service',
    set`Elle suit son kill switch, en a accusé réception, et répond d'après le catalogue que le flux lui apporte.`,
  ],
  byFlag: set`Son kill switch est un drapeau OpenFeature : agent.margaux.may_run, arrêtée par défaut.`,
  byTelemetry: set`Ses mesures viennent d'OpenTelemetry : gen_ai.invoke_agent.duration avec error.type, et des événements gen_ai.evaluation.result.`,
  calm: ({ answers, errorRate }: { answers: string; errorRate: string }) => [
    set`Tout va bien : ${answers} réponses, taux d'erreur ${errorRate}`,
    set`Chaque réponse est vérifiée par le client et comptée par filrouge.`,
  ],
  stalls: [
    set`Le flux du catalogue s'arrête`,
    set`À partir d'ici rien n'est mis en scène : ce qui suit est mesuré au moment où cela arrive.`,
  ],
  alarm: ({
    freshness,
    limit,
    after,
    incident,
  }: {
    freshness: string;
    limit: string;
    after: string;
    incident: number;
  }) => [
    set`Alerte : fraîcheur du catalogue ${freshness} > ${limit}`,
    set`déclenchée ${after} après le franchissement ; incident ${incident} ouvert, Margaux répond encore`,
  ],
  delivery: ({ items, count }: { items: string; count: number }) => [
    set`Une livraison que Margaux ignore : ${count} articles`,
    set`${items} : en rayon, mais épuisés dans son catalogue`,
  ],
  falseAnswer: (item: string) => [
    set`Réponses fausses : « ${capitalised(item)} ? Indisponible. »`,
    set`L'article est en rayon, et le client le signale.`,
  ],
  tripped: ({ value, limit }: { value: string; limit: string }) =>
    set`Kill switch : taux d'erreur ${value} > ${limit}`,
  trippedAfter: ({ tripped, obeyed }: { tripped: string | undefined; obeyed: string }) =>
    tripped === undefined
      ? set`obéi ${obeyed} après l'écart`
      : set`déclenché ${tripped} après la mesure, obéi ${obeyed} plus tard`,
  turnedAway: (epoch: number) =>
    set`Margaux ne répond plus à personne ; elle a accusé réception (époque ${epoch})`,
  incident: ({
    number,
    triggers,
    exposed,
  }: {
    number: number;
    triggers: readonly string[];
    exposed: { all: string; wrong: string };
  }) => [
    set`Incident ${number} : ${triggers.join(' et ')}`,
    set`en une transaction : kill switch, incident, brouillon du plan, registre et avis`,
    set`${exposed.all} réponses dans la fenêtre de l'écart, dont ${exposed.wrong} fausses`,
  ],
  plan: ({
    number,
    actions,
    improvements,
    indicators,
    topThree,
  }: {
    number: number;
    actions: number;
    improvements: number;
    indicators: number;
    topThree: readonly string[];
  }) => [
    set`Le plan ${number} est rédigé`,
    set`${actions} actions correctives, ${improvements} améliorations, ${indicators} indicateurs ; d'abord : ${topThree.join(', ')}`,
    set`causes possibles, d'après ce qui a été mesuré :`,
  ],
  hypothesis: (text: string) => `– ${text}`,
  resumeRefused: ({ value, limit }: { value: string; limit: string }) => [
    set`Camille tente de remettre Margaux en service aussitôt : refusé`,
    set`le taux d'erreur mesure encore ${value} > ${limit}`,
  ],
  mended: (after: string) => [
    'IT / Ops rétablit le flux',
    set`le catalogue est de nouveau à jour ; l'alerte prend fin après ${after}`,
  ],
  signRefused: (missing: readonly string[]) => [
    set`Léa tente de signer le plan : refusé`,
    set`il manque : ${missing.join(' ; ')}`,
  ],
  missing: {
    rootCause: 'la cause racine',
    owner: (action: string) => set`un responsable pour l'action ${action}`,
  },
  rootCause: set`Le flux du catalogue ne se synchronisait plus et Margaux répondait avec ce qu'elle avait : rien n'en vérifiait la fraîcheur.`,
  causeWritten: (action: string) => [
    set`Léa écrit la cause racine`,
    set`et prend l'action ${action}, qui n'avait pas de responsable`,
  ],
  activated: ({ number, after }: { number: number; after: string }) => [
    set`Le plan ${number} est actif : signé par Léa Fontaine et Camille Roussel`,
    set`chacune avec sa propre clé, ${after} après l'arrêt`,
  ],
  people,
  done: ({ action, who, title }: { action: string; who: string; title: string }) =>
    set`${who} : action ${action} faite – ${title}`,
  redeployed: (after: string) =>
    set`Margaux est redéployée avec la garde ; ${after} plus tard le nouveau processus a lu son kill switch : toujours arrêtée`,
  thresholdInForce: ({ limit, after }: { limit: string; after: string }) =>
    set`margaux.yaml est modifié ; ${limit} est en vigueur ${after} plus tard, sans redémarrage`,
  attested: set`elle atteste que tous les clients touchés ont été contactés`,
  resumeReason: set`Le flux est rétabli, la garde est en place, la fenêtre est vide.`,
  resumed: ({ after, downtime, turnedAway }: { after: string; downtime: string; turnedAway: string }) => [
    set`Camille remet Margaux en service`,
    set`elle répond ${after} après la commande ; arrêtée ${downtime}, ${turnedAway} questions restées sans réponse`,
  ],
  replayed: (count: number) => set`${count} réponses fausses sont redemandées : ${count} réponses justes`,
  /** `after` is absent when the criteria were met as soon as the action was done. */
  verified: ({
    action,
    by,
    criteria,
    after,
  }: {
    action: string;
    by: 'measured' | 'ticked' | 'attested';
    criteria: readonly string[];
    after: string | undefined;
  }) => [
    {
      measured: set`L'efficacité de l'action ${action} est mesurée`,
      ticked: set`L'action ${action} est cochée`,
      attested: set`L'action ${action} est attestée`,
    }[by],
    ...criteria.map((criterion) =>
      after === undefined
        ? set`${criterion} : atteint dès sa réalisation`
        : set`${criterion} : atteint ${after} après sa réalisation`,
    ),
  ],
  indicatorsHold: (criteria: readonly string[]) => [set`Les indicateurs du plan sont tenus`, ...criteria],
  closed: ({ number, after }: { number: number; after: string }) => [
    set`Le plan ${number} est signé et clos`,
    set`par Léa Fontaine et Camille Roussel, ${after} après l'arrêt`,
  ],
  incidentClosed: ({ number, triggers, isOnly }: { number: number; triggers: number; isOnly: boolean }) => [
    set`L'incident ${number} est résolu et clos`,
    isOnly
      ? set`avec ses ${triggers} déclencheurs ; il n'y en a pas d'autre`
      : set`avec ses ${triggers} déclencheurs`,
  ],
  registerWhole: ({ entries, hash }: { entries: string; hash: string }) => [
    set`Le registre est intègre : ${entries} entrées`,
    set`sa chaîne a été recalculée jusqu'à ${hash}`,
  ],
  nothingLost: ({ taken, counted }: { taken: string; counted: string }) => [
    set`Rien n'est perdu`,
    set`${taken} réponses confirmées à Margaux ; la base, ouverte après la fin, en contient ${counted}`,
  ],
  lostFilrouge: (why: string) => [
    set`filrouge a disparu (${why})`,
    set`Il est relancé, sur le même dossier.`,
  ],
  filrougeIsBack: (after: string) => [set`filrouge est de retour après ${after}`],
  leaseOver: [
    set`Margaux s'arrête d'elle-même`,
    set`filrouge se tait depuis plus longtemps que son bail : le mandat dit de suspendre`,
  ],
  unanswered: [
    set`Margaux s'arrête d'elle-même`,
    set`filrouge ne répond pas : le défaut de son drapeau est l'arrêt`,
  ],
  leaseBack: [set`Margaux répond de nouveau`, 'filrouge a parlé'],
  status: {
    errorRate: set`taux d'erreur`,
    freshness: set`fraîcheur du catalogue`,
    running: 'Margaux répond',
    stopped: set`Margaux est arrêtée`,
    answers: (count: string) => set`${count} réponses`,
  },
  end: 'Le plan est clos.',
  figures: {
    alarm: 'franchissement → alerte',
    tripped: set`mesure → arrêt décidé`,
    obeyed: set`arrêt décidé → obéi`,
    downtime: set`Margaux hors ligne`,
    toClosure: set`arrêt → clôture du plan`,
    answers: set`réponses`,
    answersValue: ({ all, wrong, turnedAway }: { all: string; wrong: string; turnedAway: string }) =>
      set`${all}, dont ${wrong} fausses ; ${turnedAway} questions restées sans réponse`,
  },
  storm: {
    title: set`une panne commune, toute une flotte suspendue, et ce que les gens en voient`,
    aside: set`De vrais processus, du vrai HTTP. Une flotte de Margaux se met à répondre faux au même instant.`,
    onLine: (agents: string) => [
      set`${agents} agents sont en service`,
      set`Un mandat et un jeu de règles pour tous ; chacun suit son propre kill switch.`,
    ],
    calm: (answers: string) => [set`Tout va bien : ${answers} réponses justes`],
    stopped: (agents: string, first: string, last: string) => [
      set`Les ${agents} agents sont suspendus`,
      set`le premier ${first} après l'envoi des réponses fausses, le dernier ${last} après`,
    ],
    plans: (plans: string) => [
      set`${plans} incidents, ${plans} plans d'action`,
      set`Un par agent, tous du même modèle : responsables, échéances et critères y sont déjà.`,
    ],
    told: (messages: readonly string[]) => [
      set`Ce que le salon de l'équipe reçoit : ${messages.length === 1 ? 'un message' : `${messages.length} messages`}`,
      ...messages.slice(0, 5).map((message) => set`« ${message} »`),
    ],
    whole: [set`Le registre est intègre`],
    broken: [set`Le registre n'est pas intègre`],
    end: set`La tempête est passée : chaque agent attend un approbateur.`,
    figures: {
      first: set`envoi → premier arrêt`,
      last: set`envoi → dernier arrêt`,
      messages: set`messages à lire`,
    },
  },
  failed: set`La démonstration s'arrête ici : quelque chose ne s'est pas passé comme il le faut.`,
  expected: (text: string) => `attendu    ${text}`,
  came: (text: string) => `obtenu     ${text}`,
  interrupted: set`Arrêtée avant la fin ; tous les processus de la démonstration ont pris fin.`,
  stays: set`filrouge reste en service jusqu'à Ctrl-C.`,
};

export type DemoTexts = typeof fr;
