/**
 * The words of the house that need saying once, in French: the word itself, and what it means, in a
 * sentence or two.
 */
export const fr = {
  title: 'Lexique',
  lead: 'Les mots de filrouge, chacun en une ou deux phrases.',
  words: 'Les mots :',
  about: (word: string) => `Que veut dire « ${word} » ?`,
  terms: {
    acknowledgement: {
      word: 'confirmation d’arrêt',
      means:
        'L’agent dit qu’il a lu son arrêt. Sans elle dans le délai de son mandat, l’arrêt est signalé comme non confirmé.',
    },
    backtest: {
      word: 'essai sur le passé',
      means:
        'La règle est rejouée sur les mesures conservées, comme si le nouveau seuil avait été en vigueur. Rien n’est changé.',
    },
    breach: {
      word: 'écart',
      means: 'Le temps pendant lequel une mesure est au-delà du seuil de sa règle.',
    },
    criterion: {
      word: 'critère de succès',
      means:
        'Ce qui montrera qu’une action a fonctionné : une mesure tenue dans la durée, une liste cochée, un test d’alerte, un seuil en vigueur, ou l’attestation de quelqu’un.',
    },
    hash: {
      word: 'empreinte',
      means:
        'Un nombre calculé d’après un contenu : une seule lettre changée en donne une autre. Chaque entrée du registre porte celle de la précédente.',
    },
    hold: {
      word: 'durée avant déclenchement',
      means: 'Le temps pendant lequel l’écart doit durer avant que l’alerte se déclenche (for).',
    },
    holding: {
      word: 'tenu',
      means:
        'Le temps pendant lequel le critère a été respecté sans interruption. Une mesure contraire le remet à zéro ; l’absence de mesure le suspend.',
    },
    hysteresis: {
      word: 'hystérésis',
      means:
        'L’alerte ne finit pas à son seuil, mais plus bas (clear) : elle ne s’allume ni ne s’éteint sans cesse autour de lui.',
    },
    keepFiring: {
      word: 'maintien de l’alerte',
      means: 'L’alerte reste active ce temps encore après la fin de l’écart (keep_firing_for).',
    },
    killSwitch: {
      word: 'kill switch',
      means:
        'L’interrupteur que l’agent lit avant de répondre. Une règle le déclenche ; une personne décide de la remise en service.',
    },
    lease: {
      word: 'bail',
      means:
        'La durée pendant laquelle vaut l’autorisation de fonctionner que l’agent a lue. Passée sans nouvelle de filrouge, il fait ce que dit son mandat.',
    },
    mandate: {
      word: 'mandat',
      means:
        'Ce que l’agent a le droit de faire et sous quelles règles : périmètre, responsable, approbateur, seuils, conduite si filrouge ne répond plus.',
    },
    minSamples: {
      word: 'nombre de mesures nécessaires',
      means: 'Avec moins de mesures dans sa fenêtre, la règle ne dit rien (min_samples).',
    },
    noData: {
      word: 'sans mesure',
      means:
        'Rien n’est arrivé assez récemment pour juger. Ce n’est jamais un bon résultat : rien n’est conclu.',
    },
    outOfReach: {
      word: 'kill switch non lu',
      means: 'L’agent n’a pas lu son kill switch depuis deux baux : un arrêt ne l’atteindrait pas.',
    },
    playbook: {
      word: 'playbook',
      means: 'Le modèle d’après lequel le brouillon d’un plan est rédigé : actions, délais, critères.',
    },
    proofTest: {
      word: 'test d’alerte',
      means:
        'Un exercice par toute la chaîne, sur un double de l’agent : il montre que l’alerte l’arrêterait vraiment.',
    },
    register: {
      word: 'registre',
      means:
        'Le journal de tout ce qui compte. On y ajoute, on n’y modifie ni n’y efface rien ; la chaîne des empreintes le montre.',
    },
    settling: {
      word: 'temps de stabilisation',
      means:
        'Le temps laissé après une action avant que les mesures comptent pour son critère : 10 minutes sauf mention contraire.',
    },
    trip: {
      word: 'déclenchement',
      means:
        'L’instant où une règle arrête l’agent : kill switch, incident, brouillon du plan et registre en un seul geste.',
    },
    usualRange: {
      word: 'plage habituelle',
      means: 'Les valeurs entre lesquelles l’indicateur se tenait d’ordinaire avant l’écart.',
    },
    window: {
      word: 'fenêtre',
      means: 'Le temps sur lequel une mesure est calculée (over) : les cinq dernières minutes, par exemple.',
    },
  },
};

/** A glossary in any language: French is the reference. */
export type Glossary = typeof fr;
/** A word that the glossary explains. */
export type TermName = keyof Glossary['terms'];
