import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docxOf } from '../../../src/console/exports/document-docx.ts';
import { pdfOf } from '../../../src/console/exports/document-pdf.ts';
import type { Language } from '../../../src/language/language.ts';
import type { PlanDocument } from '../../../src/plans/blocks.ts';
import { draft, endOf, paris } from '../../plans/margaux.ts';
import { readyToClose } from '../../plans/signed.ts';
import { eveningOfSixJune } from '../../plans/story.ts';
import { farthestRight, pageTexts } from '../../support/pdf.ts';
import { missingPeer } from '../../support/peer.ts';
import { examplePaper, longPlan, paperOf, typed } from './papers.ts';

const lacking = (...programs: readonly string[]) =>
  programs.map(missingPeer).find((why) => why !== undefined);
const withoutPoppler = lacking('pdftotext');
/** Debian's own Python, which its packages belong to; python-docx has no program to look for but this of its folder. */
const python = '/usr/bin/python3';
const pythonDocx = '/usr/lib/python3/dist-packages/docx/__init__.py';
const withoutWord =
  lacking(python, 'soffice', 'pdftotext') ??
  (existsSync(pythonDocx) ? undefined : missingPeer('python3-docx'));
const note = (why: string | undefined) => (why === undefined ? '' : ` (${why})`);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-paper-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pagesOf = async (document: PlanDocument) => pageTexts(await pdfOf(document));
const languages: readonly Language[] = ['fr', 'en'];
const words = {
  fr: {
    first: [
      'Période couverte',
      'Déclencheur',
      'Cause racine',
      'Objectif',
      '► en cours',
      '✓ faite',
      '○ à faire',
    ],
    second: [
      'Bénéfice attendu',
      'Gains rapides',
      'Chantiers majeurs',
      'À éviter',
      'Choisies par Camille Roussel',
    ],
    third: [
      '100 % des actions correctives',
      'date et signature',
      'Bonnes pratiques',
      'Points de vigilance',
      'ACF-08',
    ],
    page: 'Page 2 sur 3',
  },
  en: {
    first: ['Period covered', 'Trigger', 'Root cause', 'Objective', '► in progress', '✓ done', '○ to do'],
    second: ['Expected benefit', 'Quick wins', 'Major projects', 'Avoid', 'Chosen by Camille Roussel'],
    third: [
      '100% of the corrective actions',
      'date and signature',
      'Good practice',
      'Points to watch',
      'ACF-08',
    ],
    page: 'Page 2 of 3',
  },
};
/** Any space of a text as a plain one. */
const plain = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ');

