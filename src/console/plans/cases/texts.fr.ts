import { plural } from '../../../language/plural.ts';

const pl = plural('fr');
const cases = (count: number): string => `${count} ${pl(count, { one: 'cas', other: 'cas' })}`;

/** Lists of cases and their replays in French. */
export const fr = {
  title: (list: string) => `Cas « ${list} »`,
  pageTitle: (action: string) => `Cas de l’action ${action}`,
  see: 'Voir les cas',
  lead: 'Chaque cas garde qui l’a traité, quand, par quel canal et avec quel résultat. Le registre ne retient que son numéro.',
  answered: 'Bonnes réponses',
  counts: (done: number, tried: number, todo: number) =>
    `${done} ${pl(done, { one: 'traité', other: 'traités' })}, ${tried} ${pl(tried, { one: 'tenté', other: 'tentés' })}, ${todo} à traiter`,
  columns: {
    case: 'Cas',
    state: 'État',
    channel: 'Canal',
    result: 'Résultat',
    who: 'Par qui',
    answer: 'Dernière réponse',
  },
  channelHint: 'ex. mail',
  none: 'Aucun cas pour l’instant.',
  save: 'Noter',
  noted: (place: number) => `Noter le cas ${place}`,
  by: (who: string, when: string) => `${who}, le ${when}`,
  /** Adding cases to a list. */
  add: {
    title: 'Ajouter des cas',
    hint: 'Un cas par ligne, ou un tableau CSV dont la première ligne nomme les colonnes : texte, id, motif, question, attendu, canal. Un cas déjà dans la liste n’est pas ajouté deux fois.',
    list: 'Liste',
    file: 'Fichier CSV',
    paste: 'Ou collez les cas',
    now: 'Ajouter',
    fromIncident: 'Reprendre les interactions en erreur',
    fromIncidentHint: 'Celles de l’incident, par leur numéro et leur motif, sans donnée de personne.',
    newList: 'cas',
  },
  added: (added: number, known: number) =>
    `${cases(added)} ${pl(added, { one: 'ajouté', other: 'ajoutés' })}${known > 0 ? ` ; ${known} déjà dans la liste` : ''}.`,
  ignored: (columns: string) => `Colonnes sans emploi : ${columns}.`,
  left: (count: number) =>
    `${count} ${pl(count, { one: 'interaction laissée', other: 'interactions laissées' })} de côté : la liste est pleine.`,
  replay: {
    title: 'Rejeu',
    now: 'Rejouer maintenant',
    never: 'Jamais rejoué.',
    begun: 'Rejeu lancé : les réponses arrivent une à une.',
    running: (no: number, asked: number, total: number) => `Rejeu ${no} en cours : ${asked} sur ${total}`,
    ended: (no: number, when: string) => `Rejeu ${no} terminé le ${when}`,
    givenUp: (no: number, when: string) =>
      `Rejeu ${no} abandonné le ${when} : l’agent ne répond pas. Nouvel essai dans un quart d’heure.`,
    stopped: (no: number) => `Rejeu ${no} arrêté`,
    tally: (passed: number, failed: number, unmeasured: number, cases: number) =>
      `${passed} sur ${cases} ${pl(passed, { one: 'bonne', other: 'bonnes' })}, ${failed} ${pl(failed, { one: 'mauvaise', other: 'mauvaises' })}, ${unmeasured} sans mesure`,
    notYet: 'Ne compte pas encore : l’action doit être faite et stabilisée.',
    outcomes: { passed: 'bonne', failed: 'mauvaise', unmeasured: 'sans mesure' },
    said: 'Réponse',
    gone: 'Le texte de la réponse n’est plus gardé.',
    proof: (hash: string) => `Empreinte au registre : ${hash}`,
  },
  /** A row of a table that was not taken. */
  row: (line: string, column: string) => `Ligne ${line} : ${column}`,
  expected: {
    text: 'un texte de 1 à 300 caractères est attendu',
    id: 'un numéro de 128 caractères au plus est attendu',
    reason: 'un motif est un code en minuscules, par exemple item_unavailable',
    channel: 'un canal est un code en minuscules, par exemple mail',
    question: 'une question de 4 000 caractères au plus est attendue',
    expect: 'une réponse attendue de 2 000 caractères au plus',
  },
};

/** The form of these texts: every other language follows the French. */
export type Texts = typeof fr;
