import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import { charactersOf, drawable } from './glyphs.ts';
import { typeface } from './look.ts';

const packages = createRequire(import.meta.url);
const font = (name: string) => packages.resolve(`@expo-google-fonts/inter/${name}.ttf`);
const normal = font('400Regular/Inter_400Regular');
const bold = font('700Bold/Inter_700Bold');
pdfmake.setFonts({ [typeface]: { normal, bold, italics: normal, bolditalics: bold } });
// Documents hold no pictures and no links to fetch: whatever somebody typed reads no file and calls nobody.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path: string) => path === normal || path === bold);
const draws = charactersOf(readFileSync(normal));

/** A text as the typeface can draw it. */
export function shown(text: string): string {
  return drawable(text, draws);
}

/**
 * The time to break a text into lines grows with the square of its length: longer ones are laid out in parts.
 */
const longestText = 4_000;

/** A text as the typeface can draw it, in parts that end with a sentence or a word. */
export function shownInParts(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = shown(text);
  while (rest.length > longestText) {
    const head = rest.slice(0, longestText);
    const sentence = Math.max(...['\n', '. ', '! ', '? '].map((end) => head.lastIndexOf(end)));
    const end = sentence > longestText / 2 ? sentence + 1 : head.lastIndexOf(' ') + 1 || longestText;
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest];
}

/** The measures of a page, in points. */
export const [pageHeight, margin, foot] = [841.89, 36, 44];
/** Of what stands on it. */
export const width = 595.28 - 2 * margin;
