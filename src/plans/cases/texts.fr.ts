import { fr as text } from '../../language/typography.ts';
import type { PlanEventOf } from '../events.ts';
import type { CaseState } from './case.ts';
import type { UnmeasuredReason } from './judge.ts';

const states: Readonly<Record<CaseState, string>> = {
  todo: 'à traiter',
  tried: 'tenté, sans résultat',
  done: 'traité',
};

/** Cases and replays in French. */
export const fr = {
  states,
  refusals: {
    too_many_cases: text`Cette liste deviendrait trop longue : 1 000 cas au plus.`,
    not_a_table: text`Ce fichier ne se lit pas comme une liste de cas.`,
    nothing_wrong: text`Aucune interaction en erreur n'a été gardée pour cet incident.`,
    no_incident: text`Ce plan ne répond à aucun incident : il n'y a pas d'interaction à reprendre.`,
    no_replay: text`L'action ne dit pas comment rejouer ses cas.`,
    no_cases: text`L'action n'a aucun cas à rejouer.`,
    replay_running: text`Un rejeu de cette action est déjà en cours.`,
  },
  events: {
    casesAdded: ({ action, checklist, cases }: PlanEventOf<'casesAdded'>) =>
      text`Action ${action}, liste de contrôle « ${checklist} » : ${cases} cas ${cases > 1 ? 'ajoutés' : 'ajouté'}`,
    caseNoted: ({ action, checklist, item, state }: PlanEventOf<'caseNoted'>) =>
      text`Action ${action}, liste de contrôle « ${checklist} » : cas ${item + 1} ${states[state]}`,
    replayBegun: ({ action, run, cases }: PlanEventOf<'replayBegun'>) =>
      text`Action ${action} : rejeu ${run} lancé, ${cases} cas`,
    casesReplayed: ({ action, run, passed, failed, unmeasured, end }: PlanEventOf<'casesReplayed'>) =>
      text`Action ${action}, rejeu ${run} : ${passed} ${passed > 1 ? 'bonnes réponses' : 'bonne réponse'}, ${failed} ${failed > 1 ? 'mauvaises' : 'mauvaise'}, ${unmeasured} sans mesure${end === undefined ? '' : ` ; ${ends[end]}`}`,
  },
  /** Why nothing could be said of an answer. */
  reasons: {
    timeout: 'pas de réponse à temps',
    unreachable: 'agent injoignable',
    private_target: 'adresse privée, refusée',
    redirect: 'redirigé ailleurs',
    http_error: 'réponse en erreur',
    too_large: 'réponse trop longue',
    not_json: text`la réponse n'est pas du JSON`,
    path_missing: 'rien à cet endroit de la réponse',
    case_incomplete: 'il manque un mot au cas',
    bad_pattern: 'expression impossible à lire',
    header_not_set: text`la valeur d'un en-tête n'est pas configurée`,
    header_elsewhere: text`cet en-tête n'est pas destiné à cette adresse`,
    judge_unreachable: 'juge injoignable',
    judge_malformed: 'le juge répond autre chose',
  } satisfies Readonly<Record<UnmeasuredReason, string>>,
};

const ends = { complete: 'terminé', given_up: text`abandonné, l'agent ne répond pas`, stopped: 'arrêté' };

/** The form of these texts: every other language follows the French. */
export type CaseTexts = typeof fr;
