import { defined } from '../../../platform/defined.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, listAt, numberAt, recordAt, secondsBetween, textAt, textsAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 25;
const ofConversation = new Set(
  ['created', 'updated', 'status_changed', 'resolved', 'opened'].map((what) => `conversation_${what}`),
);
const ofMessage = new Set(['message_created', 'message_updated']);
/** Its ratings are asked for between two times. */
const farAhead = Date.UTC(2100, 0) / 1_000;

/** Chatwoot: webhooks of an account, and its lists of conversations and ratings. */
export const chatwoot: Helpdesk = {
  proof: {
    ...{ kind: 'hmac', header: 'x-chatwoot-signature', hash: 'sha256', encoding: 'hex', prefix: 'sha256=' },
    before: (header) => {
      const signedAt = header('x-chatwoot-timestamp');
      return signedAt === undefined ? undefined : `${signedAt}.`;
    },
    signedAt: (header) => 1_000 * Number(header('x-chatwoot-timestamp')),
  },
  delivery: (header) => header('x-chatwoot-delivery'),
  read: (body) => {
    const event = textAt(body, 'event');
    if (event === undefined) return 'expected the name of an event under event';
    const told = ofConversation.has(event)
      ? conversationOf(body)
      : ofMessage.has(event)
        ? conversationOf(at(body, 'conversation'), body)
        : [];
    return typeof told === 'string' ? told : [told].flat();
  },
  poll: {
    order: 'newest',
    ask: ({ page }, token) => ({
      path: `/conversations?status=all&assignee_type=all&page=${page}`,
      headers: { api_access_token: token },
    }),
    read: (answer) => pageOf(listAt(answer, 'data', 'payload'), perPage, (one) => conversationOf(one)),
  },
  ratings: {
    order: 'oldest',
    ask: ({ since, page }, token) => ({
      path: `/csat_survey_responses?sort=created_at&since=${Math.floor(since / 1_000)}&until=${farAhead}&page=${page}`,
      headers: { api_access_token: token },
    }),
    read: (answer) => pageOf(Array.isArray(answer) ? answer : listAt(answer, 'payload'), perPage, ratingOf),
  },
};

/** A conversation, perhaps with the message that it is told by: a rating comes as one. */
function conversationOf(body: unknown, message?: unknown): Told | string {
  const record = recordAt(body, 'id');
  // Messages move the one, changes of status and labels the other.
  const times = [
    secondsAt(body, 'updated_at'),
    secondsAt(body, 'last_activity_at'),
    secondsAt(body, 'timestamp'),
  ];
  const changedAt = Math.max(...times.flatMap((time) => time ?? []));
  if (record === undefined) return 'expected a number under id';
  if (!Number.isFinite(changedAt)) return 'expected a time under updated_at or timestamp';
  const status = textAt(body, 'status');
  return defined({
    record,
    at: Math.floor(changedAt),
    state: status === undefined ? undefined : status === 'resolved' ? 'settled' : 'open',
    group: textAt(body, 'meta', 'team', 'name'),
    tags: textsAt(body, 'labels'),
    channel: textAt(body, 'channel') ?? textAt(body, 'meta', 'channel'),
    csat: numberAt(message, 'content_attributes', 'submitted_values', 'csat_survey_response', 'rating'),
    escalated: handedOver(body),
    responseSeconds: secondsBetween(
      secondsAt(body, 'created_at'),
      secondsAt(body, 'first_reply_created_at') ?? instantAt(body, 'first_reply_created_at'),
    ),
    raw: body,
  } as const);
}

/** A conversation is pending while a bot has it, and open as soon as people shall take it. */
function handedOver(body: unknown): boolean | undefined {
  const change = listAt(body, 'changed_attributes')?.find((one) => at(one, 'status') !== undefined);
  if (textAt(change, 'status', 'previous_value') !== 'pending') return undefined;
  const now = textAt(change, 'status', 'current_value');
  return now === 'open' ? true : now === 'resolved' ? false : undefined;
}

function ratingOf(rating: unknown): Told | string {
  const [record, ratedAt] = [recordAt(rating, 'conversation_id'), secondsAt(rating, 'created_at')];
  if (record === undefined) return 'expected a number under conversation_id';
  if (ratedAt === undefined) return 'expected a time under created_at';
  return defined({ record, at: ratedAt, csat: numberAt(rating, 'rating') });
}

/** Epoch seconds, where 0 stands for never. */
function secondsAt(value: unknown, key: string): number | undefined {
  const seconds = numberAt(value, key);
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1_000;
}
