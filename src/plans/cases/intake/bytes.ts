import { decodeText } from '../../../language/decode.ts';
import type { Result } from '../../../platform/refusal.ts';
import { refuse } from '../../refusals.ts';
import { type CaseTable, readCases } from '../table.ts';

/** A thousand cases with their questions are half of this. */
export const mostTableBytes = 1024 * 1024;

/** Cases from the bytes of a table as spreadsheets save it. */
export function readCaseBytes(bytes: Uint8Array<ArrayBuffer>): Result<CaseTable> {
  if (bytes.byteLength > mostTableBytes)
    return refuse(
      'not_a_table',
      `Found ${bytes.byteLength} bytes; a list of cases has ${mostTableBytes} at most.`,
    );
  const text = decodeText(bytes);
  if (text === undefined) return refuse('not_a_table', 'Found bytes that are no text; expected CSV.');
  return readCases(text);
}
