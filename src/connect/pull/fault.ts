import { beginningOf } from '../../platform/texts.ts';

/** The outcome of a question, as `/metrics` names it. */
export type PullOutcome =
  | 'answered'
  | 'empty'
  | 'timeout'
  | 'unreachable'
  | 'redirect'
  | 'http_error'
  | 'error'
  | 'partial'
  | 'too_large'
  | 'malformed'
  | 'not_kept'
  | 'not_set';

/** Why there is no answer: no data, whatever it is. */
export type PullFault = {
  readonly outcome: PullOutcome;
  readonly reason: string;
  /** Of an answer of HTTP that is none of the good ones. */
  readonly status?: number;
};

/** So much is repeated of what others have said: enough to find what is wrong in a query. */
const mostLength = 300;

/** A fault, in one line. */
export function faultOf(outcome: PullOutcome, reason: string): PullFault {
  const line = reason.replace(/\s+/g, ' ');
  return { outcome, reason: line.length > mostLength ? `${beginningOf(line, mostLength)}…` : line };
}
