/** Amounts as people write them: `25 000 € / an`, `165K€`, `1,2 M€`, `3 000 euros par mois`. */

const number = String.raw`(\d{1,3}(?:[ \u00a0\u202f.'’]\d{3})+|\d+)(?:[,.](\d{1,2}))?`;
const amount = new RegExp(
  String.raw`(?<![\d,.])${number}[ \u00a0\u202f]*(k|m|mille|millions? d['’]|millions?)?[ \u00a0\u202f]*(?:€|eur\b|euros?\b)(?:[ \u00a0\u202f]*(?:ht|ttc))?(?:[ \u00a0\u202f]*(?:\/|par|per|a|chaque)[ \u00a0\u202f]*(\p{L}+))?`,
  'giu',
);
const alone = new RegExp(String.raw`^[~≈]?[ \u00a0\u202f]*${number}[ \u00a0\u202f]*(k|m)?$`, 'iu');
const range =
  /\d[ \u00a0\u202f]*(?:k|m)?[ \u00a0\u202f]*€?[ \u00a0\u202f]*(?:à|a|-|–|—|to|et|and)[ \u00a0\u202f]*$/iu;

/** So many of a period make a year; days and hours are whose is not said. */
const perYear: Readonly<Record<string, number>> = {
  an: 1,
  ans: 1,
  annee: 1,
  année: 1,
  annuel: 1,
  year: 1,
  mois: 12,
  month: 12,
  trimestre: 4,
  quarter: 4,
  semaine: 52,
  week: 52,
};

/** More is no cost of anything, and no plan keeps it. */
const mostEuros = 1e12;

/**
 * Euros a year of a text that states one amount; where it states several, the one that says to be of a year.
 * Ranges, amounts of a day and several at choice are nobody's to guess: none.
 */
export function eurosAYear(text: string): number | undefined {
  const found = [...text.matchAll(amount)].map((match) => {
    const [, whole = '', cents = '', scale = '', period] = match;
    const times = period === undefined ? 1 : perYear[period.toLowerCase()];
    const isRange = range.test(text.slice(0, match.index));
    const value = isRange || times === undefined ? undefined : euros(whole, cents, scale, times);
    return { value, isYearly: period !== undefined && times !== undefined };
  });
  const yearly = found.filter(({ isYearly }) => isYearly);
  const [one, ...others] = yearly.length > 0 ? yearly : found;
  return others.length === 0 ? one?.value : undefined;
}

/** The same of a cell under a head that says the unit, such as `Coût annuel (K€)`. */
export function eurosInCell(cell: string, head: string): number | undefined {
  const stated = eurosAYear(cell);
  const match = alone.exec(cell.trim());
  if (stated !== undefined || match === null || !/€|euro/iu.test(head)) return stated;
  const [, whole = '', cents = '', scale = ''] = match;
  const unit = scale || (/k€|k euro/iu.test(head) ? 'k' : '');
  return euros(whole, cents, unit, /mensuel|mois|month/iu.test(head) ? 12 : 1);
}

function euros(whole: string, cents: string, scale: string, times: number): number | undefined {
  const value = Number(`${whole.replaceAll(/\D/g, '')}.${cents || '0'}`);
  const unit = scale.toLowerCase();
  const factor = unit === 'k' || unit === 'mille' ? 1_000 : unit.startsWith('m') ? 1_000_000 : 1;
  const found = (factor === 1 ? value : Math.round(value * factor)) * times;
  return found <= mostEuros ? found : undefined;
}
