import { plural } from '../../../language/plural.ts';
import { noBreak, fr as text } from '../../../language/typography.ts';
import type { Aim, Promised, ThresholdRow } from '../report.ts';

const forms = plural('fr');
const some = (count: number, one: string, other: string) =>
  `${count}${noBreak}${forms(count, { one, other })}`;

/** The words of the weekly report in French. */
export const fr = {
  title: (week: string, whose: string) => text`Rapport hebdomadaire, ${week} – ${whose}`,
  /** `2026-W23` as people say it. */
  week: (week: number, year: number) => `semaine ${week} de ${year}`,
  shortWeek: (week: number, year: number) => `S${week} ${year}`,
  everyAgent: 'tous les agents',
  organisation: text`l'organisation`,
  span: (from: string, to: string, zone: string) => text`Du ${from} au ${to} (${zone}).`,
  standing: (when: string) => text`Ce qui reste ouvert ou en retard est vu le ${when}.`,
  underWay: (when: string) => text`La semaine est en cours : les chiffres sont ceux du ${when}.`,
  missing: 'non mesuré',
  unrecorded: 'rien de relevé',
  noStop: 'aucun',
  none: '–',
  headings: {
    brief: 'En bref',
    incidents: 'Incidents et arrêts',
    unresolved: 'Incidents non résolus',
    thresholds: 'Seuils',
    promises: 'Délais convenus',
    volumes: 'Volumes et tendances',
    agents: 'Par agent',
    plans: text`Plans d'action`,
    followed: 'Plans suivis',
    points: 'Points à améliorer',
    aims: 'Objectifs de la semaine suivante',
  },
  columns: {
    figure: 'Indicateur',
    now: 'Cette semaine',
    before: 'Semaine précédente',
    change: 'Évolution',
    agent: 'Agent',
    incident: text`N°`,
    severity: 'Gravité',
    opened: 'Ouvert le',
    plan: 'Plan',
    rule: 'Règle',
    condition: text`S'alarme quand`,
    status: 'Constat',
    firings: 'Alarmes (avant)',
    lasted: 'Durée',
    measured: 'Jours mesurés',
    promise: 'Délai',
    kept: 'Tenus',
    missed: 'Manqués',
    open: 'Pas encore échus',
    metric: 'Mesure',
    measures: 'Mesures (avant)',
    answers: 'Réponses (avant)',
    incidents: 'Incidents',
    suspended: 'Arrêt',
    thresholds: 'Seuils tenus / dépassés / non établis',
    overdue: 'En retard',
    title: 'Intitulé',
    state: 'État',
    progress: 'Avancement',
    owner: 'Responsable',
    review: 'Prochaine revue',
  },
  figures: {
    opened: 'Incidents ouverts',
    critical: 'dont critiques',
    resolved: 'Incidents résolus',
    suspensions: 'Arrêts',
    suspended: text`Temps d'arrêt`,
    degraded: 'Temps en trafic réduit',
    contained: 'Délai moyen de mise sous contrôle',
    completion: 'Actions réglées',
    overdue: 'Actions en retard',
    closed: 'Plans clos',
    verified: 'Actions vérifiées',
    firstAttempt: 'dont du premier coup',
    toVerified: 'Délai moyen de vérification',
    regressions: 'Actions qui ne tiennent plus',
    reopenings: 'Plans rouverts',
  },
  counted: (part: number, whole: number, share: string) => text`${part} sur ${whole} (${share})`,
  partOf: (part: number, whole: number) => `${part} sur ${whole}`,
  meanOf: (span: string, count: number) => text`${span} (sur ${count})`,
  beside: (now: string, before: string) => `${now} (${before})`,
  better: 'mieux',
  worse: 'moins bien',
  steady: 'stable',
  severities: { critical: 'critique', warning: 'à surveiller', info: 'pour information' },
  suspendedStill: 'suspendu',
  reduced: (span: string) => text`réduit ${span}`,
  states: { draft: 'brouillon', active: 'actif', closed: 'clos' },
  statuses: {
    kept: 'tenu',
    missed: 'dépassé',
    partly: 'tenu les jours mesurés',
    unmeasured: 'non établi',
  } satisfies Record<ThresholdRow['status'], string>,
  daysOf: (days: number | undefined, of: number) =>
    days === undefined ? 'inconnu ici' : `${days} sur ${of}`,
  promises: {
    obedience: () => text`Arrêt confirmé par l'agent dans son délai`,
    take_up: (span: string) => text`Incident pris en compte en ${span}`,
    actions: () => text`Action faite à son échéance`,
    reviews: () => text`Revue tenue à sa date`,
  } satisfies Record<Promised['kind'], (span: string) => string>,
  thresholdCount: {
    kept: (count: number) => `${some(count, 'tenu', 'tenus')}`,
    missed: (count: number) => `${some(count, 'dépassé', 'dépassés')}`,
    partly: (count: number) => `${some(count, 'tenu les jours mesurés', 'tenus les jours mesurés')}`,
    unmeasured: (count: number) =>
      `${some(count, 'non établi faute de mesures', 'non établis faute de mesures')}`,
  },
  thresholds: (all: number, said: string) => text`Sur ${some(all, 'seuil', 'seuils')} : ${said}.`,
  noThreshold: text`Aucun seuil n'est posé.`,
  noUnresolved: text`Aucun incident n'est en attente.`,
  noPlans: text`Aucun plan n'est ouvert.`,
  notSummed: text`Il y a trop de séries pour les additionner ici : les volumes ne sont pas établis.`,
  noVolumes: text`Rien n'a été mesuré.`,
  more: (count: number) => text`Et ${some(count, 'autre', 'autres')}.`,
  noPoints: text`Rien de tel dans les données de la semaine.`,
  noAims: text`Continuer ainsi : rien n'est resté en suspens.`,
  brief: {
    unrecorded: text`Rien n'a été relevé cette semaine-là : filrouge n'y était pas encore.`,
    incidents: (opened: number, before: string, open: number) =>
      text`${some(opened, 'incident ouvert', 'incidents ouverts')} (${before} la semaine précédente), ${open === 0 ? 'aucun en attente' : `${open} en attente`}.`,
    suspended: (span: string, before: string) =>
      text`Temps d'arrêt : ${span} (${before} la semaine précédente).`,
    degraded: (span: string, before: string) =>
      text`Temps en trafic réduit : ${span} (${before} la semaine précédente).`,
    neverSuspended: (before: string) => text`Aucun arrêt (${before} la semaine précédente).`,
    answers: (now: string, before: string) =>
      text`Réponses mesurées : ${now} (${before} la semaine précédente).`,
    noAnswers: text`Réponses : non mesurées cette semaine.`,
    plans: (settled: string, overdue: number) =>
      text`Plans d'action : ${settled} actions réglées, ${overdue === 0 ? 'aucune en retard' : `${overdue} en retard`}.`,
    noActions: text`Plans d'action : aucune action en cours.`,
    points: (count: number) =>
      count === 0
        ? text`Aucun point à améliorer dans les données.`
        : text`${some(count, 'point à améliorer', 'points à améliorer')} dans les données.`,
  },
  points: {
    not_obeyed: (agent: string, times: number) =>
      text`${agent} n'a pas confirmé son arrêt à temps (${times}${noBreak}fois) : vérifier qu'il obéit, par un test d'alerte.`,
    not_taken_up: (agent: string, incidents: string) =>
      text`${agent} : incidents pris en compte trop tard : ${incidents}. Revoir qui est prévenu, et comment.`,
    action_regressed: (action: string, times: number) =>
      text`L'action ${action} ne tient plus (${times}${noBreak}fois) : revoir la cause racine.`,
    silenced: (rule: string, agent: string, firings: number, tripped: number) =>
      text`La règle « ${rule} » de ${agent} s'est déclenchée ${firings}${noBreak}fois sous silence${tripped === 0 ? '' : `, et encore ${tripped}${noBreak}fois à la fin`} : voir si le silence était aussi court que le travail prévu.`,
    rule_flaps: (rule: string, agent: string, firings: number) =>
      text`La règle « ${rule} » de ${agent} s'est déclenchée ${firings}${noBreak}fois : traiter la cause, ou régler « clear » et « keep_firing_for ».`,
    rule_never_measured: (rule: string, agent: string) =>
      text`La règle « ${rule} » de ${agent} n'a eu assez de mesures aucun jour : elle n'aurait rien dit.`,
    rule_unmeasured: (rule: string, agent: string, days: string) =>
      text`La règle « ${rule} » de ${agent} n'avait assez de mesures que ${days}${noBreak}jours : elle n'aurait rien dit les autres.`,
    action_slips: (action: string, title: string, owner: string, late: string | undefined, moves: number) =>
      text`L'action ${action} (« ${title} », ${owner}) glisse : ${[late === undefined ? undefined : `en retard de ${late}`, moves === 0 ? undefined : `échéance déplacée ${moves}${noBreak}fois en quatre semaines`].filter(Boolean).join(', ')}.`,
    owner_overloaded: (owner: string, actions: number, most: number) =>
      text`${owner} porte ${actions} actions en cours ou en retard, plus que ${most} : en confier à d'autres.`,
    criterion_close: (criterion: string, condition: string, value: string) =>
      text`Le critère ${criterion} (« ${condition} ») tient de justesse : ${value}.`,
  },
  aims: {
    resolve_incidents: (count: number, numbers: string) =>
      text`Résoudre ${some(count, 'incident', 'incidents')} : ${numbers}.`,
    keep_thresholds: (count: number, rules: string) =>
      text`Revenir sous ${some(count, 'seuil dépassé', 'seuils dépassés')} : ${rules}.`,
    measure: (count: number, rules: string) =>
      text`Obtenir chaque jour assez de mesures pour ${some(count, 'règle', 'règles')} : ${rules}.`,
    finish_overdue: (count: number, actions: string) =>
      text`Terminer, ou redater avec un motif, ${some(count, 'action en retard', 'actions en retard')} : ${actions}.`,
    finish_due: (count: number, actions: string) =>
      text`Terminer ${some(count, 'action attendue', 'actions attendues')} dans la semaine : ${actions}.`,
    hold_reviews: (count: number, plans: string) => text`Tenir ${some(count, 'revue', 'revues')} : ${plans}.`,
    sign_drafts: (count: number, plans: string) =>
      text`Compléter et signer ${some(count, 'plan en brouillon', 'plans en brouillon')} : ${plans}.`,
  } satisfies Record<Aim['kind'], (count: number, named: string) => string>,
  plan: (number: number) => `plan ${number}`,
  incident: (number: number) => text`n° ${number}`,
  dueItem: (action: string, owner: string, due: string) => text`${action} (${owner}, ${due})`,
  noOwner: 'sans responsable',
};

/** The words of the weekly report in one language. */
export type WeeklyTexts = typeof fr;
