import { describe, expect, test } from 'vitest';
import { smartHintsOf } from '../../src/plans/smart.ts';

describe('an objective is measurable, aimed and dated', () => {
  test.each([
    'Traiter les réclamations en 5 jours au lieu de 10 d’ici 3 mois.',
    'Réclamations traitées en 5 jours au lieu de 10, en 3 mois',
    'Claims handled in 5 days instead of 10 within 3 months',
    '95 % des factures envoyées sous 48 heures avant le 30/06/2026',
    'Satisfaction ≥ 4/5 pour 80 % des réponses, fin juin 2026',
    '0 note papier au 30 septembre 2026',
    'Plus aucune note papier perdue (taux nul : aucune) au T3 2026',
  ])('%s', (objective) => {
    expect(smartHintsOf(objective, false)).toEqual([]);
  });

  test.each([
    [
      'Mieux servir nos clients',
      ['objective_without_measure', 'objective_without_target', 'objective_without_date'],
    ],
    ['Réduire le délai de traitement', ['objective_without_target', 'objective_without_date']],
    ['Mieux servir nos clients en 2026', ['objective_without_measure', 'objective_without_target']],
    ['Traiter 90 % des demandes le jour même', ['objective_without_date']],
    // A date is no target.
    ['Baisser le taux d’erreur avant le 30/06/2026', ['objective_without_target']],
  ])('%s lacks %j', (objective, lacks) => {
    expect(smartHintsOf(objective, false)).toEqual(lacks);
  });

  test('the end of the plan dates its objective', () => {
    expect(smartHintsOf('Traiter 90 % des demandes le jour même', true)).toEqual([]);
  });
});
