import { fr as text } from '../../language/typography.ts';
import type { Reopening } from '../plan.ts';

const named = (rules: readonly string[]) => rules.map((rule) => `« ${rule} »`).join(', ');

/** The watch over a cure, and what came of it, in French. */
export const fr = {
  title: 'Surveillance de la récidive',
  watching: (until: string, rules: readonly string[]) =>
    rules.length === 0
      ? text`Jusqu'au ${until} : si une règle du même modèle se déclenche, le plan est rouvert.`
      : text`Jusqu'au ${until} : si ${rules.length === 1 ? 'la règle' : "l'une des règles"} ${named(rules)} se déclenche, le plan est rouvert.`,
  held: (until: string) => text`La cause n'est pas revenue. La surveillance s'est achevée le ${until}.`,
  unwatched: text`Aucune règle n'est surveillée : ce plan n'est pas né d'un déclenchement, et aucune règle ne montrerait que sa cause revient.`,
  cameBack: (when: string, incident: number, wasClosed: boolean) =>
    text`${wasClosed ? 'Rouvert' : 'Nouvelle récidive'} le ${when}, incident ${incident}`,
  shownBy: (rule: string, as: NonNullable<Reopening['as']>) => {
    switch (as) {
      case 'rule':
        return text`la règle ${named([rule])} s'est de nouveau déclenchée`;
      case 'renamed_rule':
        return text`la règle ${named([rule])} s'est déclenchée ; elle lit le même indicateur qu'une règle retirée depuis`;
      case 'playbook':
        return text`la règle ${named([rule])} s'est déclenchée ; elle relève du même modèle de plan`;
      case 'same_incident':
        return text`la règle ${named([rule])} s'est déclenchée dans l'incident, resté ouvert`;
      default:
        return as satisfies never;
    }
  },
  closure: (when: string, signers: readonly string[]) =>
    signers.length === 0
      ? text`Clos le ${when}`
      : text`Clos le ${when}, avec la signature de ${signers.join(' et de ')}`,
  accepted: (actions: readonly string[]) =>
    text`malgré ${actions.length === 1 ? 'un risque accepté' : 'des risques acceptés'} (${actions.join(', ')})`,
  kept: text`Ce qui a été signé reste au dossier et ne vaut pas pour la prochaine clôture.`,
};
/** The form of these texts: every other language follows the French. */
export type WatchTexts = typeof fr;
