import { fr as text } from '../../language/typography.ts';
import { fr as cases } from '../cases/texts.fr.ts';
import type { PlanEventKind, PlanEventOf } from '../events.ts';
import type { GateCode } from '../gates.ts';
import type { PlanRefusal } from '../refusals.ts';
import type { WarningCode } from '../warnings.ts';

/** The facts of a missing thing or a warning: where it is, with which values, and how to write them. */
export type Note = {
  readonly at: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** A date and time of `params`, in the plan's time zone. */
  readonly when: (param: string) => string;
  /** The name of a person id. */
  readonly name: (person: string) => string;
};

/** How the phrases about events write a person, a span and a due time (its day, or its time of day too). */
export type EventWords = {
  readonly name: (person: string) => string;
  readonly span: (ms: number) => string;
  readonly when: (at: number) => string;
};

export type EventPhrases = {
  readonly [K in PlanEventKind]: (event: PlanEventOf<K>, words: EventWords) => string;
};
type Notes<Code extends string> = Readonly<Record<Code, (note: Note) => string>>;

/** Of an issue or task elsewhere. */
const seen = {
  todo: 'à faire',
  open: 'ouvert',
  in_progress: 'en cours',
  waiting: 'en attente',
  done: 'terminé',
  cancelled: 'annulé',
};
const linkFaults = { gone: 'introuvable', refused: 'changement refusé', unreachable: 'injoignable' };
const statuses = { todo: 'à faire', in_progress: 'en cours', blocked: 'bloquée', done: 'faite' };
const verdicts = {
  pending: 'en attente',
  holding: 'tenu, à confirmer',
  met: 'atteint',
  failed: 'non tenu',
  no_data: 'sans mesure',
  error: 'non mesurable',
};
const tasks = {
  report_to_register: 'reporter la clôture au registre',
  adjust_supervision: 'ajuster la supervision',
  revise_mandate: 'réviser le mandat',
  check_mandate: 'vérifier le mandat',
};
const verifiedBy = { measured: 'efficacité mesurée', ticked: 'cochée', attested: 'attestée' };
const riskStates = { watched: 'surveillé', occurred: 'survenu', gone: 'écarté' };
const signers = { owner: 'responsable du plan', approver: 'approbateur' };

