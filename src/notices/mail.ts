import type { SendMailOptions } from 'nodemailer';
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
  /** How long a server may take to say that it is there; default 10 s. */
  readonly greetingMs?: number;
};

/**
 * Mail by SMTP, each person in their language. TLS is used whenever the server offers it. Throws `TypeError`
 * for an address that is none of smtp or smtps.
 */
export function createMailChannel(target: MailTarget): Channel {
  if (!/^smtps?:\/\/./.test(target.url)) throw new TypeError('not an address of smtp or smtps');
  const sendTogether = async (deliveries: readonly Delivery[], personOf: PersonOf): Promise<Sent> => {
    const recipient = deliveries[0]?.recipient;
    const person = recipient === undefined ? undefined : personOf(recipient);
    if (person === undefined) return { outcome: 'skipped', reason: 'unknown_person' };
    if (person.email === undefined) return { outcome: 'skipped', reason: 'no_address' };
    const message = mailOf(deliveries, person.language, target, personOf);
    const to = { name: person.name, address: person.email };
    return sendBySmtp(target, { ...message, from: target.from, to });
  };
  return { sendTogether, send: (delivery, personOf) => sendTogether([delivery], personOf) };
}

/** One mail by one connection. The library is loaded for the first: many installations send none. */
export async function sendBySmtp(
  { url, greetingMs = 10_000 }: Pick<MailTarget, 'url' | 'greetingMs'>,
  mail: SendMailOptions,
): Promise<Sent> {
  const { createTransport } = await import('nodemailer');
  let isWritten = false;
  const ignore = () => {};
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: greetingMs,
    socketTimeout: 20_000,
    // A text is never read as the name of a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: {
      ...{ level: ignore, trace: ignore, debug: ignore, warn: ignore, error: ignore, fatal: ignore },
      // It says so once the whole message is on its way; an error later does not.
      info: (entry: unknown) => {
        if (typeof entry === 'object' && entry !== null && Reflect.get(entry, 'tnx') === 'message')
          isWritten = true;
      },
    },
  });
  return transport.sendMail(mail).then(
    () => delivered,
    (error: SmtpError) => failure(error, isWritten),
  );
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
    ...(message.verbatim === undefined ? [] : [message.verbatim.trimEnd()]),
    ...sectionsText(message),
    message.ask,
    ...link.map((line) => (language === 'fr' ? line.replace(': ', '\u202f: ') : line)),
    `-- \n${dictionaryOf(language).signature}`,
  ].join('\n\n');
}

/** The sections of a message as paragraphs of plain text. */
export function sectionsText({ sections = [] }: Pick<Message, 'sections'>): string[] {
  return sections.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join('\n'));
}

const look = {
  body: 'margin:0;padding:16px;background:#f3f2ef;color:#222;font:16px/1.5 sans-serif',
  sheet: 'max-width:36em;margin:0 auto;padding:20px 24px;background:#fff;border-top:4px solid #b3261e',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  verbatim: 'margin:0 0 16px;padding:10px 14px;background:#f3f2ef;white-space:pre-wrap;word-break:break-all',
  part: 'margin:16px 0 6px;font-size:16px',
  list: 'margin:0 0 16px;padding-left:20px',
  line: 'margin:0 0 6px',
  measure: 'margin:0 0 16px;padding:10px 14px;background:#f3f2ef',
  button:
    'display:inline-block;padding:10px 18px;background:#b3261e;color:#fff;text-decoration:none;border-radius:4px',
  foot: 'margin:20px 0 0;color:#666;font-size:13px',
} as const;

/** The same as a page of HTML, without pictures or anything that is fetched. */
export function mailHtml(message: Message, language: Language): string {
  const { subject, context, verbatim, sections = [], measure, ask, link } = message;
  const measured =
    measure &&
    `<p style="${look.measure}">${escaped(measure.label)}<br><strong style="font-size:22px">${escaped(measure.value)}</strong> <span style="color:#666">${escaped(measure.threshold)}</span></p>`;
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>`,
    `<body style="${look.body}"><div style="${look.sheet}">`,
    `<h1 style="${look.title}">${escaped(subject)}</h1>`,
    ...(measured === undefined ? [] : [measured]),
    ...context.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    ...(verbatim === undefined ? [] : [`<pre style="${look.verbatim}">${escaped(verbatim)}</pre>`]),
    ...sections.flatMap(({ title, lines }) => [
      `<h2 style="${look.part}">${escaped(title)}</h2>`,
      `<ul style="${look.list}">${lines.map((line) => `<li style="${look.line}">${escaped(line)}</li>`).join('')}</ul>`,
    ]),
    `<p><strong>${escaped(ask)}</strong></p>`,
    ...(link
      ? [`<p><a href="${escaped(link.url)}" style="${look.button}">${escaped(link.label)}</a></p>`]
      : []),
    `<p style="${look.foot}">${escaped(dictionaryOf(language).signature)}</p></div></body></html>`,
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

/**
 * Only codes are kept of an error: its words often hold the address. A refused recipient stays refused. A
 * server that was given everything and never answered may have the mail or not.
 */
function failure({ code, command, responseCode }: SmtpError, isWritten: boolean): Sent {
  if (responseCode === undefined)
    return isWritten
      ? { outcome: 'unknown', reason: 'answer_lost' }
      : { outcome: 'failed', reason: (code ?? 'smtp_failed').toLowerCase() };
  const outcome = command === 'RCPT TO' && responseCode >= 500 ? 'dead' : 'failed';
  return { outcome, reason: `smtp_${responseCode}` };
}
