import { sendBySmtp } from '../../notices/mail.ts';
import type { DeskPorts } from '../../requests/ports.ts';
import { type CustomerMail, sendMails } from '../../requests/relances/jobs.ts';
import { relanceRoutes } from '../../requests/relances/routes.ts';
import type { Ground } from '../ground.ts';
import { byTicks } from './by-ticks.ts';
import type { Part } from './part.ts';

/** Mails that failed are looked for so often; one that was just written goes at once. */
const againMs = 5 * 60_000;

/** The relances of the desk: their routes, and the mails to customers, where mail is set up. */
export function relancesOf(
  { settings: { smtpUrl, mailFrom }, ports: { clock, logger }, opened: { database, vault } }: Ground,
  desk: DeskPorts,
): Part {
  if (smtpUrl === undefined || mailFrom === undefined || vault === undefined)
    return { api: [relanceRoutes({ ...desk, hasMail: false, onMail: () => {} })] };
  const domain = /@([^\s>]+)/.exec(mailFrom)?.[1] ?? 'filrouge.invalid';
  const send = ({ id, to, subject, text }: CustomerMail) =>
    sendBySmtp({ url: smtpUrl }, { from: mailFrom, to, subject, text, messageId: `<${id}@${domain}>` });
  let running: Promise<void> = Promise.resolve();
  const run = (): Promise<void> => {
    running = running
      .then(() => sendMails({ database, vault, now: clock.now, send, logger }))
      .catch((err: unknown) => logger.error({ err }, 'mails to customers wait: they are tried again'));
    return running;
  };
  return {
    api: [relanceRoutes({ ...desk, hasMail: true, onMail: run })],
    askers: [
      byTicks(againMs, { now: clock.now, logger }, async () => {
        if (desk.ruleSet().desk !== undefined) await run();
      }),
      { tick: () => {}, idle: () => running, stop: () => running },
    ],
  };
}
