import { fr, noBreak } from '../../language/typography.ts';
import type { DocumentTexts } from './document-texts.ts';

/** The fixed words of documents in French. */
export const french: DocumentTexts = {
  title: (plan, title) => fr`Plan d'action n° ${plan} – ${title}`,
  none: '–',
  headings: {
    context: 'Contexte et cause',
    hypotheses: 'Hypothèses',
    costs: fr`Coût de l'inaction`,
    phases: 'Étapes',
    actions: 'Actions correctives',
    improvements: fr`Actions d'amélioration`,
    priorities: fr`Priorités : effort et impact`,
    topThree: 'À mener en premier',
    followUp: 'Suivi',
    reviews: 'Revues tenues',
    log: 'Journal de suivi',
    risks: 'Risques acceptés',
    indicators: 'Indicateurs de réussite',
    signatures: 'Signatures',
    practice: 'Bonnes pratiques',
    afterClosure: 'Après la clôture',
    recommendations: 'Recommandations',
    summary: 'Bilan',
  },
  facts: {
    incident: 'Incident',
    agent: 'Agent',
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
    progress: 'Avancement',
    cost: fr`Coût de l'inaction`,
    gain: 'Gain attendu',
    total: 'Total',
  },
  columns: {
    number: fr`N°`,
    action: 'Action',
    owner: 'Responsable',
    due: 'Échéance',
    criteria: 'Critère de succès',
    state: 'État',
    improvement: 'Amélioration',
    benefit: 'Bénéfice attendu',
    pain: 'Difficulté',
    yearlyCost: 'Coût annuel',
    date: 'Date',
    by: 'Par',
    comment: 'Commentaire',
    result: 'Résultat',
    reason: 'Motif',
    indicator: 'Indicateur',
    value: 'Dernière mesure',
    verdict: 'Constat',
    role: fr`À titre de`,
    name: 'Nom',
    activation: 'Activation',
    closure: 'Clôture',
  },
  incidentOf: (incident, when) => fr`n° ${incident}, ouvert le ${when}`,
  references: 'kill switch (ACF-06), registre (ACF-08)',
  rootCauseOpen: fr`à établir à partir des hypothèses ci-dessus.`,
  noOwner: 'à désigner',
  noDue: 'à fixer',
  noCriterion: 'à définir',
  noActions: fr`Aucune action corrective n'est encore prévue.`,
  noImprovements: fr`Aucune action d'amélioration n'est encore prévue.`,
  nothingOpen: fr`Plus aucune action à fort impact n'attend.`,
  nothingPlaced: 'aucune',
  resources: (resources) => fr`Moyens : ${resources}`,
  checklist: (name, ticked, items) => fr`Liste « ${name} » : ${ticked} sur ${items}`,
  blocked: (why) => fr`bloquée : ${why}`,
  riskAccepted: 'risque accepté',
  placed: (id, title, done) => `${id}${noBreak}${title}${done ? ' (faite)' : ''}`,
  topItem: (title, owner, due) => fr`${title} – ${owner}, ${due}`,
  progress: ({ actions, done, verified, accepted, overdue, share }) =>
    actions === 0
      ? 'aucune action'
      : fr`${done} ${done > 1 ? 'actions faites' : 'action faite'} sur ${actions}${accepted === 0 ? ` (${share})` : ''}, dont ${verified} ${verified > 1 ? 'vérifiées' : 'vérifiée'}${settled(accepted, share)} ; ${overdue === 0 ? 'aucun retard' : `${overdue} en retard`}`,
  allActionsBy: (due) => fr`100 % des actions correctives faites d'ici au ${due}`,
  doneOf: (done, actions) => `${done} sur ${actions}`,
  noReview: 'aucune',
  signedOn: (when) => fr`signé le ${when}`,
  signedFor: (name, when) => fr`signé par ${name} le ${when}`,
  toSign: 'à signer',
  missingFor: {
    activation: fr`Ce qui bloque encore l'activation`,
    closure: fr`Ce qui bloque encore la clôture`,
  },
  attention: fr`Points d'attention`,
  practice: { do: 'Ce qui fait réussir un plan', dont: 'Ce qui le fait échouer' },
  doItems: [
    fr`Chaque action a un seul responsable et une seule date.`,
    fr`Chaque action a un critère de succès qui se mesure.`,
    fr`Le plan traite la cause, pas seulement le symptôme.`,
    fr`Il est revu jusqu'à ce que tout soit clos.`,
  ],
  dontItems: [
    fr`Une action sans date ni responsable : c'est une action morte.`,
    fr`Trop d'actions menées de front : aucune n'aboutit.`,
    fr`Un symptôme corrigé sans sa cause : l'incident reviendra.`,
    fr`Un plan que personne ne suit : il n'existe que sur le papier.`,
  ],
  after: (code, changes) => {
    switch (code) {
      case 'report_to_register':
        return fr`Reporter la clôture et ses résultats au registre (ACF-08).`;
      case 'adjust_supervision':
        return fr`Ajuster la supervision de l'agent à ce que l'incident a appris (ACF-05).`;
      case 'revise_mandate':
        return fr`Réviser le mandat de l'agent (ACF-12), car depuis l'incident : ${changes.join(' ; ')}.`;
      case 'check_mandate':
        return fr`Vérifier si le mandat de l'agent est à réviser (ACF-12) : les règles d'alors n'ont pas été conservées.`;
      default:
        return code satisfies never;
    }
  },
  mandateKept: fr`Le mandat (ACF-12) reste valable : depuis l'incident, ni les seuils ni le périmètre n'ont changé.`,
  ruleChanged: (rule, before, after) => fr`règle « ${rule} » : ${before} → ${after}`,
  effectChanged: (rule) => fr`règle « ${rule} » : effet modifié`,
  ruleAdded: (rule, after) => fr`règle « ${rule} » ajoutée : ${after}`,
  ruleRemoved: (rule) => fr`règle « ${rule} » retirée`,
  scopeChanged: fr`périmètre de l'agent modifié`,
};

/** Actions that an accepted risk stands for are in the share of what is settled, though not done. */
function settled(accepted: number, share: string): string {
  if (accepted === 0) return '';
  return `, et ${accepted} ${accepted > 1 ? 'risques acceptés' : 'risque accepté'} (${share})`;
}
