import { Worker } from 'node:worker_threads';
import { Hono } from 'hono';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { pdfOf } from '../../../src/console/exports/document-pdf.ts';
import { exportRoutes } from '../../../src/console/exports/export-routes.tsx';
import { createPrinter, type Order } from '../../../src/console/exports/printer.ts';
import type { ConsoleEnv } from '../../../src/console/shell/context.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { draft, ruleSet } from '../../plans/margaux.ts';
import { longestHoldMs } from '../../support/loop.ts';
import { examplePaper } from './papers.ts';

const order = (format: Order['format'], title?: string): Order => {
  const document = examplePaper('fr');
  return { format, document: { ...document, title: title ?? document.title } };
};
const starts = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('latin1', 0, 4);

/** A printer whose thread does as the title of the document says; how often one was begun. */
function obedient() {
  const begun = { count: 0 };
  const does = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ document: { title } }) => {
      if (title === 'end') process.exit(1);
      if (title === 'throw') throw new Error('out of paper');
      if (title === 'refuse') parentPort.postMessage({ ok: false, message: 'no ink' });
      if (title === 'print') parentPort.postMessage({ ok: true, value: new Uint8Array([7]) });
    });`;
  const print = createPrinter(() => {
    begun.count += 1;
    return new Worker(does, { eval: true });
  });
  return { begun, print: (title: string) => print(order('pdf', title)) };
}

describe('a printer', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('makes files without holding up anything else', { timeout: 60_000 }, async () => {
    const print = createPrinter();
    expect(starts(await print(order('pdf')))).toBe('%PDF');
    const both = async () => {
      const [pdf, docx] = await Promise.all([print(order('pdf')), print(order('docx'))]);
      expect([starts(pdf), starts(docx)]).toEqual(['%PDF', 'PK\u0003\u0004']);
    };
    const held = await longestHoldMs(both, 5);
    // On a machine that is busy with other things both take longer.
    const heldByOne = await longestHoldMs(() => pdfOf(examplePaper('fr')));
    expect(held).toBeLessThan(heldByOne / 2);
  });

  test('whose thread ends or fails loses that order alone, and begins another', async () => {
    const { begun, print } = obedient();
    await expect(print('end')).rejects.toThrow('the thread of the printer ended');
    await expect(print('throw')).rejects.toThrow('out of paper');
    await expect(print('refuse')).rejects.toThrow('no ink');
    expect(await print('print')).toEqual(new Uint8Array([7]));
    expect(begun.count).toBe(3);
  });

  test('gives up a file that takes too long, and makes the next', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { print } = obedient();
    const [endless, next] = [print('wait'), print('print')];
    vi.advanceTimersByTime(30_000);
    expect(await endless).toBe('late');
    expect(await next).toEqual(new Uint8Array([7]));
  });

  test('says so rather than let more than twenty wait', async () => {
    const { begun, print } = obedient();
    const prints = await Promise.all(Array.from({ length: 22 }, () => print('print')));
    expect(prints.filter((bytes) => bytes === 'busy')).toHaveLength(1);
    expect(prints.at(-1)).toBe('busy');
    expect(begun.count).toBe(1);
  });
});

describe('a file that is not there in time', () => {
  const asked = async (answer: 'busy' | 'late') => {
    const i18n = i18nIn('fr', 'Europe/Paris');
    const assets = { style: '', script: '', charts: '', icon: '' };
    const sources = { ruleSet, people: ruleSet.people, now: 0, isIncidentOpen: false };
    const routes = exportRoutes(
      {
        ruleSet: () => ruleSet,
        canStop: () => true,
        frame: () => ({ i18n, assets, here: '/plans/4.pdf', languages: ['fr'] }),
        plan: async () => draft(),
        documentSources: async () => sources,
        incidentSources: async () => undefined,
        wrong: async () => ({ items: [], count: 0 }) as never,
      },
      async () => answer,
    );
    const pages = new Hono<ConsoleEnv>()
      .use('*', (c, next) => {
        c.set('language', 'fr');
        c.set('now', 0);
        return next();
      })
      .route('/', routes);
    const response = await pages.request('/plans/4.pdf');
    return {
      status: response.status,
      retry: response.headers.get('retry-after'),
      text: await response.text(),
    };
  };

  test('is 503 with the time to ask again, and words that say why', async () => {
    expect(await asked('busy')).toMatchObject({
      ...{ status: 503, retry: '5' },
      text: expect.stringContaining('Trop de fichiers à la fois'),
    });
    expect(await asked('late')).toMatchObject({
      ...{ status: 503, retry: '60' },
      text: expect.stringContaining('Le fichier est trop long à préparer'),
    });
  });
});
