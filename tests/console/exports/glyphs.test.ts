import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { pdfOf } from '../../../src/console/exports/document-pdf.ts';
import { charactersOf, drawable } from '../../../src/console/exports/glyphs.ts';
import { shownInParts } from '../../../src/console/exports/pdf-type.ts';
import { drawnGlyphs } from '../../support/pdf.ts';
import { examplePaper, typed } from './papers.ts';

const packages = createRequire(import.meta.url);
const file = (path: string) => readFileSync(packages.resolve(path));
const inter = charactersOf(file('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'));
const bold = charactersOf(file('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'));

describe('the typeface of paper', () => {
  test('draws in both weights what people type', () => {
    const own = [...'→←✓✗≥≤≠≈±×µ°…–—‘’“”«»•œŒæŸ€№½★⚠■□►○●éèçÀÉÎøåłžčßĞαΩЖй\u202f\u00a0\u2009\u2011'];
    for (const draws of [inter, bold]) expect(own.filter((character) => !draws(character))).toEqual([]);
  });

  test('draws the like of what it lacks, whole, and a sign for what has none', () => {
    expect(drawable('✔ ☑ ✅ ✘ ☐ ➜ \ufe0f🔴', inter)).toBe('✓ ✓ ✓ ✗ □ → ●');
    expect(drawable('e\u0301 ﬁn ①', inter)).toBe('é fin ①'.replace('①', inter('①') ? '①' : '1'));
    expect(drawable('漢 🙂', inter)).toBe('□ □');
    expect(drawable('a\nb\tc', inter)).toBe('a\nb c');
  });

  test.each([
    ['📊 Constat', 'Constat'],
    ['Constat 📊', 'Constat'],
    ['Perte 💸 de temps', 'Perte de temps'],
    ['Perte 💸💸 🚀 de temps', 'Perte de temps'],
    ['Fini 🎉.', 'Fini.'],
    ['un🚀deux', 'undeux'],
    ['🚀 un\n📊 deux', 'un\ndeux'],
    ['1️⃣ Premier pas 👍🏽', '1 Premier pas'],
    ['👩‍💻 Équipe 🇫🇷', 'Équipe FR'],
    ['⚡ 12 h', '! 12 h'],
    ['👍', '□'],
    ['👍 🎉', '□ □'],
  ])('a picture beside words is left out, and one alone has a sign: %s', (text, shown) => {
    expect(drawable(text, inter)).toBe(shown);
  });

  test.prop([fc.string({ unit: 'grapheme' })])('draws no character that it lacks', (text) => {
    const drawn = drawable(text, inter);
    expect(Array.from(drawn).filter((character) => character !== '\n' && !inter(character))).toEqual([]);
    expect(drawable(drawn, inter)).toBe(drawn);
  });
});

describe('a long text', () => {
  test('is laid out in parts, of which none is long and nothing is lost', () => {
    const text = Array.from({ length: 3_000 }, (_, place) => `Phrase ${place}, plutôt courte.`).join(' ');
    const parts = shownInParts(text);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(4_000);
    expect(parts.every((part) => part.endsWith('.'))).toBe(true);
    expect(parts.join(' ')).toBe(text);
    expect(shownInParts('x'.repeat(9_000)).join('')).toBe('x'.repeat(9_000));
    expect(shownInParts('court')).toEqual(['court']);
  });
});

describe('a PDF', () => {
  test.each(['fr', 'en'] as const)('in %s draws no empty box, whatever people typed', async (language) => {
    const texts = { title: typed, context: typed, rootCause: typed, objective: typed };
    const pdf = await pdfOf(examplePaper(language, (plan) => ({ ...plan, ...texts })));
    const glyphs = drawnGlyphs(pdf);
    expect(glyphs.length).toBeGreaterThan(3_000);
    expect(glyphs.filter((glyph) => glyph === 0)).toEqual([]);
  });

  test('holds its typeface', async () => {
    const pdf = Buffer.from(await pdfOf(examplePaper('fr'))).toString('latin1');
    expect(pdf).toContain('/FontFile2');
    expect(
      [...new Set(pdf.match(/\/BaseFont \/[A-Z]{6}\+[\w-]+/g)?.map((name) => name.slice(18)))].sort(),
    ).toEqual(['Inter-Bold', 'Inter-Regular']);
  });
});
