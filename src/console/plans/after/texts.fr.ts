/** Lessons of a closed plan, in French. */
export const fr = {
  lessons: {
    title: 'Modèle de plan tiré de celui-ci',
    lead: 'Ce qui a été fait et a tenu, à relire : rien n’en est en vigueur avant que quelqu’un ne le place parmi les règles.',
    open: 'Voir le modèle proposé',
    revised: (playbook: string, file: string) => `Modifie le modèle « ${playbook} » (${file}).`,
    fresh: (playbook: string, file: string) => `Nouveau modèle « ${playbook} », à placer dans ${file}.`,
    yaml: 'Télécharger le fichier',
    patch: 'Télécharger le correctif',
    problems: 'À corriger avant la mise en vigueur',
    none: 'Rien à proposer',
  },
};
export type Texts = typeof fr;
