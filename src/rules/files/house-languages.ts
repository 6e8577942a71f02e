import { type Language, languages } from '../../language/language.ts';
import { readWith } from './schema-check.ts';
import { HouseLanguages } from './schemas/people-file.ts';
import { complain, type Place, under } from './source.ts';

/** The languages that people.yaml gives the house; none while they cannot be read: then nothing is blamed. */
export function readLanguages(people: Place | undefined): readonly Language[] {
  return (people && readWith(HouseLanguages, under(people, 'languages'))) ?? [];
}

const names: Readonly<Record<Language, string>> = { fr: 'French', en: 'English' };

/** Reports each language of the house that a text is not written in. */
export function checkWritten(place: Place, house: readonly Language[]): void {
  const { value } = place;
  const since = `since languages in people.yaml is ${house.join(', ')}`;
  if (typeof value === 'string' && house.length > 1)
    complain(
      place,
      'missing_language',
      'a text without its language',
      `one each as ${house.join(' and ')}, ${since}`,
    );
  if (typeof value !== 'object' || value === null) return;
  for (const language of house)
    if (under(place, language).value === undefined)
      complain(
        under(place, language),
        'missing_language',
        `no ${names[language]} text`,
        `the key ${language}, ${since}`,
      );
}

/** The language of whoever or whatever a place belongs to. One that the house has not is reported. */
export function languageAt(place: Place, house: readonly Language[]): Language {
  const written = languages.find((language) => language === place.value);
  if (written !== undefined && house.length > 0 && !house.includes(written))
    complain(place, 'foreign_language', written, `${house.join(' or ')}, as languages in people.yaml says`);
  return written ?? (house.includes('en') ? 'en' : (house[0] ?? 'en'));
}
