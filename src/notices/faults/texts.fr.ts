/** Reasons why a way out does not work, in French: each ends a sentence that says that nothing is taken. */
export const fr = {
  gone: 'l’autre côté répond que cette adresse n’existe plus',
  forbidden: 'l’autre côté refuse la clé ou le secret',
  not_found: 'rien ne répond à cette adresse',
  too_many: 'l’autre côté dit en recevoir trop',
  refused: 'l’autre côté refuse le message',
  broken: 'l’autre côté est en erreur',
  timeout: 'l’autre côté ne répond pas à temps',
  unreachable: 'la connexion est refusée ou impossible',
  unknown_host: 'le nom de la machine est inconnu',
  untrusted: 'le certificat n’est pas reconnu',
  private: 'l’adresse est celle d’un réseau privé, ce qui n’est pas permis ici',
  cut: 'la connexion a été coupée',
  sign_in: 'le serveur de courriel refuse le nom ou le mot de passe',
  mail_refused: 'le serveur de courriel refuse le message',
  no_program: 'le programme Apprise n’est pas installé',
};

/** The same words in another language. */
export type FaultTexts = typeof fr;
