import type { Logger } from 'pino';
import type { Sent } from '../../notices/delivery.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Vault } from '../vault/vault.ts';
import { mailAfter } from './mailing.ts';
import { type ClaimedMail, claimMails, mailWords, noteMail } from './relance-store.ts';

/** A mail to a customer: plain text, from a person of the desk. `id` is the same at every attempt. */
export type CustomerMail = {
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
};

/** The surroundings of the mails to customers. */
export type MailPorts = {
  readonly database: Pick<Database, 'db'>;
  readonly vault: Vault;
  readonly now: () => number;
  readonly send: (mail: CustomerMail) => Promise<Sent>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
};

/** Sends all mails that are due. What fails is tried again at its time. */
export async function sendMails(ports: MailPorts): Promise<void> {
  for (;;) {
    const claimed = await claimMails(ports.database.db, ports.now());
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((mail) => sendOne(ports, mail)));
  }
}

async function sendOne(ports: MailPorts, claimed: ClaimedMail): Promise<void> {
  const { database, vault, now, send, logger, random = Math.random } = ports;
  const words = await mailWords(database.db, vault, claimed);
  const sent: Sent = words ? await send(mailOf(claimed, words)) : { outcome: 'dead', reason: 'no_address' };
  const after = mailAfter(claimed, sent, now(), random());
  const { contact, request } = claimed;
  if (after.mail === 'failed' || after.mail === 'unknown')
    logger.error({ contact, request, reason: after.mailReason }, `the mail of a relance: ${after.mail}`);
  else if (after.mail === 'waiting')
    logger.warn({ contact, request, reason: after.mailReason }, 'the mail of a relance is tried again');
  await noteMail(database.db, contact, after);
}

function mailOf(
  { contact }: ClaimedMail,
  { to, name = '', text }: { readonly to: string; readonly name?: string; readonly text: string },
): CustomerMail {
  const [subject = '', ...paragraphs] = text.split('\n\n');
  return { id: `relance-${contact}`, to: { name, address: to }, subject, text: paragraphs.join('\n\n') };
}
