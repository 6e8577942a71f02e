import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { pdfOf } from '../../../src/console/exports/document-pdf.ts';
import { createPrinter, type Order } from '../../../src/console/exports/printer.ts';
import { longestHoldMs } from '../../support/loop.ts';
import { examplePaper } from './papers.ts';

const order = (format: Order['format'], title?: string): Order => {
  const document = examplePaper('fr');
  return { format, document: { ...document, title: title ?? document.title } };
};
const starts = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1', 0, 4);

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
    await expect(endless).rejects.toThrow('took too long');
    expect(await next).toEqual(new Uint8Array([7]));
  });

  test('says so rather than let more than twenty wait', async () => {
    const { begun, print } = obedient();
    const prints = await Promise.all(Array.from({ length: 22 }, () => print('print')));
    expect(prints.filter((bytes) => bytes === undefined)).toHaveLength(1);
    expect(prints.at(-1)).toBeUndefined();
    expect(begun.count).toBe(1);
  });
});
