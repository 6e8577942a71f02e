/** Texts of signing in. */
export const fr = {
  title: 'Connexion',
  lead: 'Collez votre clé personnelle filrouge. Votre administrateur vous l’a remise.',
  withProvider: (provider: string) => `Se connecter avec ${provider}`,
  withKey: 'Se connecter avec une clé',
  key: 'Clé',
  hint: 'Elle commence par fr_',
  enter: 'Entrer',
  why: {
    unknown: 'Cette clé n’est pas connue, ou elle a été révoquée.',
    program: 'Cette clé est celle d’un programme : il faut une clé personnelle.',
    blocked: 'Trop d’essais : attendez une minute.',
    link: 'Ce lien a déjà servi, ou il a plus d’une heure : demandez-en un autre.',
    ended: 'Votre session est terminée : connectez-vous de nouveau.',
  },
  whyNot: {
    said_no: (provider: string) =>
      `Vous avez refusé la connexion chez ${provider}, ou ${provider} vous l’a refusée.`,
    start_again: () =>
      'Cette connexion a expiré, a déjà servi ou a commencé dans un autre navigateur : recommencez.',
    provider_down: (provider: string) =>
      `${provider} ne répond pas. Réessayez dans un instant ; une clé permet d’entrer en attendant.`,
    provider_refuses: (provider: string) =>
      `${provider} refuse la demande de filrouge : c’est à corriger dans ses réglages. Le journal de filrouge dit quoi.`,
    not_trusted: (provider: string) =>
      `La réponse de ${provider} n’est pas digne de confiance : personne n’est connecté. Le journal de filrouge dit pourquoi.`,
    not_asked_again: (provider: string) =>
      `${provider} n’a pas redemandé qui vous êtes : rien n’est confirmé.`,
    no_mail: (provider: string) =>
      `${provider} ne donne pas d’adresse de courriel vérifiée pour vous, et people.yaml ne vous connaît pas autrement.`,
    unknown_person: () =>
      'Votre adresse de courriel n’est celle de personne dans people.yaml : demandez à y être ajouté.',
    several_people: () =>
      'Plusieurs personnes de people.yaml ont votre adresse de courriel : on ne sait pas qui vous êtes.',
    no_group: () => 'Aucun de vos groupes ne donne accès à filrouge.',
    no_link: () => 'Ce lien ne vaut plus.',
    somebody_else: () => 'Ce n’est pas la personne connectée qui vient de confirmer son identité.',
  },
  signedOut: 'Vous êtes déconnecté',
  signOutThere: 'Se déconnecter aussi du fournisseur d’identité',
  session: {
    title: 'Votre session',
    lead: 'Qui est connecté dans ce navigateur, et jusqu’à quand.',
    who: 'Personne',
    nobody: 'Personne en particulier',
    role: 'Rôle',
    by: 'Entré par',
    link: 'lien à usage unique',
    since: 'Depuis',
    until: 'Jusqu’à',
    endAll: 'Se déconnecter partout',
    endAllHint: 'Partout : toutes les sessions ouvertes à votre nom, dans tous les navigateurs.',
  },
  confirm: {
    key: 'Votre clé, de nouveau',
    keyHint: 'Une session ouverte ne suffit pas pour signer.',
    again: 'Confirmer auprès de votre fournisseur d’identité',
    againHint: 'Avant de signer, prouvez de nouveau qui vous êtes ; vous revenez ici.',
    how: { key: '(avec sa clé)', provider: '(identité confirmée)' },
    why: {
      key_missing: 'Collez votre clé pour signer.',
      key_wrong: 'Cette clé n’est pas l’une des vôtres.',
      ask_provider: 'Confirmez d’abord qui vous êtes : rien n’est signé.',
    },
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
