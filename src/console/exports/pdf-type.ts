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

/** The measures of a page, in points. */
export const [pageHeight, margin, foot] = [841.89, 36, 44];
/** Of what stands on it. */
export const width = 595.28 - 2 * margin;
