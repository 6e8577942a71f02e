import { fr } from '../../language/typography.ts';
import type { Texts } from './texts.ts';

/** The plans room in French. Texts are written with plain spaces and apostrophes: `fr` sets them. */
export const french: Texts = {
  states: { draft: 'projet', active: 'en cours', closed: 'clos' },
  kinds: {
    corrective: 'correctif',
    strategic: 'stratégique',
    operational: 'opérationnel',
    people: 'ressources humaines',
    sustainability: 'développement durable',
    crisis: 'gestion de crise',
    learning: 'formation',
  },
  statuses: { todo: 'à faire', in_progress: 'en cours', blocked: 'bloquée', done: 'faite' },
  verifications: {
    unverified: 'à vérifier',
    verified: 'efficacité vérifiée',
    regressed: 'rechute',
  },
  verdicts: {
    pending: 'en attente',
    holding: 'tenu, à confirmer',
    met: 'atteint',
    failed: 'non tenu',
    no_data: 'sans mesure',
    error: 'non mesurable',
  },
  pending: {
    not_done: fr`attend que l'action soit faite`,
    settling: 'temps de stabilisation',
    suspended: 'agent suspendu',
    waiting: 'en attente',
  },
  errors: {
    unknown_metric: fr`l'indicateur n'existe plus dans les règles`,
    unknown_rule: fr`la règle n'existe plus`,
    unknown_checklist: fr`la liste de contrôle n'existe plus`,
  },
  efforts: { low: 'effort faible', high: 'effort élevé' },
  impacts: { low: 'impact faible', high: 'impact fort' },
  treats: { cause: 'cause', symptom: 'symptôme' },
  quadrants: {
    quick_win: 'gains rapides',
    major_project: 'chantiers majeurs',
    if_time_permits: 'si le temps le permet',
    avoid: 'à éviter',
  },
  recurrences: {
    daily: 'chaque jour',
    weekly: 'chaque semaine',
    monthly: 'chaque mois',
    quarterly: 'chaque trimestre',
  },
  signers: { owner: 'responsable du plan', approver: 'approbateur' },
  steps: { activation: 'activation', closure: 'clôture' },
  missing: {
    plan_not_draft: () => fr`Le plan n'est plus un projet : il a déjà été activé.`,
    plan_not_active: () => fr`Le plan n'est pas en cours.`,
    root_cause_missing: () => fr`La cause racine n'est pas établie.`,
    no_corrective_action: () => fr`Le plan ne contient aucune action corrective.`,
    action_without_owner: ({ at }) => fr`L'action ${at} n'a pas de responsable.`,
    action_without_due_date: ({ at }) => fr`L'action ${at} n'a pas d'échéance.`,
    action_without_criterion: ({ at }) => fr`L'action ${at} n'a pas de critère de succès.`,
    action_not_done: ({ at }) => fr`L'action ${at} n'est pas faite.`,
    action_not_verified: ({ at }) =>
      fr`L'action ${at} est faite, mais ses critères de succès ne sont pas tous atteints.`,
    action_regressed: ({ at }) => fr`L'action ${at} a rechuté : un critère atteint ne l'est plus.`,
    indicator_not_holding: ({ at }) => fr`L'indicateur ${at} n'est pas atteint.`,
    signature_missing: ({ params }) =>
      params['as'] === 'owner'
        ? fr`La signature du responsable du plan manque.`
        : fr`La signature de l'approbateur manque.`,
  },
  warnings: {
    too_many_in_progress: ({ params }) =>
      fr`${params['count'] ?? ''} actions sont menées de front ; au-delà de ${params['most'] ?? ''}, elles se freinent.`,
    owner_overloaded: ({ at, params, name }) =>
      fr`${name(at)} mène ${params['count'] ?? ''} actions à la fois ; au-delà de ${params['most'] ?? ''}, mieux vaut répartir.`,
    no_action_on_cause: () => fr`Aucune action ne traite la cause : seul le symptôme disparaîtra.`,
    action_overdue: ({ at, when }) => fr`L'action ${at} est en retard depuis le ${when('dueAt')}.`,
    action_blocked: ({ at }) => fr`L'action ${at} est bloquée : quelqu'un doit trancher.`,
    improvement_overdue: ({ at, when }) => fr`L'amélioration ${at} est en retard depuis le ${when('dueAt')}.`,
    review_overdue: ({ when }) => fr`La revue prévue le ${when('dueAt')} n'a pas eu lieu.`,
    criterion_not_attributed: ({ at }) =>
      fr`Le critère ${at} était déjà atteint avant que l'action soit faite : elle n'en est pas la cause.`,
    criterion_without_data: ({ at, when }) =>
      fr`Le critère ${at} n'est plus mesuré depuis le ${when('since')}.`,
    criterion_in_error: ({ at }) => fr`Le critère ${at} ne peut pas être mesuré.`,
  },
  refusals: {
    plan_closed: fr`Ce plan est clos : il ne se modifie plus.`,
    plan_changed: fr`Le plan a changé entre-temps. Relisez-le, puis recommencez.`,
    plan_not_draft: fr`Ce n'est possible que sur un projet de plan.`,
    plan_not_active: fr`Ce n'est possible que sur un plan en cours.`,
    plan_not_closed: fr`Ce plan n'est pas clos.`,
    plan_incomplete: fr`Un plan en cours garde sa cause racine et, pour chaque action, un responsable, une échéance et un critère.`,
    activation_blocked: fr`Le plan ne peut pas encore être signé : il manque des éléments.`,
    closure_blocked: fr`Le plan ne peut pas encore être clos : il manque des éléments.`,
    unknown_action: fr`Cette action n'existe pas.`,
    unknown_improvement: fr`Cette amélioration n'existe pas.`,
    unknown_criterion: fr`Ce critère n'existe pas.`,
    unknown_checklist: fr`Cette liste de contrôle n'existe pas dans l'action.`,
    unknown_person: fr`Cette personne n'est pas dans l'annuaire (people.yaml).`,
    text_missing: fr`Ce texte ne peut pas être vide.`,
    due_before_start: fr`L'échéance précède le début de l'action.`,
    date_in_the_future: fr`Cette date est dans l'avenir.`,
    date_in_the_past: fr`Cette date est passée.`,
    link_not_http: fr`Le lien doit commencer par https:// ou http://.`,
    not_an_attestation: fr`Ce critère se mesure : il ne s'atteste pas.`,
    already_attested: fr`Ce critère est déjà attesté.`,
    risk_already_accepted: fr`Le risque de cette action est déjà accepté.`,
    person_required: fr`Il faut une clé personnelle : une signature engage une personne.`,
    not_the_owner: fr`Seul le responsable du plan signe à ce titre.`,
    not_an_approver: fr`Seul un approbateur peut le faire.`,
    two_people_needed: fr`Il faut deux personnes différentes : le responsable et un approbateur.`,
    already_signed: fr`Cette signature est déjà donnée.`,
    invalid_body: fr`Une partie de ce qui a été envoyé ne se comprend pas.`,
  },
  events: {
    planDrafted: ({ actions }) => fr`Projet de plan établi, avec ${count(actions.length, 'action')}`,
    planExtended: ({ actions, playbook }) =>
      fr`Plan complété par ${count(actions.length, 'action')} (playbook « ${playbook} »)`,
    planEdited: () => 'Plan modifié',
    contextCompleted: ({ downtimeMs }, { span }) =>
      downtimeMs > 0 ? fr`Contexte mis à jour : ${span(downtimeMs)} d'arrêt` : 'Contexte mis à jour',
    actionAdded: ({ action }) => fr`Action ${action} ajoutée`,
    actionEdited: ({ action }) => fr`Action ${action} modifiée`,
    actionRemoved: ({ action }) => fr`Action ${action} retirée`,
    actionStatusSet: ({ action, to }) => fr`Action ${action} : ${french.statuses[to]}`,
    checklistTicked: ({ action, checklist, item, ticked }) =>
      fr`Action ${action}, liste « ${checklist} » : point ${item + 1} ${ticked ? 'coché' : 'décoché'}`,
    criterionAttested: ({ criterion }) => fr`Critère ${criterion} attesté`,
    improvementAdded: ({ improvement }) => fr`Amélioration ${improvement} ajoutée`,
    improvementEdited: ({ improvement }) => fr`Amélioration ${improvement} modifiée`,
    improvementRemoved: ({ improvement }) => fr`Amélioration ${improvement} retirée`,
    reviewHeld: ({ nextDueAt }, { when }) => fr`Revue tenue ; la prochaine est prévue le ${when(nextDueAt)}`,
    followUpLogged: () => 'Résultat noté au journal de suivi',
    riskAccepted: ({ action }) => fr`Risque accepté pour l'action ${action}`,
    planSigned: ({ as, for: step, person }, { name }) =>
      fr`Signature de ${name(person)}, ${french.signers[as]}, pour ${step === 'activation' ? "l'activation" : 'la clôture'}`,
    signaturesVoided: ({ people }, { name }) =>
      fr`Contenu modifié : à signer de nouveau par ${people.map(name).join(' et ')}`,
    planActivated: () => 'Plan activé',
    planClosed: () => 'Plan clos',
    planReopened: ({ again }) => fr`Plan rouvert : récidive constatée par l'incident ${again}`,
    verdictChanged: ({ criterion, to }) => fr`Critère ${criterion} : ${french.verdicts[to]}`,
    actionVerified: ({ action, attributed }) =>
      attributed
        ? fr`Action ${action} : efficacité vérifiée`
        : fr`Action ${action} : critères atteints, mais pas grâce à elle`,
    actionRegressed: ({ action }) => fr`Action ${action} : rechute, elle est rouverte`,
  },
};

function count(many: number, noun: string): string {
  return `${many} ${noun}${many > 1 ? 's' : ''}`;
}
