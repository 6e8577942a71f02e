import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pdfOf } from '../src/console/exports/document-pdf.ts';
import { languages } from '../src/language/language.ts';
import { examplePaper } from '../tests/console/exports/papers.ts';

/**
 * Draws the pages of the worked example's plan, in both languages, as the pictures of docs/paper, or of the
 * folder that is named. Needs pdftoppm (poppler-utils).
 */
const out = resolve(process.argv[2] ?? join(import.meta.dirname, '../docs/paper'));
const folder = await mkdtemp(join(tmpdir(), 'filrouge-paper-'));
for (const language of languages) {
  const pdf = join(folder, `plan-${language}.pdf`);
  await writeFile(pdf, await pdfOf(examplePaper(language)));
  execFileSync('pdftoppm', ['-png', '-r', '80', pdf, join(out, `plan-${language}`)]);
}
await rm(folder, { recursive: true });
