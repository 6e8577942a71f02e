/** Whether an agent can still be stopped, in French. */
export const fr = {
  question: (name: string) => `Peut-on encore arrêter ${name} ?`,
  yes: 'Oui',
  no: 'Non, ou ce n’est pas sûr',
  yesHint:
    'L’agent lit son kill switch, un canal préviendrait, et les tests d’alerte de ses règles sont récents.',
  noSwitch: {
    title: (name: string) => `${name} : pas de kill switch`,
    hint: 'Des personnes font ce travail : filrouge alerte et prépare le plan d’action, il n’arrête personne.',
  },
  reasons: {
    cannot_stop: () => 'filrouge ne peut ni évaluer ni écrire en ce moment',
    never_read: () => 'l’agent n’a jamais lu son kill switch',
    out_of_reach: (at: string) => `l’agent ne lit plus son kill switch, la dernière fois ${at}`,
    reach_not_known: (at: string) =>
      `filrouge vient de démarrer et n’a pas encore entendu l’agent (réponse ${at} au plus tard)`,
    not_obeyed: () => 'l’arrêt en vigueur n’est pas confirmé, ou l’agent a continué',
    no_channel: () => 'aucun canal configuré ne préviendrait d’un arrêt',
    channels_down: (names: string) => `les canaux qui préviendraient ne passent plus : ${names}`,
    no_rule: () => 'aucune règle ne l’arrêterait',
    never_proven: (rules: string) => `jamais testé : ${rules}`,
    proof_stale: (rules: string) => `test d’alerte trop ancien : ${rules}`,
    proof_failed: (rules: string, at: string) => `test d’alerte en échec depuis ${at} : ${rules}`,
  },
  attempts: {
    failed: (at: string, why: string) => `Dernier test programmé, ${at}, en échec : ${why}.`,
    skipped: (at: string, why: string) =>
      `Dernier test programmé, ${at}, reporté à la nuit suivante : ${why}.`,
  },
  codes: {
    agent_suspended: 'l’agent était arrêté',
    incident_open: 'un incident était en cours',
    reach_not_known: 'filrouge venait de démarrer',
    rules_changed: 'les règles ont changé entre-temps',
    proof_not_delivered: 'le message n’est pas arrivé',
    proof_out_of_reach: 'l’agent ne lit pas son kill switch',
    proof_not_breached: 'aucune mesure fictive ne déclenche la règle',
    proof_not_acknowledged: 'l’arrêt fictif n’a pas été confirmé',
  },
  readers: 'Qui lit le kill switch',
  nobody: 'Personne, à la connaissance de filrouge.',
  key: 'Clé',
  way: 'Comment',
  client: 'Client',
  since: 'Depuis',
  last: 'Dernière lecture',
  looksOnly: 'regarde seulement : ce n’est pas la clé de l’agent',
  ways: {
    poll: 'demande',
    stream: 'flux',
    acknowledgement: 'confirmation',
    ofrep: 'OpenFeature',
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
