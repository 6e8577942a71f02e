import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** Preuves et commentaires, en français. */
export const fr = {
  title: 'Preuves et commentaires',
  titleOf: (subject: string) => `Preuves et commentaires : ${subject}`,
  subjects: {
    incident: (id: string) => `incident ${id}`,
    plan: (id: string) => `plan ${id}`,
    action: (id: string) => `action ${id}`,
    criterion: (id: string) => `critère ${id}`,
  },
  evidence: 'Preuves',
  comments: 'Commentaires',
  noEvidence: 'Aucune preuve n’est jointe.',
  noComment: 'Personne n’a encore rien écrit.',
  count: (evidence: number, comments: number) =>
    `${evidence} ${pl(evidence, { one: 'preuve', other: 'preuves' })}, ${comments} ${pl(comments, { one: 'commentaire', other: 'commentaires' })}`,
  add: 'Joindre ou commenter',
  onParts: 'Sur les actions et les critères',
  attach: 'Joindre un fichier',
  file: 'Fichier',
  fileHint: (size: string) =>
    `Au plus ${size} : PDF, image, texte, CSV, JSON, courriel, Word ou Excel. Vous pouvez le glisser ici. Son empreinte va au registre, son nom n’y va pas.`,
  fileTooLarge: (size: string) => `Ce fichier dépasse ${size}.`,
  attachNow: 'Joindre',
  link: 'Joindre un lien',
  url: 'Adresse',
  linkTitle: 'Titre',
  linkNow: 'Joindre le lien',
  comment: 'Écrire un commentaire',
  commentText: 'Commentaire',
  commentHint: (example: string) =>
    `${example} mentionne quelqu’un, qui en est averti. Un commentaire ne se modifie plus.`,
  commentNow: 'Publier',
  size: { kB: (n: string) => `${n} ko`, MB: (n: string) => `${n} Mo` },
  hash: 'SHA-256',
  withdraw: 'Retirer',
  withdrawHint: 'Elle ne compte plus, mais reste lisible ; le registre dit qui et pourquoi.',
  erase: 'Effacer',
  eraseHint: 'Le fichier et son nom disparaissent ; l’empreinte reste au registre.',
  eraseCommentHint: 'Le texte disparaît ; son empreinte reste au registre.',
  withdrawnBy: (who: string, when: string, why: string) => `Retirée par ${who} le ${when} : ${why}`,
  erasedBy: (who: string, when: string, why: string) => `Effacée par ${who} le ${when} : ${why}`,
  commentErased: (who: string, when: string, why: string) => `Effacé par ${who} le ${when} : ${why}`,
  erasedFile: 'Fichier effacé',
  erasedLink: 'Lien effacé',
  unknownMention: (said: string, nearest: string | undefined) =>
    `Personne ne s’appelle « @${said} » dans people.yaml.${nearest === undefined ? '' : ` Vouliez-vous dire @${nearest} ?`}`,
  fileNotSent: 'Choisissez un fichier.',
  tooLarge: {
    title: 'L’envoi est trop grand',
    lead: 'Rien n’a été pris en compte. Envoyez un fichier plus petit, ou un lien.',
  },
  back: 'Revenir à la page précédente',
  refusals: {
    evidence_empty: 'Ce fichier est vide.',
    evidence_type_unknown:
      'Ce fichier n’est pas d’un type accepté : son contenu compte, non son nom. Acceptés : PDF, PNG, JPEG, GIF, WebP, texte, Markdown, CSV, JSON, courriel (EML), Word (DOCX), Excel (XLSX), ODT, ODS.',
    evidence_type_differs:
      'Le nom de ce fichier annonce autre chose que son contenu : envoyez le bon fichier, ou corrigez son nom.',
    evidence_known: 'Cette preuve est déjà jointe ici.',
    evidence_too_many: 'Il y a ici autant de preuves qu’il peut y en avoir : retirez-en une.',
    evidence_withdrawn: 'Cette preuve est déjà retirée.',
    evidence_not_kept:
      'Ce fichier ne peut pas être conservé maintenant (disque ou stockage indisponible) : rien n’a été changé.',
    evidence_not_here:
      'Ce fichier n’est pas à portée de ce processus. Demandez à celui qui l’a reçu, ou faites-le restaurer.',
    evidence_changed:
      'Ce fichier n’est plus celui qui a été joint : son empreinte n’est pas celle du registre. Il n’est pas remis.',
    no_file: 'Il n’y a pas de fichier ici : c’est un lien, ou il a été effacé.',
    upload_cut_off: 'Le fichier n’est pas arrivé en entier : rien n’a été conservé, renvoyez-le.',
    body_too_large: 'Ce fichier est trop grand.',
    comments_too_many: 'Il y a ici autant de commentaires qu’il peut y en avoir.',
    comment_erased: 'Ce commentaire est déjà effacé.',
    unknown_evidence: 'Cette preuve n’existe pas.',
    unknown_comment: 'Ce commentaire n’existe pas.',
    link_invalid: 'Donnez une adresse en http ou https, sans mot de passe, et un titre.',
    comment_invalid: 'Écrivez un commentaire, de 4 000 caractères au plus.',
    not_the_evaluator: 'Cette instance est en attente : elle ne prend rien. Adressez-vous à l’autre.',
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
