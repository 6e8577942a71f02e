/**
 * Why a command about agents, incidents, keys or proof tests was refused, in French; plans say theirs
 * themselves.
 */
export const fr = {
  rules_read_only:
    'filrouge ne peut pas écrire dans le dossier des règles : téléchargez le patch et confiez-le à qui tient les règles.',
  bad_proposal:
    'Cette proposition ne peut pas être écrite ainsi : dites pourquoi, en 4 000 caractères au plus.',
  too_many_notes: 'Cet incident a déjà autant de notes qu’il peut en avoir.',
  already_linked: 'Cette action est déjà liée à un ticket.',
  not_set: 'Aucun espace n’est configuré pour y ouvrir des tickets.',
  not_opened: 'Le ticket n’a pas pu être ouvert : réessayez, ou liez-en un à la main.',
  still_in_breach: 'Un écart est encore mesuré : l’agent reste suspendu.',
  no_switch:
    'Le travail de cet agent est fait par des personnes : il n’a pas de kill switch, rien n’a été suspendu. Agissez sur son plan.',
  already_running: "L'agent est déjà en service.",
  engine_may_not_resume: 'Seule une personne peut remettre un agent en service.',
  not_ready: 'filrouge démarre ou reprend : rien n’a été changé, réessayez dans un instant.',
  forbidden: "Votre clé ne permet pas cette action : rien n'a été changé.",
  role_missing: "Votre clé ne permet pas cette action : rien n'a été changé.",
  other_agent: "Votre clé ne permet pas cette action : rien n'a été changé.",
  last_admin_key:
    "C'est la dernière clé d'administration, ou la dernière sans fin : créez-en une autre sans fin avant de la révoquer.",
  confirm_first: 'Prouvez d’abord de nouveau qui vous êtes : rien n’a été changé.',
  key_over: 'Cette clé est révoquée ou terminée : créez-en une nouvelle.',
  key_rotated: 'Cette clé a déjà été renouvelée : renouvelez la nouvelle, ou révoquez-la d’abord.',
  end_in_past: 'La fin de la clé est passée : choisissez un jour à venir.',
  unknown_key: "Cette clé n'existe pas.",
  reason_missing: 'Indiquez un motif.',
  incident_already_acknowledged: 'Cet incident est déjà pris en charge.',
  incident_already_resolved: 'Cet incident est déjà résolu.',
  incident_already_closed: 'Cet incident est déjà clos.',
  incident_not_over: "L'incident n'est pas terminé.",
  incident_not_ready_to_close: "L'incident ne peut pas encore être clos.",
  unknown_incident: "Cet incident n'existe pas.",
  unknown_agent: "Cet agent n'existe pas dans les règles en vigueur.",
  nothing_to_prove: 'Cette règle observe seulement : il n’y a rien à tester.',
  proof_not_breached:
    'Aucun faux écart ne peut franchir cette règle : ses conditions ne sont jamais vraies ensemble.',
  proof_not_acknowledged: 'Le double de l’agent n’a pas confirmé son arrêt.',
  proof_not_delivered: 'Le message d’exercice n’est arrivé à personne.',
  stop_not_written:
    'Un arrêt est en vigueur que la base n’a pas encore enregistré : réessayez quand il y sera.',
  cannot_stop: 'filrouge ne pourrait pas arrêter l’agent maintenant : il ne peut pas être remis en service.',
  rules_changed: 'Les règles ont changé entre-temps : recommencez.',
  unknown_playbook: 'Aucun playbook en vigueur ne porte ce nom.',
  not_kept: 'La base ne garde pas une telle valeur : rien n’a changé. Changez ou raccourcissez le texte.',
  no_stewards:
    'Un plan sans agent demande deux personnes dans people.yaml : l’une le conduit, l’autre l’approuve.',
  week_malformed: 'Cette semaine n’existe pas : une semaine s’écrit 2026-W23.',
  week_in_the_future: 'Cette semaine n’a pas encore commencé.',
  unknown_plan: "Ce plan n'existe pas.",
  channel_not_set_up: 'Cette voie d’envoi n’est pas configurée : rien n’est parti.',
  person_missing: 'Ce courriel ou ce message va à une personne : choisissez-la.',
  person_not_wanted: 'Cette voie ne va à personne en particulier : laissez la personne vide.',
  unknown_person: 'Cette personne n’est pas dans les règles en vigueur.',
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
