import { clip } from '../../metrics/sample.ts';

/** What became of a question, as `/metrics` names it. */
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
export type PullFault = { readonly outcome: PullOutcome; readonly reason: string };

/** A fault, whose reason may repeat a little of what others have said. */
export function faultOf(outcome: PullOutcome, reason: string): PullFault {
  return { outcome, reason: clip(reason.replace(/\s+/g, ' ')) };
}
