/** The form of a success criterion in French, and what can be wrong with what is typed into it. */
export const fr = {
  form: {
    number: (place: number) => `Critère ${place}`,
    more: 'Autre critère',
    kind: 'Ce qui le prouve',
    kinds: {
      none: 'Aucun (retirer)',
      metric: 'Une mesure tenue dans la durée',
      episodes: "Aucun épisode au-delà d'une limite",
      checklist: 'Une liste entièrement cochée',
      proof: "Un test d'alerte réussi",
      threshold: 'Un seuil en vigueur dans les règles',
      attestation: "L'attestation d'une personne",
    },
    metric: 'Indicateur',
    operator: 'doit être',
    operators: {
      '<': 'sous',
      '<=': 'au plus à',
      '>': 'au-dessus de',
      '>=': 'au moins à',
      '==': 'égal à',
      '!=': 'différent de',
    },
    valueHint: 'ex. 1 %, 4,2/5, 15 min',
    over: 'mesuré sur',
    overHint: 'ex. 1 h',
    hold: 'pendant',
    holdHint: 'ex. 24 h, 7 j',
    most: 'Épisodes tolérés',
    items: 'Points à cocher, un par ligne',
    share: 'Part à cocher',
    statement: 'Ce qui est attesté',
    statementHint: 'ex. tous les clients concernés ont été recontactés',
  },
  faults: {
    nothing_measured:
      'Le plan ne porte sur aucun agent : rien n’est mesuré pour lui. Choisissez une liste à cocher ou une attestation.',
    unknown_metric: 'Choisissez un indicateur.',
    unknown_rule: 'Choisissez une règle.',
    threshold_of_several_metrics:
      'Cette règle porte sur plusieurs indicateurs : son seuil n’est pas un seul nombre.',
    bad_operator: 'Choisissez une comparaison.',
    contradicts_direction: 'Pour cet indicateur, ce sens serait une dégradation : choisissez l’autre.',
    bad_quantity: 'Une valeur est attendue, par exemple 1 %, 4,2/5 ou 15 min.',
    threshold_out_of_range: 'Cette valeur est hors de ce que l’indicateur peut prendre.',
    missing_window: 'Indiquez sur quelle durée mesurer, par exemple 1 h.',
    bad_window: 'Une durée est attendue, par exemple 1 h.',
    window_too_short: 'Cette durée est trop courte pour être mesurée.',
    window_too_long: 'Cette durée est trop longue pour être mesurée.',
    window_not_aligned: 'Arrondissez cette durée, par exemple à l’heure.',
    missing_hold: 'Indiquez combien de temps cela doit tenir, par exemple 24 h.',
    bad_hold: 'Une durée est attendue, par exemple 24 h ou 7 j.',
    bad_count: 'Un nombre entier est attendu.',
    bad_statement: 'Dites ce qui est attesté.',
    unknown_checklist: 'Écrivez au moins un point à cocher.',
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
