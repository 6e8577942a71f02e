import { capitalised, fr } from '../../src/language/typography.ts';
import type { DemoTexts } from './texts.ts';

/** The demo in French. Texts are written with plain spaces and apostrophes: `fr` sets them. */
export const french: DemoTexts = {
  title: fr`un agent, un incident, un plan, du dépassement à la clôture`,
  aside: fr`De vrais processus, du vrai HTTP, à l'échelle de la seconde. Une seule chose est voulue : le flux du catalogue s'arrête.`,
  starts: fr`filrouge démarre, avec une base vide…`,
  lookAt: 'voir',
  process: (pid) => `processus ${pid}`,
  cast: {
    filrouge: fr`kill -9 quand vous voulez : il revient`,
    margaux: fr`l'agent : dit si un article est disponible`,
    shop: ['boutique', fr`rayons, livraisons et flux du catalogue`],
    customers: ['clients', (rate) => `${rate} questions/s`, fr`vérifient chaque réponse en rayon`],
    key: ['clé', fr`ouvre la console et l'API en lecture`],
  },
  serves: (after) => [
    fr`filrouge répond après ${after}`,
    fr`une base vide dans un dossier jetable, les règles de rules/demo`,
  ],
  onLine: [
    'Margaux est en ligne',
    fr`Elle suit son kill switch, en a accusé réception, et répond d'après le catalogue que le flux lui apporte.`,
  ],
  calm: ({ answers, errorRate }) => [
    fr`Tout va bien : ${answers} réponses, taux d'erreur ${errorRate}`,
    fr`Chaque réponse est vérifiée par le client et comptée par filrouge.`,
  ],
  stalls: [
    fr`Le flux du catalogue s'arrête`,
    fr`À partir d'ici rien n'est mis en scène : ce qui suit est mesuré au moment où cela arrive.`,
  ],
  alarm: ({ freshness, limit, after, incident }) => [
    fr`Alerte : fraîcheur du catalogue ${freshness} > ${limit}`,
    fr`déclenchée ${after} après le franchissement ; incident ${incident} ouvert, Margaux répond encore`,
  ],
  delivery: ({ items, count }) => [
    fr`Une livraison que Margaux ignore : ${count} articles`,
    fr`${items} : en rayon, mais épuisés dans son catalogue`,
  ],
  falseAnswer: (item) => [
    fr`Réponses fausses : « ${capitalised(item)} ? Indisponible. »`,
    fr`L'article est en rayon, et le client le signale.`,
  ],
  tripped: ({ value, limit }) => fr`Kill switch : taux d'erreur ${value} > ${limit}`,
  trippedAfter: ({ tripped, obeyed }) =>
    tripped === undefined
      ? fr`obéi ${obeyed} après le dépassement`
      : fr`déclenché ${tripped} après la mesure, obéi ${obeyed} plus tard`,
  turnedAway: (epoch) => fr`Margaux ne répond plus à personne ; elle a accusé réception (époque ${epoch})`,
  incident: ({ number, triggers, exposed }) => [
    fr`Incident ${number} : ${triggers.join(' et ')}`,
    fr`en une transaction : kill switch, incident, projet de plan, registre et avis`,
    fr`${exposed.all} réponses dans la fenêtre du dépassement, dont ${exposed.wrong} fausses`,
  ],
  plan: ({ number, actions, improvements, indicators, topThree }) => [
    fr`Le plan ${number} est rédigé`,
    fr`${actions} actions correctives, ${improvements} améliorations, ${indicators} indicateurs ; d'abord : ${topThree.join(', ')}`,
    fr`causes possibles, d'après ce qui a été mesuré :`,
  ],
  hypothesis: (text) => `– ${text}`,
  resumeRefused: ({ value, limit }) => [
    fr`Camille tente de remettre Margaux en ligne aussitôt : refusé`,
    fr`le taux d'erreur mesure encore ${value} > ${limit}`,
  ],
  mended: (after) => [
    'IT / Ops rétablit le flux',
    fr`le catalogue est de nouveau à jour ; l'alerte prend fin après ${after}`,
  ],
  signRefused: (missing) => [
    fr`Léa tente de signer le plan : refusé`,
    fr`il manque : ${missing.join(' ; ')}`,
  ],
  missing: { rootCause: 'la cause racine', owner: (action) => fr`un responsable pour l'action ${action}` },
  rootCause: fr`Le flux du catalogue ne se synchronisait plus et Margaux répondait avec ce qu'elle avait : rien n'en vérifiait la fraîcheur.`,
  causeWritten: (action) => [
    fr`Léa écrit la cause racine`,
    fr`et prend l'action ${action}, qui n'avait pas de responsable`,
  ],
  activated: ({ number, after }) => [
    fr`Le plan ${number} est actif : signé par Léa Fontaine et Camille Roussel`,
    fr`chacune avec sa propre clé, ${after} après l'arrêt`,
  ],
  people: { lea: 'Léa', camille: 'Camille', 'it-ops': 'IT / Ops' },
  done: ({ action, who, title }) => fr`${who} : action ${action} faite – ${title}`,
  redeployed: (after) =>
    fr`Margaux est redéployée avec la garde ; ${after} plus tard le nouveau processus a lu son kill switch : toujours arrêtée`,
  thresholdInForce: ({ limit, after }) =>
    fr`margaux.yaml est modifié ; ${limit} est en vigueur ${after} plus tard, sans redémarrage`,
  attested: fr`elle atteste que tous les clients touchés ont été contactés`,
  resumeReason: fr`Le flux est rétabli, la garde est en place, la fenêtre est vide.`,
  resumed: ({ after, downtime, turnedAway }) => [
    fr`Camille remet Margaux en ligne`,
    fr`elle répond ${after} après la commande ; arrêtée ${downtime}, ${turnedAway} questions restées sans réponse`,
  ],
  replayed: (count) => fr`${count} réponses fausses sont redemandées : ${count} réponses justes`,
  verified: ({ action, criteria, after }) => [
    fr`L'efficacité de l'action ${action} est vérifiée`,
    ...criteria.map((criterion) =>
      after === undefined
        ? fr`${criterion} : atteint dès sa réalisation`
        : fr`${criterion} : atteint ${after} après sa réalisation`,
    ),
  ],
  indicatorsHold: (criteria) => [fr`Les indicateurs du plan sont tenus`, ...criteria],
  closed: ({ number, after }) => [
    fr`Le plan ${number} est signé et clos`,
    fr`par Léa Fontaine et Camille Roussel, ${after} après l'arrêt`,
  ],
  incidentClosed: ({ number, triggers, isOnly }) => [
    fr`L'incident ${number} est résolu et clos`,
    isOnly
      ? fr`avec ses ${triggers} déclencheurs ; il n'y en a pas d'autre`
      : fr`avec ses ${triggers} déclencheurs`,
  ],
  registerWhole: ({ entries, hash }) => [
    fr`Le registre est intègre : ${entries} entrées`,
    fr`sa chaîne a été recalculée jusqu'à ${hash}`,
  ],
  nothingLost: ({ taken, counted }) => [
    fr`Rien n'est perdu`,
    fr`${taken} réponses confirmées à Margaux ; la base, ouverte après la fin, en contient ${counted}`,
  ],
  lostFilrouge: ({ why }) => [fr`filrouge a disparu (${why})`, fr`Il est relancé, sur le même dossier.`],
  filrougeIsBack: (after) => [fr`filrouge est de retour après ${after}`],
  leaseOver: [
    fr`Margaux s'arrête d'elle-même`,
    fr`filrouge se tait depuis plus longtemps que son bail : le mandat dit de suspendre`,
  ],
  leaseBack: [fr`Margaux répond de nouveau`, 'filrouge a parlé'],
  status: {
    errorRate: fr`taux d'erreur`,
    freshness: fr`fraîcheur du catalogue`,
    running: 'Margaux répond',
    stopped: fr`Margaux est arrêtée`,
    answers: (count) => fr`${count} réponses`,
  },
  end: 'Le plan est clos.',
  figures: {
    alarm: 'franchissement → alerte',
    tripped: fr`mesure → arrêt décidé`,
    obeyed: fr`arrêt décidé → obéi`,
    downtime: fr`Margaux hors ligne`,
    toClosure: fr`arrêt → clôture du plan`,
    answers: fr`réponses`,
    answersValue: ({ all, wrong, turnedAway }) =>
      fr`${all}, dont ${wrong} fausses ; ${turnedAway} questions restées sans réponse`,
  },
  failed: fr`La démonstration s'arrête ici : quelque chose ne s'est pas passé comme il le faut.`,
  expected: (text) => `attendu    ${text}`,
  came: (text) => `obtenu     ${text}`,
  interrupted: fr`Arrêtée avant la fin ; tous les processus de la démonstration ont pris fin.`,
  stays: fr`filrouge reste en service jusqu'à Ctrl-C.`,
};
