import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { createAuditReader, mostAuditBytes } from '../../../src/plans/audit/intake/reader.ts';
import { readText } from './audits.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A reader whose thread reads what the main thread would, or never ends. */
function readerThat(does: 'never ends' | 'answers', value: unknown = {}) {
  const code =
    does === 'answers'
      ? `require('node:worker_threads').parentPort.on('message', () => require('node:worker_threads').parentPort.postMessage({ ok: true, value: ${JSON.stringify(value)} }))`
      : `require('node:worker_threads').parentPort.on('message', () => { for (;;); })`;
  return createAuditReader(() => new Worker(code, { eval: true }));
}
const codeOf = async (read: ReturnType<typeof createAuditReader>, content: Uint8Array<ArrayBuffer>) => {
  const result = await read(content);
  return result.ok ? 'read' : result.refusal.code;
};

afterEach(() => {
  vi.useRealTimers();
});

test('a text that no audit can be is refused before anything reads it', async () => {
  const read = createAuditReader(() => {
    throw new Error('no thread is needed');
  });
  expect(await codeOf(read, bytes(''))).toBe('empty_audit');
  expect(await codeOf(read, bytes(' \n\n'))).toBe('empty_audit');
  expect(await codeOf(read, Uint8Array.from([0x47, 0x65, 0x6e, 0xe8, 0x76, 0x65]))).toBe('not_utf8');
  expect(await codeOf(read, bytes('a\u0000b'))).toBe('not_utf8');
  expect(await codeOf(read, new Uint8Array(mostAuditBytes + 1))).toBe('audit_too_large');
});

test('a novel is no audit, and is told so', async () => {
  const novel = readText(`# Le Rouge\n\n${'La petite ville de Verrières est jolie.\n\n'.repeat(300)}`);
  const result = await readerThat('answers', novel)(bytes('x'));
  expect(result.ok ? undefined : result.refusal).toMatchObject({
    code: 'not_an_audit',
    facts: { paragraphs: 300 },
  });
});

test('a text that nobody can read in time is given up, and the next is read', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const told = codeOf(readerThat('never ends'), bytes('>>>>'));
  await vi.advanceTimersByTimeAsync(10_001);
  expect(await told).toBe('audit_too_hard');
});
