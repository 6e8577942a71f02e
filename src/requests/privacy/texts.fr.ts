import { fr as say } from '../../language/typography.ts';
import type { IdentityMeans, Right } from './privacy.ts';

const rightNames: Readonly<Record<Right, string>> = {
  access: 'droit d’accès',
  rectification: 'droit de rectification',
  erasure: 'droit à l’effacement',
  portability: 'droit à la portabilité',
  objection: 'droit d’opposition',
  restriction: 'droit à la limitation du traitement',
};
const did: Readonly<Record<Right, string>> = {
  access:
    'Vous trouverez ci-joint une copie de vos données, avec leurs finalités et leur durée de conservation.',
  rectification: 'Vos données ont été corrigées.',
  erasure:
    'Vos données ont été effacées de façon définitive, à l’exception de celles qui sont nommées ci-dessous.',
  portability:
    'Vous trouverez ci-joint vos données dans un format structuré et lisible par une machine (JSON).',
  objection:
    'Votre opposition est enregistrée : nous ne vous écrirons plus que pour répondre à vos demandes.',
  restriction: 'Le traitement de vos données est limité : elles sont conservées, et ne sont plus utilisées.',
};
const means: Readonly<Record<IdentityMeans, string>> = {
  signed_in: 'depuis votre compte',
  known_contact: 'par une adresse que nous connaissions',
  called_back: 'par un rappel au numéro que nous connaissions',
  in_person: 'sur place',
  document: 'par une pièce d’identité',
};

/** The words of letters about personal data, and of copies of it, in French. */
export const fr = {
  rightNames,
  did,
  subject: (number: number, right: string) => say`Votre demande n° ${number} : ${right}`,
  received: (date: string, right: string) =>
    say`Nous avons reçu le ${date} votre demande au titre de votre ${right} (RGPD, articles 15 à 21).`,
  due: (date: string) => say`Nous vous répondrons au plus tard le ${date}.`,
  identified: (how: IdentityMeans) => say`Votre identité a été vérifiée ${means[how]}.`,
  unidentified: say`Pour protéger vos données, nous devons d'abord vérifier votre identité.`,
  extended: (date: string) =>
    say`Votre demande étant complexe, nous avons besoin de deux mois de plus (RGPD, article 12, paragraphe 3) : nous vous répondrons au plus tard le ${date}.`,
  why: 'Motif',
  done: 'Ce qui a été fait',
  erased: (count: number) => say`${count} ${count > 1 ? 'données effacées' : 'donnée effacée'}.`,
  nothingKept: 'Rien de ce que nous devions effacer n’a été conservé.',
  kept: 'Ce que nous devons conserver',
  keptColumns: ['Données', 'Pourquoi', 'Jusqu’au'],
  hold: 'Nécessaire à la défense de droits en justice (RGPD, article 17, paragraphe 3, point e)',
  law: 'Obligation légale de conservation (RGPD, article 17, paragraphe 3, point b)',
  unknownEnd: 'pas encore connu',
  refused: say`Nous ne pouvons pas donner suite à votre demande.`,
  complaint:
    'Vous pouvez introduire une réclamation auprès de la CNIL (3 place de Fontenoy, 75007 Paris, www.cnil.fr), ou saisir un juge.',
  copyTitle: 'Vos données',
  copyLead: (date: string) =>
    say`Tout ce qui est conservé sur vous au ${date}, avec la finalité et la durée.`,
  purpose: 'Finalité',
  basis: 'Fondement de la durée',
  rowColumns: ['Depuis le', 'Conservé jusqu’au', 'Contenu'],
  unreadable: 'illisible : la donnée a été altérée',
  readings: 'Quand vos données ont été lues',
  readingColumns: ['Date', 'Pour'],
  nothing: 'Rien n’est conservé sur vous.',
  restricted: (date: string) => say`Le traitement est limité depuis le ${date}.`,
  objected: (date: string) => say`Votre opposition est enregistrée depuis le ${date}.`,
};

/** The texts that each language must have. */
export type PrivacyTexts = typeof fr;
