import { noBreak, fr as text } from '../../language/typography.ts';
import type { ClosureFollowUp } from '../commands/followups.ts';
import type { Progress } from '../progress.ts';

type Counts = Pick<Progress, 'actions' | 'done' | 'accepted' | 'overdue'> & {
  /** The verified ones, by what they rest on. */
  readonly verified: string;
  readonly share: string;
};

/** The fixed words of documents in French. */
export const fr = {
  title: (plan: number, title: string) => text`Plan d'action n° ${plan} – ${title}`,
  none: '–',
  key: (id: string) => text`clé ${id}`,
  mirror: (site: string) => text`miroir ${site}`,
  headings: {
    hypotheses: 'Hypothèses',
    costs: text`Coût de l'inaction`,
    phases: 'Étapes',
    actions: 'Actions correctives',
    anyActions: 'Actions',
    otherActions: 'Autres actions',
    gains: 'Gains attendus',
    notes: text`Notes reprises de l'audit`,
    improvements: text`Actions d'amélioration`,
    priorities: text`Matrice effort × impact`,
    topThree: 'Les trois priorités',
    followUp: 'Suivi',
    log: 'Journal de suivi',
    dossier: 'Preuves et commentaires',
    risks: 'Risques acceptés',
    watched: 'Risques suivis',
    indicators: 'Indicateurs mesurés',
    signatures: 'Validation',
    afterClosure: 'Et après la clôture',
    recommendations: 'Recommandations',
    summary: 'Bilan',
  },
  facts: {
    agent: 'Agent concerné',
    period: 'Période couverte',
    trigger: 'Déclencheur',
    description: 'Description',
    kind: 'Type de plan',
    state: 'État',
    owner: 'Responsable du plan',
    approver: 'Approbateur',
    created: 'Établi le',
    references: 'Références',
    objective: 'Objectif',
    rootCause: 'Cause racine',
    cadence: 'Revues',
    nextReview: 'Prochaine revue',
    followedBy: 'Suivi assuré par',
    indicators: 'Indicateurs',
    progress: 'Avancement',
    gain: 'Gain attendu',
    total: 'Total',
    statedTotal: text`Total selon l'audit`,
    gap: text`Écart avec la somme`,
    auditDate: text`Date de l'audit`,
    auditStatus: text`État de l'audit`,
    target: 'Cible',
    budget: 'Budget',
    tools: 'Outils',
    people: 'Personnes',
  },
  columns: {
    number: text`N°`,
    action: 'Action',
    owner: 'Responsable',
    due: 'Échéance',
    criteria: 'Critère de succès',
    state: 'État',
    task: 'Tâche',
    improvement: 'Amélioration',
    benefit: 'Bénéfice attendu',
    pain: 'Difficulté',
    yearlyCost: 'Coût annuel',
    date: 'Date',
    by: 'Par',
    comment: 'Commentaire',
    result: 'Résultat',
    reason: 'Motif',
    risk: 'Risque',
    mitigation: 'Parade',
    amount: 'Montant',
    gain: 'Gain',
    indicator: 'Indicateur',
    value: 'Dernière mesure',
    verdict: 'Constat',
    rank: 'Rang',
    priority: 'Priorité',
    role: text`À titre de`,
    name: 'Nom et fonction',
    activation: text`Activation : date et signature`,
    closure: text`Clôture : date et signature`,
  },
  dossier: {
    about: 'Sur',
    contents: 'Preuve ou commentaire',
    subjects: {
      incident: (id: string) => text`incident ${id}`,
      plan: (id: string) => text`plan ${id}`,
      action: (id: string) => text`action ${id}`,
      criterion: (id: string) => text`critère ${id}`,
    },
    file: (name: string | undefined) => (name === undefined ? 'Fichier effacé' : text`Fichier : ${name}`),
    link: (title: string | undefined, url: string | undefined) =>
      title === undefined ? 'Lien effacé' : text`Lien : ${title} (${url ?? ''})`,
    withdrawn: (who: string, when: string, why: string) => text`retiré par ${who} le ${when} : ${why}`,
    erased: (who: string, when: string, why: string) => text`effacé par ${who} le ${when} : ${why}`,
  },
  rows: {
    part: 'Partie',
    parts: { action: 'Action', improvement: 'Amélioration', indicator: 'Indicateur', risk: 'Risque' },
    id: 'Numéro',
    title: 'Intitulé',
    status: 'État',
    verification: 'Vérification',
    criteria: 'Critères de succès',
    verdicts: 'Verdicts',
    phase: 'Phase',
  },
  triggers: {
    rule: (incident: number, when: string) => text`Incident n° ${incident} du ${when}, seuil franchi`,
    manual: (incident: number, when: string) => text`Incident n° ${incident} du ${when}, déclaré`,
    audit: (incident: number, when: string) => text`Audit n° ${incident} du ${when}`,
    review: (incident: number, when: string) => text`Revue n° ${incident} du ${when}`,
  },
  begun: { manual: 'établi à la main', audit: (dated: string) => text`audit (${dated})`, undated: 'audit' },
  since: (from: string) => text`depuis le ${from}`,
  fromTo: (from: string, to: string) => text`du ${from} au ${to}`,
  stateOn: (state: string, day: string) => text`${state}, au ${day}`,
  quoted: (criterion: string) => text`« ${criterion} »`,
  references: 'kill switch (ACF-06), registre (ACF-08)',
  added: (again: number | undefined, when: string) =>
    again === undefined ? `Ajouté le ${when}` : `Récidive, incident ${again}, ajoutée le ${when}`,
  rootCauseOpen: text`à établir à partir des hypothèses ci-dessous.`,
  noOwner: 'à désigner',
  noDue: 'à fixer',
  noCriterion: 'à définir',
  noActions: text`Aucune action corrective n'est encore prévue.`,
  noImprovements: text`Aucune action d'amélioration n'est encore prévue.`,
  nothingOpen: text`Plus aucune action d'impact élevé n'attend.`,
  nothingPlaced: 'aucune',
  resources: (resources: string) => text`Moyens : ${resources}`,
  checklist: (name: string, ticked: number, items: number) =>
    text`Liste de contrôle « ${name} » : ${ticked} sur ${items}`,
  riskAccepted: 'risque accepté',
  placed: (id: string, title: string, done: boolean) => `${id}${noBreak}${title}${done ? ' (faite)' : ''}`,
  proposed: {
    open: text`Proposées d'après l'impact, l'effort et l'échéance ; elles restent à choisir.`,
    closed: text`Proposées d'après l'impact, l'effort et l'échéance ; personne n'en a choisi d'autres.`,
  },
  chosen: (who: string, when: string) => text`Choisies par ${who} le ${when}.`,
  reviewHeld: 'Revue du plan',
  progress: ({ actions, done, verified, accepted, overdue, share }: Counts) =>
    actions === 0
      ? 'aucune action'
      : text`${done} ${done > 1 ? 'actions faites' : 'action faite'} sur ${actions}${accepted === 0 ? ` (${share})` : ''}, dont ${verified}${settled(accepted, share)} ; ${overdue === 0 ? 'aucun retard' : `${overdue} en retard`}`,
  allActionsBy: (due: string) => text`100 % des actions correctives faites d'ici au ${due}`,
  doneOf: (done: number, actions: number) => `${done} sur ${actions}`,
  organisation: 'toute l’organisation',
  taskOpen: 'à faire',
  taskDone: (when: string) => text`cochée le ${when}`,
  noReview: 'aucune',
  signedOn: (when: string) => text`signé le ${when}`,
  signedFor: (name: string, when: string) => text`signé par ${name} le ${when}`,
  toSign: text`Date :`,
  missing: text`Ce qui bloque encore l'activation`,
  attention: text`Points d'attention`,
  practice: { do: 'Bonnes pratiques', dont: text`Points de vigilance` },
  /** At the foot of each page. */
  pageOf: (page: number, pages: number) => text`Page ${page} sur ${pages}`,
  doItems: [
    text`Chaque action a un seul responsable et une seule date.`,
    text`Chaque action a un critère de succès qui se mesure.`,
    text`Le plan traite la cause, pas seulement le symptôme.`,
    text`Il est revu jusqu'à ce que tout soit clos.`,
  ],
  dontItems: [
    text`Une action sans date ni responsable : c'est une action morte.`,
    text`Trop d'actions menées de front : aucune n'aboutit.`,
    text`Un symptôme corrigé sans sa cause : l'incident reviendra.`,
    text`Un plan que personne ne suit : il n'existe que sur le papier.`,
  ],
  /** `changes` come in words already. */
  after: (code: ClosureFollowUp['code'], changes: readonly string[]) => {
    switch (code) {
      case 'report_to_register':
        return text`Reporter la clôture et ses résultats au registre (ACF-08).`;
      case 'adjust_supervision':
        return text`Ajuster la supervision de l'agent à ce que l'incident a appris (ACF-05).`;
      case 'revise_mandate':
        return text`Réviser le mandat de l'agent (ACF-12), car depuis l'incident : ${changes.join(' ; ')}.`;
      case 'check_mandate':
        return text`Vérifier si le mandat de l'agent est à réviser (ACF-12) : les règles d'alors n'ont pas été conservées.`;
      default:
        return code satisfies never;
    }
  },
  mandateKept: text`Le mandat (ACF-12) reste valable : depuis l'incident, ni les seuils ni le périmètre n'ont changé.`,
  ruleChanged: (rule: string, before: string, after: string) =>
    text`règle « ${rule} » : ${before} → ${after}`,
  effectChanged: (rule: string) => text`règle « ${rule} » : effet modifié`,
  ruleAdded: (rule: string, after: string) => text`règle « ${rule} » ajoutée : ${after}`,
  ruleRemoved: (rule: string) => text`règle « ${rule} » retirée`,
  scopeChanged: text`périmètre de l'agent modifié`,
};

/** The fixed words of a plan's document in one language. */
export type DocumentTexts = typeof fr;

/** Actions that an accepted risk stands for are in the share of what is settled, though not done. */
function settled(accepted: number, share: string): string {
  if (accepted === 0) return '';
  return `, et ${accepted} ${accepted > 1 ? 'risques acceptés' : 'risque accepté'} (${share})`;
}
