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

/**
 * Signs that only shape the character before them, or nothing at all: tones of skin and the frame of keys
 * too.
 */
const unseen =
  /[\u200B-\u200D\u2060\u00AD]|\u20E3|[\uFE00-\uFE0F]|[\u{1F3FB}-\u{1F3FF}]|[\u{E0020}-\u{E007F}]/gu;

/** The letters of a flag are those of its country. */
const firstFlagLetter = 0x1f1e6;

/** The sign for a character that can be drawn in no way: no text loses a character unseen. */
const lacking = '□';

/** Stands for a picture until all of its text is known; no printable text has it. */
const picture = '\uFFFF';
const pictures = / ?\uFFFF+(?: \uFFFF+)* ?/g;

/**
 * A text that the typeface can draw whole: a like character where one is lacking, else a sign for that. A
 * picture beside words is left out, as they say what is meant; one that stands alone has the sign.
 */
export function drawable(text: string, draws: Draws): string {
  const drawn = Array.from(printable(text).normalize('NFC').replace(unseen, ''), (character) => {
    if (character === '\n' || draws(character)) return character;
    const other = alike[character] ?? flagLetter(character) ?? character.normalize('NFKD');
    if (other !== '' && Array.from(other).every(draws)) return other;
    return /\p{Extended_Pictographic}/u.test(character) ? picture : lacking;
  }).join('');
  if (!drawn.includes(picture)) return drawn;
  if (!/[\p{L}\p{N}]/u.test(drawn)) return drawn.replaceAll(picture, lacking);
  return drawn
    .split('\n')
    .map((line) => line.replace(pictures, (found, at: number) => gapOf(found, at, line)))
    .join('\n');
}

/** One space is left between the words on both sides of a picture, and none at either end of a line. */
function gapOf(found: string, at: number, line: string): string {
  const after = line.charAt(at + found.length);
  return at > 0 && after !== '' && found.includes(' ') && !/[.,)\]]/.test(after) ? ' ' : '';
}

function flagLetter(character: string): string | undefined {
  const place = (character.codePointAt(0) ?? 0) - firstFlagLetter;
  return place >= 0 && place < 26 ? String.fromCharCode(65 + place) : undefined;
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