/** The plans room in French. Texts are written with plain spaces and apostrophes: `text` sets them. */
export const fr = {
  states: { draft: 'brouillon', active: 'en cours', closed: 'clos' },
  kinds: {
    corrective: 'correctif',
    strategic: 'stratégique',
    operational: 'opérationnel',
    people: 'ressources humaines',
    sustainability: 'développement durable',
    crisis: 'gestion de crise',
    learning: 'formation',
  },
  statuses,
  there: seen,
  linkFaults,
  /** Why an action is blocked that waits elsewhere. */
  waitsThere: text`En attente dans l'outil lié`,
  verifications: {
    unverified: 'à vérifier',
    verified: 'vérifiée',
    regressed: 'rechute',
  },
  /** The basis of a verified action: a measure, a list that people ticked, or somebody's word. */
  verifiedBy,
  /** The same of a criterion that is met. */
  bases: { measured: verdicts.met, ticked: 'coché', attested: 'attesté' },
  /** So many actions, by what they rest on. */
  counted: {
    measured: (many: number) => `${many} ${many > 1 ? 'mesurées' : 'mesurée'}`,
    ticked: (many: number) => `${many} ${many > 1 ? 'cochées' : 'cochée'}`,
    attested: (many: number) => `${many} ${many > 1 ? 'attestées' : 'attestée'}`,
  },
  noneVerified: 'aucune vérifiée',
  decisions: {
    keep: 'se poursuit',
    done: 'faite',
    new_date: 'nouvelle date',
    blocked: 'bloquée',
    propose_drop: 'abandon proposé',
    drop: 'abandonnée',
  },
  verdicts,
  pending: {
    not_done: text`attend que l'action soit faite`,
    settling: 'temps de stabilisation',
    suspended: 'agent suspendu',
    waiting: 'en attente',
  },
  errors: {
    unknown_metric: text`l'indicateur n'existe plus dans les règles`,
    unknown_rule: text`la règle n'existe plus`,
    unknown_checklist: text`la liste de contrôle n'existe plus`,
    no_replay: text`l'action ne dit plus comment rejouer`,
  },
  efforts: { low: 'effort faible', high: 'effort élevé' },
  impacts: { low: 'impact faible', high: 'impact élevé' },
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
  /** Tasks that must follow a closure, in a few words. */
  tasks,
  signers,
  riskStates,
  steps: { activation: 'activation', closure: 'clôture' },
  escalated: (reminders: number) =>
    text`${reminders} relances sont restées sans réponse : l'approbateur est prié de décider.`,
  missing: {
    plan_not_draft: () => text`Le plan n'est plus un brouillon : il a déjà été activé.`,
    plan_not_active: () => text`Le plan n'est pas en cours.`,
    root_cause_missing: () => text`La cause racine n'est pas établie.`,
    objective_missing: () => text`L'objectif du plan n'est pas fixé.`,
    no_corrective_action: () => text`Le plan ne contient aucune action.`,
    action_without_owner: ({ at }) => text`L'action ${at} n'a pas de responsable.`,
    action_without_due_date: ({ at }) => text`L'action ${at} n'a pas d'échéance.`,
    action_without_criterion: ({ at }) => text`L'action ${at} n'a pas de critère de succès.`,
    action_not_done: ({ at }) => text`L'action ${at} n'est pas faite.`,
    action_not_verified: ({ at }) =>
      text`L'action ${at} est faite, mais ses critères de succès ne sont pas tous atteints.`,
    action_regressed: ({ at }) => text`L'action ${at} a rechuté : un critère atteint ne l'est plus.`,
    indicator_not_holding: ({ at }) => text`L'indicateur ${at} n'est pas atteint.`,
    signature_missing: ({ params }) =>
      params['as'] === 'owner'
        ? text`La signature du responsable du plan manque.`
        : text`La signature de l'approbateur manque.`,
  } satisfies Notes<GateCode>,
  warnings: {
    too_many_in_progress: ({ params }) =>
      text`${params['count'] ?? ''} actions sont menées de front ; au-delà de ${params['most'] ?? ''}, elles se freinent.`,
    owner_overloaded: ({ at, params, name }) =>
      text`${name(at)} mène ${params['count'] ?? ''} actions à la fois ; au-delà de ${params['most'] ?? ''}, mieux vaut répartir.`,
    no_action_on_cause: () => text`Aucune action ne traite la cause : seul le symptôme disparaîtra.`,
    action_overdue: ({ at, when }) => text`L'action ${at} est en retard depuis le ${when('dueAt')}.`,
    action_blocked: ({ at }) => text`L'action ${at} est bloquée : quelqu'un doit trancher.`,
    improvement_overdue: ({ at, when }) =>
      text`L'amélioration ${at} est en retard depuis le ${when('dueAt')}.`,
    review_overdue: ({ when }) => text`La revue prévue le ${when('dueAt')} n'a pas eu lieu.`,
    criterion_not_attributed: ({ at }) =>
      text`Le critère ${at} tenait déjà avant que l'action soit faite : rien ne montre qu'elle en est la cause.`,
    criterion_without_data: ({ at, when }) =>
      text`Le critère ${at} n'est plus mesuré depuis le ${when('since')}.`,
    criterion_in_error: ({ at }) => text`Le critère ${at} ne peut pas être mesuré.`,
    task_overdue: ({ at, when }) => text`La tâche ${at} est en retard depuis le ${when('dueAt')}.`,
    incident_open: ({ params }) =>
      text`L'incident ${params['incident'] ?? ''} est encore ouvert : mieux vaut le résoudre avant de clore le plan.`,
    risk_occurred: ({ at }) => text`Le risque ${at} s'est produit.`,
    objective_without_measure: () =>
      text`L'objectif ne dit pas ce qui se mesure : un taux, un délai, un nombre, une note.`,
    objective_without_target: () => text`L'objectif ne dit pas quelle valeur atteindre.`,
    objective_without_date: () => text`L'objectif ne dit pas pour quand.`,
    closing_summary_missing: () =>
      text`Le bilan de clôture n'est pas encore écrit : ce qui est obtenu, ce qui reste.`,
  } satisfies Notes<WarningCode>,
  refusals: {
    plan_closed: text`Ce plan est clos : il ne se modifie plus.`,
    review_undecided: text`Chaque action en retard attend une décision : faite, une nouvelle date, un blocage et sa raison, ou l'abandon par un approbateur.`,
    plan_changed: text`Le plan a changé entre-temps. Relisez-le, puis recommencez.`,
    plan_not_draft: text`Ce n'est possible que sur un brouillon.`,
    plan_not_active: text`Ce n'est possible que sur un plan en cours.`,
    nothing_learnt: text`Ce plan n'apprend rien de plus que ce que dit son modèle.`,
    plan_not_closed: text`Ce plan n'est pas clos.`,
    plan_incomplete: text`Un plan en cours garde sa cause racine ou son objectif et, pour chaque action, un responsable, une échéance et un critère.`,
    activation_blocked: text`Le plan ne peut pas encore être signé : il manque des éléments.`,
    closure_blocked: text`Le plan ne peut pas encore être clos : il manque des éléments.`,
    unknown_action: text`Cette action n'existe pas.`,
    unknown_improvement: text`Cette amélioration n'existe pas.`,
    unknown_task: text`Cette tâche n'existe pas.`,
    unknown_risk: text`Ce risque n'existe pas.`,
    not_an_audit: text`Ce texte n'est pas un audit : ni difficulté, ni étape, ni risque n'y a été reconnu. Donnez-lui des titres (« Difficultés », « Plan d'action », « Risques »), ou partez d'un plan vierge.`,
    empty_audit: text`Ce fichier est vide.`,
    not_utf8: text`Ce fichier n'est pas en UTF-8. Enregistrez-le de nouveau dans cet encodage : aucun accent n'a été deviné.`,
    audit_too_large: text`Ce fichier est trop long pour un audit.`,
    audit_too_hard: text`Ce texte est trop imbriqué pour être lu en temps voulu.`,
    unknown_priority: text`Une priorité ne désigne rien de ce plan.`,
    unknown_criterion: text`Ce critère n'existe pas.`,
    unknown_checklist: text`Cette liste de contrôle n'existe pas dans l'action.`,
    ...cases.refusals,
    unknown_person: text`Cette personne n'est pas dans l'annuaire (people.yaml).`,
    text_missing: text`Ce texte ne peut pas être vide.`,
    due_before_start: text`L'échéance précède le début de l'action.`,
    date_in_the_future: text`Cette date est dans l'avenir.`,
    date_in_the_past: text`Cette date est passée.`,
    task_too_late: text`Une tâche de clôture se fait dans les 30 jours : une date plus lointaine revient à un approbateur.`,
    review_before_plan: text`Aucune revue n'a eu lieu avant le début du plan.`,
    link_not_http: text`Le lien doit commencer par https:// ou http://.`,
    not_an_attestation: text`Ce critère se mesure : il ne s'atteste pas.`,
    already_attested: text`Ce critère est déjà attesté.`,
    risk_already_accepted: text`Le risque de cette action est déjà accepté.`,
    person_required: text`Il faut une clé personnelle : une signature engage une personne.`,
    not_the_owner: text`Seul le responsable du plan signe à ce titre.`,
    not_an_approver: text`Seul un approbateur peut le faire.`,
    two_people_needed: text`Il faut deux personnes différentes : le responsable et un approbateur.`,
    already_signed: text`Cette signature est déjà donnée.`,
    invalid_body: text`Une partie de ce qui a été envoyé ne se comprend pas.`,
  } satisfies Readonly<Record<PlanRefusal, string>>,
  events: {
    planDrafted: ({ actions }) => text`Brouillon du plan établi, avec ${count(actions.length, 'action')}`,
    planExtended: ({ actions, playbook }) =>
      text`Plan complété par ${count(actions.length, 'action')} (playbook « ${playbook} »)`,
    planEdited: () => 'Plan modifié',
    contextCompleted: ({ downtimeMs }, { span }) =>
      downtimeMs > 0
        ? text`Contexte mis à jour : ${downtimeMs < 1_000 ? 'moins d’une seconde' : span(downtimeMs)} d’arrêt`
        : 'Contexte mis à jour',
    paragraphAdded: ({ about }) => text`Paragraphe sur l'incident ${about} ajouté ou complété`,
    actionAdded: ({ action }) => text`Action ${action} ajoutée`,
    actionEdited: ({ action }) => text`Action ${action} modifiée`,
    actionRemoved: ({ action }) => text`Action ${action} retirée`,
    actionStatusSet: ({ action, to }) => text`Action ${action} : ${statuses[to]}`,
    actionLinked: ({ action, linked }) => text`Action ${action} ${linked ? 'liée à' : 'déliée de'} un ticket`,
    linkNoted: ({ action, there, fault }) =>
      text`Action ${action}, ticket lié : ${fault === undefined ? (there === undefined ? 'vu' : seen[there]) : linkFaults[fault]}`,
    checklistTicked: ({ action, checklist, item, ticked }) =>
      text`Action ${action}, liste de contrôle « ${checklist} » : point ${item + 1} ${ticked ? 'coché' : 'décoché'}`,
    ...cases.events,
    criterionAttested: ({ criterion }) => text`Critère ${criterion} attesté`,
    improvementAdded: ({ improvement }) => text`Amélioration ${improvement} ajoutée`,
    improvementEdited: ({ improvement }) => text`Amélioration ${improvement} modifiée`,
    improvementRemoved: ({ improvement }) => text`Amélioration ${improvement} retirée`,
    riskAdded: ({ risk }) => text`Risque ${risk} ajouté`,
    riskEdited: ({ risk, state, fields }) =>
      fields.includes('state') ? text`Risque ${risk} : ${riskStates[state]}` : text`Risque ${risk} modifié`,
    riskRemoved: ({ risk }) => text`Risque ${risk} retiré`,
    taskEdited: ({ task, code, done, fields }) =>
      fields.includes('doneAt')
        ? text`Tâche ${task} (${tasks[code]}) : ${done ? 'cochée' : 'décochée'}`
        : text`Tâche ${task} (${tasks[code]}) modifiée`,
    reminderSent: ({ subject, item, nth, people }, { name }) =>
      text`${nth === 0 ? 'Rappel' : `Relance ${nth}`} pour ${subject === 'review' ? 'la revue' : item}, à ${people.map(name).join(', ')}`,
    reviewHeld: ({ nextDueAt }, { when }) =>
      text`Revue tenue ; la prochaine est prévue le ${when(nextDueAt)}`,
    followUpLogged: () => 'Résultat noté au journal de suivi',
    riskAccepted: ({ action }) => text`Risque accepté pour l'action ${action}`,
    planSigned: ({ as, for: step, person }, { name }) =>
      text`Signature de ${name(person)}, ${signers[as]}, pour ${step === 'activation' ? "l'activation" : 'la clôture'}`,
    signaturesVoided: ({ people }, { name }) =>
      text`Contenu modifié : à signer de nouveau par ${people.map(name).join(' et ')}`,
    planActivated: () => 'Plan activé',
    planClosed: () => 'Plan clos',
    planReopened: ({ again, wasClosed = true }) =>
      wasClosed
        ? text`Plan rouvert : récidive constatée par l'incident ${again}`
        : text`Nouvelle récidive, incident ${again} : le plan reste ouvert`,
    verdictChanged: ({ criterion, to }) => text`Critère ${criterion} : ${verdicts[to]}`,
    actionVerified: ({ action, attributed, bases = [] }) =>
      attributed
        ? text`Action ${action} : ${bases.map((basis) => verifiedBy[basis]).join(', ') || 'vérifiée'}`
        : text`Action ${action} : critères atteints, mais pas grâce à elle`,
    actionRegressed: ({ action }) => text`Action ${action} : rechute, elle est rouverte`,
  } satisfies EventPhrases,
};

/** The words of the plans room in one language. */
export type Texts = typeof fr;

function count(many: number, noun: string): string {
  return `${many} ${noun}${many > 1 ? 's' : ''}`;
}
