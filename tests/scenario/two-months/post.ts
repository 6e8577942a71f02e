import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';
import { defined } from '../../../src/platform/defined.ts';
import { decoded, type ReceivedMail, startReceiver, startSmtp } from '../../notices/peers.ts';
import type { ManualClock } from '../../support/clock.ts';
import { webhookTo } from '../../support/webhook.ts';

/** One thing that somebody received. */
export type Letter = {
  readonly at: number;
  readonly channel: 'mail' | 'chat' | 'webhook' | 'story';
  /** Person id, by mail. */
  readonly to?: string;
  /** The delivery's id, by mail and webhook: the same at each attempt. */
  readonly id?: string;
  readonly subject: string;
  readonly raw: string;
};

/** The ways in which everybody of the story is reached, on real servers, and all that came. */
export type Post = {
  readonly env: Readonly<Record<string, string>>;
  readonly letters: Letter[];
  /** Takes in what has come until now. */
  readonly collect: () => void;
  /** What the receivers do with what they are sent. */
  readonly mood: { webhookIsGone: boolean; hangsUpOn?: string };
};

const mailbox = /^(\w[\w-]*)(?:\.\w+)?@lendari\.example$/;

/** Opens a mail server, a receiver of webhooks that checks each signature, and a chat. */
export async function openPost(clock: ManualClock): Promise<Post> {
  const mood: Post['mood'] = { webhookIsGone: false };
  const letters: Letter[] = [];
  const smtp = await startSmtp(({ to }) => to.some((address) => address === mood.hangsUpOn));
  const hook = await startReceiver((answer) => answer.writeHead(mood.webhookIsGone ? 410 : 204).end());
  const chat = await startReceiver();
  const { FILROUGE_WEBHOOK_SECRET: secret = '', ...hooked } = webhookTo(hook.url);
  const env = {
    ...hooked,
    FILROUGE_WEBHOOK_SECRET: secret,
    FILROUGE_CHAT_URL: chat.url,
    FILROUGE_SMTP_URL: smtp.url,
    FILROUGE_MAIL_FROM: 'filrouge <filrouge@lendari.example>',
    FILROUGE_PUBLIC_URL: 'https://filrouge.lendari.example',
  };
  const verifier = new Webhook(secret);
  const collect = (): void => {
    const at = clock.now();
    for (const mail of smtp.received.splice(0)) letters.push({ at, channel: 'mail', ...readMail(mail) });
    for (const { headers, body } of hook.received.splice(0)) {
      const signed = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      );
      onThe(at, () => verifier.verify(body, signed));
      const id = signed['webhook-id'];
      letters.push({
        at,
        channel: 'webhook',
        ...defined({ id }),
        subject: said(JSON.parse(body)),
        raw: body,
      });
    }
    for (const { body } of chat.received.splice(0)) {
      const { text }: { text: string } = JSON.parse(body);
      letters.push({ at, channel: 'chat', subject: text.split('\n')[0] ?? '', raw: text });
    }
  };
  return { env, letters, collect, mood };
}

function readMail({ to, raw }: ReceivedMail) {
  const plain = decoded(raw);
  const subject = /^Subject: ((?:.|\r\n[ \t])*)/m.exec(plain)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? '';
  const id = /^Message-ID: <(\w+)@/im.exec(plain)?.[1] ?? '';
  return { to: to.map((address) => mailbox.exec(address)?.[1] ?? address).join(), subject, id, raw };
}

/** The kind and what it is about. */
function said({ type, data }: { readonly type: string; readonly data: object }): string {
  const facts = Object.entries(data).filter(([name]) => told.includes(name));
  return [type, ...facts.map(([name, value]) => `${name} ${value}`)].join(', ');
}
const told = ['incident', 'plan', 'rule', 'action', 'criterion', 'nth', 'owner', 'by', 'channel'];

/** The library that verifies refuses messages that are old by the clock of the machine. */
function onThe<T>(at: number, work: () => T): T {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
  try {
    return work();
  } finally {
    vi.useRealTimers();
  }
}
