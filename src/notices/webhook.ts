import type { ClientRequest, IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { defined } from '../platform/defined.ts';
import { guardedDoor, requestFault } from '../platform/http/guarded.ts';
import { cloudEvent } from './cloud-event.ts';
import type { Channel, Delivery, Sent } from './delivery.ts';
import type { Notice } from './notice.ts';
import { noticePayload } from './payload.ts';

/** Where and how JSON is posted. */
export type PostTarget = {
  readonly url: string;
  /** FILROUGE_ALLOW_PRIVATE_TARGETS: lets the address be one of this machine or of a private network. */
  readonly allowPrivate: boolean;
  /** For the whole exchange; default 10 s. */
  readonly timeoutMs?: number;
  /** Statuses from 200 on by which the other side says that it told nobody. */
  readonly refuses?: readonly number[];
};

/** Posts a body to the target it was made for. Never throws. */
export type Post = (body: string, headers: Readonly<Record<string, string>>) => Promise<Sent>;

/** "Gone": the receiver asks that nothing be sent to it any more. */
const goneReason = 'http_410';

/** How much of an answer's body is read before the connection is cut: polite, never enough to hurt. */
const maxAnswerBytes = 16 * 1024;

/** `standard`: a notice as Standard Webhooks has it; `cloudevents`: the same as a CloudEvent. */
export type WebhookFormat = 'standard' | 'cloudevents';

/** A signed webhook (standardwebhooks.com): `webhook-id` is the delivery's id, the same at every attempt. */
export function createWebhookChannel(
  target: PostTarget & {
    /** `whsec_` and base64, as the receiver has it; several with commas between while it is changed. */
    readonly secret: string;
    /** The form of the body; filrouge's own where it is not said. */
    readonly format?: WebhookFormat;
    readonly publicUrl?: string;
    readonly now: () => number;
  },
): Channel {
  const signers = target.secret.split(',').map((secret) => new Webhook(secret));
  const tell = createTelling(createPost(target));
  return {
    send: ({ id, notice }: Delivery) => {
      const isCloudEvent = target.format === 'cloudevents';
      const { publicUrl } = target;
      const body = JSON.stringify(
        isCloudEvent ? cloudEvent(id, notice, publicUrl) : noticePayload(notice, publicUrl),
      );
      const at = new Date(target.now());
      return tell([notice], body, {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        // A receiver takes it if any of them is by a secret that it knows.
        'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
        // Structured, because the signature covers the body alone: in headers the attributes would be
        // anybody's.
        ...(isCloudEvent && { 'content-type': 'application/cloudevents+json; charset=utf-8' }),
      });
    },
  };
}

/**
 * Posts messages, each of one notice or of several. A receiver that answers 410 is sent no more until it
 * takes one again, except for what is critical: that is tried again as after any other failure, because one
 * answer must not silence alarms; and for what is sent to see whether it arrives: once, or nobody would ever
 * learn that the receiver is back.
 */
export function createTelling(
  post: Post,
): (notices: readonly Pick<Notice, 'severity' | 'kind'>[], ...sent: Parameters<Post>) => Promise<Sent> {
  let isGone = false;
  return async (notices, ...told) => {
    const isCritical = notices.some(({ severity }) => severity === 'critical');
    const isTrial = notices.some(({ kind }) => kind === 'drill' || kind === 'test_message');
    if (isGone && !isCritical && !isTrial) return { outcome: 'skipped', reason: goneReason };
    const sent = await post(...told);
    if (sent.outcome === 'delivered') isGone = false;
    if (sent.outcome !== 'dead') return sent;
    isGone = true;
    return isCritical ? { outcome: 'failed', reason: sent.reason } : sent;
  };
}

/**
 * A way to post JSON to one address, guarded against addresses that are none of the public's business (SSRF).
 * Redirects are not followed. Throws `TypeError` for an address that is none of http or https.
 */
export function createPost({ url, allowPrivate, timeoutMs = 10_000, refuses = [] }: PostTarget): Post {
  const door = guardedDoor(url, allowPrivate);
  if (door === 'private_target') return async () => ({ outcome: 'failed', reason: door });
  return (body, headers) =>
    exchange(
      door({
        method: 'POST',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          ...headers,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'filrouge',
        },
      }),
      body,
      refuses,
    );
}

function exchange(request: ClientRequest, body: string, refuses: readonly number[]): Promise<Sent> {
  return new Promise((resolve) => {
    request.on('error', (error) => resolve({ outcome: 'failed', reason: requestFault(error) }));
    request.on('response', (answer) => {
      drain(answer);
      const { statusCode = 0, headers } = answer;
      resolve(sentOf(statusCode, headers['retry-after'], refuses));
    });
    request.end(body);
  });
}

function drain(answer: IncomingMessage): void {
  let read = 0;
  answer.on('error', () => {});
  answer.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > maxAnswerBytes) answer.destroy();
  });
}

function sentOf(status: number, retryAfter: string | undefined, refuses: readonly number[]): Sent {
  if (status >= 200 && status < 300 && !refuses.includes(status)) return { outcome: 'delivered' };
  const reason = `http_${status}`;
  if (reason === goneReason) return { outcome: 'dead', reason };
  const seconds = Number(retryAfter);
  const askedMs = seconds > 0 ? seconds * 1000 : undefined;
  return { outcome: 'failed', reason, ...defined({ askedMs }) };
}
