import { expect, test } from 'vitest';
import { eurosAYear, eurosInCell } from '../../../src/plans/audit/money.ts';

test.each([
  ['25 000 € / an', 25_000],
  ['25\u202f000\u00a0€ par an', 25_000],
  ['165K€', 165_000],
  ['100 k€', 100_000],
  ['1,2 M€ / an', 1_200_000],
  ['41.250 €', 41_250],
  ['93 600 euros par an', 93_600],
  ['7 800 € / mois', 93_600],
  ['250 € par semaine', 13_000],
  ['12,50 € par an', 12.5],
  ['dix clients par an, soit 25 000 € / an', 25_000],
  // The one of a year counts where others stand beside it.
  ['20 € par appel, soit 4 000 € / an', 4_000],
])('%s is %d euros a year', (text, euros) => {
  expect(eurosAYear(text)).toBe(euros);
});

test.each(['12 mois', '50 appels', '20 à 30 K€', '20 € à 30 € / an', '80 € / jour', '5 € ou 6 €', '', '€'])(
  '%j states no sum of a year',
  (text) => {
    expect(eurosAYear(text)).toBeUndefined();
  },
);

test('a sum that no plan keeps is none', () => {
  expect(eurosAYear('1 000 000 M€')).toBe(1e12);
  for (const text of ['1 000 001 M€', '90 000 M€ / mois', `${'9'.repeat(400)} €`])
    expect(eurosAYear(text)).toBeUndefined();
});

test('a cell under a head that says the unit needs none of its own', () => {
  expect(eurosInCell('41 250', 'Coût annuel (€)')).toBe(41_250);
  expect(eurosInCell('165', 'Coût (K€)')).toBe(165_000);
  expect(eurosInCell('7 800', 'Coût mensuel (€)')).toBe(93_600);
  expect(eurosInCell('50', 'Appels par jour')).toBeUndefined();
});
