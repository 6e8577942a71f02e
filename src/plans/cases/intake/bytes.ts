import type { Result } from '../../../platform/refusal.ts';
import { refuse } from '../../refusals.ts';
import { type CaseTable, readCases } from '../table.ts';

/** A thousand cases with their questions are half of this. */
export const mostTableBytes = 1024 * 1024;

/**
 * Cases from the bytes of a table as spreadsheets save it: UTF-8 or UTF-16 with a byte order mark, UTF-8
 * without one, else the code page of Western Windows, in which Excel still saves CSV.
 */
export function readCaseBytes(bytes: Uint8Array<ArrayBuffer>): Result<CaseTable> {
  if (bytes.byteLength > mostTableBytes)
    return refuse(
      'not_a_table',
      `Found ${bytes.byteLength} bytes; a list of cases has ${mostTableBytes} at most.`,
    );
  const text = textOf(bytes);
  if (text.includes('\u0000')) return refuse('not_a_table', 'Found bytes that are no text; expected CSV.');
  return readCases(text);
}

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