describe.skipIf(withoutPoppler !== undefined)(`the PDF of a plan${note(withoutPoppler)}`, () => {
  test.each(languages)('in %s is the form on three pages', async (language) => {
    const pages = await pagesOf(examplePaper(language));
    expect(pages).toHaveLength(3);
    const { first, second, third, page } = words[language];
    for (const word of first) expect(plain(pages[0])).toContain(word);
    for (const word of second) expect(plain(pages[1])).toContain(word);
    for (const word of third) expect(plain(pages[2])).toContain(word);
    expect(plain(pages[1])).toContain(page);
  });

  test('takes three pages as a draft and when it is closed', async () => {
    expect(await pagesOf(paperOf(draft()))).toHaveLength(3);
    // Reviewed each day of its first week.
    const reviews = [6, 7, 8, 9, 10, 11, 12].map((day) => {
      const heldAt = paris(day, '17:00');
      return { dueAt: endOf(day), heldAt, by: 'camille', comment: 'Tout avance, rien ne bloque.' };
    });
    const { log } = eveningOfSixJune('fr');
    const plan = { ...readyToClose(), reviews, log, closingSummary: 'Le taux d’erreur tient sous 1 %.' };
    expect(await pagesOf(paperOf(plan))).toHaveLength(3);
  });

  test('of many actions repeats its heads, counts its pages, and leaves no row alone', async () => {
    // Of 10 and of 25 one row would be left for the last page.
    for (const actions of [10, 11, 13, 14, 21, 25, 34]) {
      const pages = await pagesOf(paperOf(longPlan('fr', actions)));
      expect(plain(pages.at(-1))).toContain(`Page ${pages.length} sur ${pages.length}`);
      const rows = pages.map((page) => page.match(/^ {0,4}4-\d+ /gm)?.length ?? 0);
      const table = rows.slice(0, pages.length - 2);
      expect({ actions, rows: table.reduce((sum, count) => sum + count, 0) }).toEqual({
        actions,
        rows: actions,
      });
      expect({ actions, alone: table.filter((count) => count === 1) }).toEqual({ actions, alone: [] });
      const priorities = pages.find((page) => page.includes('Les trois priorités'));
      expect(plain(priorities)).toContain('Rang Priorité');
      for (const [place, count] of table.entries())
        if (count > 0) expect(plain(pages[place])).toContain('Critère de succès');
    }
  });

  test('breaks a word that is longer than its column', async () => {
    const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);
    const texts = { title: word, context: word, rootCause: word, objective: word, closingSummary: word };
    const named = <T extends { readonly title: string }>(items: readonly T[]) =>
      items.map((item) => ({ ...item, title: word }));
    const pdf = await pdfOf(
      examplePaper('fr', (plan) => ({
        ...plan,
        ...texts,
        actions: named(plan.actions),
        improvements: named(plan.improvements),
      })),
    );
    // A page is 595 points wide, its margins are 36.
    expect(farthestRight(pdf)).toBeLessThan(560);
  });

  test('loses nothing of a text that is longer than a page', async () => {
    const long = Array.from({ length: 1_500 }, (_, place) => `mot${place}`).join(' ');
    const document = examplePaper('fr', (plan) => ({
      ...plan,
      context: long,
      objective: long,
      closingSummary: long,
      actions: plan.actions.map((action, place) => (place === 1 ? { ...action, resources: long } : action)),
      improvements: plan.improvements.map((item, place) => (place === 0 ? { ...item, benefit: long } : item)),
    }));
    const text = (await pagesOf(document)).join(' ');
    for (const word of ['mot0', 'mot749', 'mot1499'])
      expect(text.match(new RegExp(`\\b${word}\\b`, 'g'))).toHaveLength(5);
  });
});

/** What python-docx reads: each table's widths of columns, headings, names of fonts, and the text. */
const reader = `
import json, sys, docx
doc = docx.Document(sys.argv[1])
cells = [cell.text for table in doc.tables for row in table.rows for cell in row.cells]
print(json.dumps({
  'widths': [[column.width for column in table.columns] for table in doc.tables],
  'headings': [p.text for p in doc.paragraphs if p.style and p.style.name.lower().startswith('heading')],
  'text': '\\n'.join([p.text for p in doc.paragraphs] + cells),
}))`;

describe.skipIf(withoutWord !== undefined)(`the Word file of a plan${note(withoutWord)}`, () => {
  test('is read by python-docx as headings and tables with widths of their own, and printed by LibreOffice on three pages', async () => {
    const document = examplePaper('fr', (plan) => ({ ...plan, rootCause: typed }));
    const file = join(folder, 'plan.docx');
    await writeFile(file, await docxOf(document));
    const read = JSON.parse(execFileSync(python, ['-c', reader, file], { encoding: 'utf8' }));
    expect(read.headings).toContain('Actions correctives');
    const actions = read.widths.find((widths: readonly number[]) => widths.length === 6);
    expect(new Set(actions).size).toBeGreaterThan(3);
    for (const word of ['✓ faite', '→ rappelés ✓', 'Chantiers majeurs']) expect(read.text).toContain(word);

    execFileSync('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', folder, file], {
      env: { ...process.env, HOME: folder },
      stdio: 'ignore',
    });
    const pages = pageTexts(await readFile(join(folder, 'plan.pdf')));
    expect(pages).toHaveLength(3);
    expect(plain(pages[2])).toContain('Page 3 sur 3');
    for (const word of words.fr.third) expect(plain(pages[2])).toContain(word);
  });
});
