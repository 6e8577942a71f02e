import type { Language } from '../../src/language/language.ts';

/** The shop's items: each kind in each of ten series, `lamp-orion`. */
const kinds = {
  lamp: { fr: 'la lampe', en: 'the lamp' },
  kettle: { fr: 'la bouilloire', en: 'the kettle' },
  chair: { fr: 'la chaise', en: 'the chair' },
  clock: { fr: 'le réveil', en: 'the alarm clock' },
  vase: { fr: 'le vase', en: 'the vase' },
  rug: { fr: 'le tapis', en: 'the rug' },
  bag: { fr: 'le sac', en: 'the bag' },
  mug: { fr: 'la tasse', en: 'the mug' },
  desk: { fr: 'le bureau', en: 'the desk' },
  shelf: { fr: 'la bibliothèque', en: 'the bookcase' },
} as const;
const series = ['Alba', 'Brume', 'Cassis', 'Dune', 'Écume', 'Flore', 'Givre', 'Iris', 'Lune', 'Orion'];

type Name = { readonly kind: Record<Language, string>; readonly series: string };
const names = new Map<string, Name>(
  Object.entries(kinds).flatMap(([kind, name]) =>
    series.map((one, place) => [`${kind}-${place}`, { kind: name, series: one }]),
  ),
);

/** Every item of the shop. */
export const items: readonly string[] = [...names.keys()];

/** How people call an item: « la lampe Orion ». An item that is not of the shop keeps its id. */
export function itemName(item: string, language: Language): string {
  const name = names.get(item);
  return name === undefined ? item : `${name.kind[language]} ${name.series}`;
}
