import { printable } from './printable.ts';

/** Whether a typeface can draw a character. */
export type Draws = (character: string) => boolean;

/** Characters that people paste from elsewhere, and what is drawn where the typeface lacks them. */
const alike: Readonly<Record<string, string>> = {
  '\t': ' ',
  '✔': '✓',
  '✅': '✓',
  '☑': '✓',
  '✘': '✗',
  '❌': '✗',
  '☒': '✗',
  '☐': '□',
  '➜': '→',
  '➔': '→',
  '➤': '→',
  '⇨': '→',
  '🔴': '●',
  '🟠': '●',
  '🟡': '●',
  '🟢': '●',
  '⚡': '!',
  ℹ: 'i',
};

/** Signs that only shape the character before them, or nothing at all. */
const unseen = /[\u200B-\u200D\u2060\u00AD]|[\uFE00-\uFE0F]/g;

/** The sign for a character that can be drawn in no way: no text loses a character unseen. */
const lacking = '□';

/** A text that the typeface can draw whole: a like character where one is lacking, else a sign for that. */
export function drawable(text: string, draws: Draws): string {
  return Array.from(printable(text).normalize('NFC').replace(unseen, ''), (character) => {
    if (character === '\n' || draws(character)) return character;
    const other = alike[character] ?? character.normalize('NFKD');
    return other !== '' && Array.from(other).every(draws) ? other : lacking;
  }).join('');
}

/** Reads which characters a TrueType file can draw: its table `cmap`, in the format for all of Unicode. */
export function charactersOf(file: Buffer): Draws {
  const table = subtableOf(file);
  const groups = Array.from({ length: file.readUInt32BE(table + 12) }, (_, place) => {
    const at = table + 16 + 12 * place;
    return { first: file.readUInt32BE(at), last: file.readUInt32BE(at + 4) };
  });
  const known = new Set(
    groups.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, place) => first + place),
    ),
  );
  return (character) => known.has(character.codePointAt(0) ?? -1);
}

function subtableOf(file: Buffer): number {
  const tables = Array.from({ length: file.readUInt16BE(4) }, (_, place) => 12 + 16 * place);
  const entry = tables.find((at) => file.toString('latin1', at, at + 4) === 'cmap');
  const cmap = file.readUInt32BE((entry ?? 0) + 8);
  const subtables = Array.from(
    { length: file.readUInt16BE(cmap + 2) },
    (_, place) => cmap + file.readUInt32BE(cmap + 8 + 8 * place),
  );
  const found = subtables.find((at) => file.readUInt16BE(at) === 12);
  if (entry === undefined || found === undefined) throw new Error('the typeface has no cmap of format 12');
  return found;
}
