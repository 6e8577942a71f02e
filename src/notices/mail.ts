import type { Language } from '../language/language.ts';
import { defined } from '../platform/defined.ts';
import type { Channel, Delivery, PersonOf, Sent } from './delivery.ts';
import { gatheredId } from './gather.ts';
import type { Notice } from './notice.ts';
import { dictionaryOf, wordNotices } from './texts.ts';
import type { Message } from './wording.ts';

/** FILROUGE_SMTP_URL (`smtps://user:password@host`), FILROUGE_MAIL_FROM (`filrouge <filrouge@host>`). */
export type MailTarget = {
  readonly url: string;
  readonly from: string;
  readonly publicUrl?: string;
};

/**
 * Mail by SMTP, each person in their language. TLS is used whenever the server offers it. Throws `TypeError`
 * for an address that is none of smtp or smtps.
 */
export function createMailChannel(target: MailTarget): Channel {
  if (!/^smtps?:\/\/./.test(target.url)) throw new TypeError('not an address of smtp or smtps');
  let transport: ReturnType<typeof transportOf> | undefined;
  const sendTogether = async (deliveries: readonly Delivery[], personOf: PersonOf): Promise<Sent> => {
    const recipient = deliveries[0]?.recipient;
    const person = recipient === undefined ? undefined : personOf(recipient);
    if (person === undefined) return { outcome: 'skipped', reason: 'unknown_person' };
    if (person.email === undefined) return { outcome: 'skipped', reason: 'no_address' };
    const message = mailOf(deliveries, person.language, target, personOf);
    const to = { name: person.name, address: person.email };
    transport ??= transportOf(target);
    const { sendMail } = await transport;
    return sendMail({ ...message, from: target.from, to }).then(() => delivered, failure);
  };
  return { sendTogether, send: (delivery, personOf) => sendTogether([delivery], personOf) };
}

/** The library is loaded for the first mail: many installations send none. */
async function transportOf({ url }: MailTarget) {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // A text is never read as the name of a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { sendMail: (mail: Parameters<typeof transport.sendMail>[0]) => transport.sendMail(mail) };
}

const delivered: Sent = { outcome: 'delivered' };

function mailOf(deliveries: readonly Delivery[], language: Language, target: MailTarget, personOf: PersonOf) {
  const nameOf = (person: string) => personOf(person)?.name;
  const notices = deliveries.map(({ notice }) => notice);
  const { instead } = deliveries[0] ?? {};
  const message = wordNotices(notices, defined({ language, nameOf, instead, publicUrl: target.publicUrl }));
  const domain = /@([^\s>]+)/.exec(target.from)?.[1] ?? 'filrouge.invalid';
  const [only, ...others] = deliveries;
  const thread = only && others.length === 0 ? threadOf(only.notice) : undefined;
  return defined({
    subject: message.subject,
    text: mailText(message, language),
    html: mailHtml(message, language),
    // The same at every attempt, so that a mail program drops what it has already.
    messageId: `<${gatheredId(deliveries)}@${domain}>`,
    references: thread === undefined ? undefined : `<${thread}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
}

/** Mails about one case stand together in a mail program. */
function threadOf(notice: Pick<Notice, 'plan' | 'incident'>): string | undefined {
  if (notice.incident !== undefined) return `incident-${notice.incident}`;
  return notice.plan === undefined ? undefined : `plan-${notice.plan}`;
}

/** A message as plain text. */
export function mailText(message: Message, language: Language): string {
  const link = message.link === undefined ? [] : [`${message.link.label}: ${message.link.url}`];
  return [
    ...message.context,
    message.ask,
    ...link.map((line) => (language === 'fr' ? line.replace(': ', '\u202f: ') : line)),
    `-- \n${dictionaryOf(language).signature}`,
  ].join('\n\n');
}

/** The same as a plain page of HTML, without pictures or anything that is fetched. */
export function mailHtml(message: Message, language: Language): string {
  const link =
    message.link === undefined
      ? ''
      : `<p><a href="${escaped(message.link.url)}">${escaped(message.link.label)}</a></p>`;
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(message.subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5;max-width:40em">',
    ...message.context.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    `<p><strong>${escaped(message.ask)}</strong></p>${link}`,
    `<p style="color:#666">${escaped(dictionaryOf(language).signature)}</p></body></html>`,
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

type SmtpError = Error & {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
};

/** Only codes are kept of an error: its words often hold the address. A refused recipient stays refused. */
function failure({ code, command, responseCode }: SmtpError): Sent {
  if (responseCode === undefined) return { outcome: 'failed', reason: (code ?? 'smtp_failed').toLowerCase() };
  const outcome = command === 'RCPT TO' && responseCode >= 500 ? 'dead' : 'failed';
  return { outcome, reason: `smtp_${responseCode}` };
}
