import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { endOfRetention } from '../vault/retention.ts';
import type { PrivacyOrder } from './commands.ts';
import type { PrivacyRequest } from './privacy.ts';

/**
 * The last instant at which an answer is in time: one month after it was received (GDPR, article 12(3)),
 * three where that was said; by the calendar of the zone, to the end of the day.
 */
export function answerDueAt(receivedAt: number, timezone: string, months: 1 | 3 = 1): number {
  return endOfRetention(receivedAt, { unit: 'months', count: months }, timezone) - 1;
}

/** The step that an order comes to, once it is known to be allowed. */
export type PrivacyStep = PrivacyOrder['do'];

/** Whether an order may be carried out on a request as it stands at `now`. */
export function decidePrivacy(
  request: PrivacyRequest,
  order: PrivacyOrder,
  now: number,
): Result<PrivacyStep> {
  const why = whyNot(request, order, now);
  return why === undefined ? done(order.do) : refused(why);
}

function whyNot(request: PrivacyRequest, order: PrivacyOrder, now: number): Refusal | undefined {
  const { state, identity, extension, dueAt, right } = request;
  if (order.do === 'lift') {
    const isInForce =
      state.kind === 'done' &&
      state.lifted === undefined &&
      (right === 'restriction' || right === 'objection');
    return isInForce
      ? undefined
      : conflict('nothing_to_lift', 'Only a restriction or an objection that was carried out can be lifted.');
  }
  if (state.kind !== 'open')
    return conflict('privacy_answered', `This request was answered already (${state.kind}). Note a new one.`);
  switch (order.do) {
    case 'confirmIdentity':
      return identity && conflict('identity_confirmed', 'The identity was confirmed already.');
    case 'extend':
      if (extension !== undefined)
        return conflict('privacy_extended', 'It was extended already, and only once.');
      return now > dueAt
        ? conflict(
            'extension_too_late',
            `The first month ended ${new Date(dueAt).toISOString()}: two more must be said before its end. Answer now.`,
          )
        : undefined;
    case 'carryOut':
      if (identity === undefined)
        return conflict(
          'identity_unchecked',
          'Confirm first who is asking: data must not go to, or be erased for, somebody else.',
        );
      return right === 'rectification' && order.note === undefined
        ? {
            kind: 'invalid',
            code: 'note_missing',
            detail: 'Say what was corrected.',
            errors: [{ pointer: '/note', detail: 'expected what was corrected' }],
          }
        : undefined;
    case 'refuse':
      return undefined;
    default:
      return order satisfies never;
  }
}

function conflict(code: string, detail: string): Refusal {
  return { kind: 'conflict', code, detail };
}
