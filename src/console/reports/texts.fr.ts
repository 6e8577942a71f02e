/** The page of the weekly report in French; the report has words of its own (plans/weekly/documents). */
export const fr = {
  title: 'Rapport hebdomadaire',
  week: 'Semaine',
  agent: 'Agent',
  everyAgent: 'tous les agents',
  before: 'Semaine précédente',
  next: 'Semaine suivante',
  underWay: 'en cours',
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
