import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** Plans that are begun by hand or from an audit, and what an audit found, in French. */
export const fr = {
  audit: {
    title: 'Coût de l’inaction',
    perYear: 'par an',
    total: 'Total',
    gain: 'Gain attendu',
    phases: 'Phases',
    gains: 'Gains attendus',
    date: 'Date de l’audit',
    status: 'État de l’audit',
    target: 'Cible',
    statedTotal: 'Total selon l’audit',
    gap: 'Écart avec la somme',
    notes: (count: number) =>
      `${count} ${pl(count, { one: 'note reprise', other: 'notes reprises' })} de l’audit, à placer par vos soins`,
  },
  begin: {
    title: 'Nouveau plan',
    lead: 'Un plan qui ne répond à aucun incident. Les actions, leurs indicateurs et les revues s’ajoutent ensuite.',
    now: 'Établir le brouillon',
    fields: {
      planKind: 'Nature',
      title: 'Titre',
      agent: 'Agent',
      objective: 'Objectif',
      context: 'Contexte',
      start: 'Début',
      target: 'Terme visé',
      owner: 'Responsable du plan',
      approver: 'Approbateur',
      budget: 'Budget (€)',
      tools: 'Outils',
      people: 'Personnes',
    },
    objectiveHint:
      'Ce qui se mesure, la valeur à atteindre, pour quand. Exemple : traiter les réclamations en 5 jours au lieu de 10 d’ici 3 mois.',
    usual: 'comme d’habitude',
    importing: 'Importer un audit',
    importLead:
      'Un audit en Markdown devient un plan : ses étapes, ses coûts, ses risques. Rien n’est établi avant votre accord.',
    file: 'Fichier de l’audit (.md, UTF-8)',
    paste: 'ou son texte, collé ici',
    look: 'Voir ce qu’il deviendra',
    preview: 'Ce que l’audit deviendra',
    says: 'Ce que dit l’audit',
    confirm: 'Établir le plan',
    again: 'Choisir un autre fichier',
    quadrant: 'Matrice',
    unreadNote: 'Rien n’est perdu : ce qui n’a pas trouvé de place est gardé dans les notes du plan.',
  },
};
/** The form of these texts: every other language follows the French. */
export type Texts = typeof fr;
