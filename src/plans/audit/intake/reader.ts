import type { Worker } from 'node:worker_threads';
import { done, type Result } from '../../../platform/refusal.ts';
import { beginThreadBeside, createOneThread } from '../../../platform/threads/one-thread.ts';
import { refuse } from '../../refusals.ts';
import { type AuditReading, isAudit } from '../reading.ts';

/** Reads the bytes of an audit in Markdown, or says why nothing was read. */
export type AuditReader = (bytes: Uint8Array<ArrayBuffer>) => Promise<Result<AuditReading>>;

/** Audits of people are a tenth of this; a book is more. */
export const mostAuditBytes = 256 * 1024;
const longestMs = 10_000;

/**
 * A reader on a thread of its own: a text that is nested on purpose keeps a reader of Markdown for minutes,
 * and is given up.
 */
export function createAuditReader(begin: () => Worker = beginThread): AuditReader {
  const read = createOneThread<string, AuditReading>({ name: 'reader', begin, longestMs });
  return async (bytes) => {
    if (bytes.byteLength > mostAuditBytes)
      return refuse(
        'audit_too_large',
        `Found ${bytes.byteLength} bytes; an audit has ${mostAuditBytes} at most.`,
      );
    const text = textOf(bytes);
    if (text === undefined)
      return refuse(
        'not_utf8',
        'The text is not UTF-8. Save it again in that encoding: no accent is guessed.',
      );
    if (text.trim() === '') return refuse('empty_audit', 'The text is empty.');
    const told = await read(text);
    if (told?.ok !== true)
      return refuse('audit_too_hard', `The text could not be read in time: ${told?.message ?? 'many wait'}.`);
    if (isAudit(told.value)) return done(told.value);
    const { length } = told.value.notes;
    return refuse(
      'not_an_audit',
      `Neither pains, nor phases, nor risks were recognised by their headings; paragraphs found: ${length}.`,
      { facts: { paragraphs: length } },
    );
  };
}

/** The text of some bytes; nothing where they are of another encoding, or no text. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}

function beginThread(): Worker {
  return beginThreadBeside(import.meta.url, 'reader-thread');
}
