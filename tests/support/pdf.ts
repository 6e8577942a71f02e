import { execFileSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';

/** The number of each glyph that a PDF draws, in its own fonts: 0 is the empty box of what the typeface lacks. */
export function drawnGlyphs(pdf: Uint8Array): number[] {
  return contentsOf(Buffer.from(pdf))
    .flatMap((content) => [...content.matchAll(/<([0-9a-f]+)>/g)])
    .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
    .map((id) => Number.parseInt(id, 16));
}

/** What is drawn on its pages, in PDF's own language. */
function contentsOf(pdf: Buffer): string[] {
  const contents: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const end = pdf.indexOf('endstream', at);
    if (end < 0 || pdf.toString('latin1', at - 3, at) === 'end') continue;
    try {
      const text = inflateSync(pdf.subarray(at + 7, end)).toString('latin1');
      if (text.includes(' TJ')) contents.push(text);
    } catch {
      // A stream that is not packed.
    }
  }
  return contents;
}

/** The text of each page as poppler reads it, laid out as it stands there. */
export function pageTexts(pdf: Uint8Array): string[] {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  return text.split('\f').slice(0, -1);
}

/** How far to the right its words go on their pages, in points. */
export function farthestRight(pdf: Uint8Array): number {
  const boxes = execFileSync('pdftotext', ['-bbox', '-', '-'], { input: pdf, encoding: 'utf8' });
  return Math.max(...[...boxes.matchAll(/xMax="([\d.]+)"/g)].map(([, right]) => Number(right)));
}
