import type { Language } from '../language/language.ts';
import { type Actor, actorText } from '../platform/actor.ts';
import type { Db } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { randomId } from '../platform/ids.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import { type ChannelName, channelNames, personalChannels } from './channel.ts';
import type { PersonOf } from './delivery.ts';
import type { Health, HealthBook } from './health.ts';
import { mailHtml, mailText } from './mail.ts';
import type { Notice } from './notice.ts';
import { deliveryId, enqueueNotices } from './outbox.ts';
import type { AddressBook } from './routing.ts';
import { type Backlog, readBacklog } from './store.ts';
import { wordNotices } from './texts.ts';
import { type WholeMessage, wholeMessage } from './waiting/message-store.ts';

/** A test message to be sent: by which channel, and to whom. */
export type TestOrder = { readonly channel: ChannelName; readonly person?: string | undefined };

/** A channel that is set up: what waits there, and what is wrong with it as far as this process knows. */
export type Standing = {
  readonly channel: ChannelName;
  readonly isSetUp: boolean;
  readonly backlog?: Backlog;
  readonly health?: Health;
};

/** A delivery as it is read by whoever gets it. */
export type Preview = {
  readonly channel: ChannelName;
  readonly person?: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** The questions of people and programs about notices, beside the list of them, and test messages. */
export type NoticeDesk = {
  readonly standing: () => Promise<readonly Standing[]>;
  /** In the language that is asked for, else in that of the person; `undefined`: nothing to be read. */
  readonly preview: (delivery: string, language?: Language) => Promise<Preview | undefined>;
  /** Sends a test message by the outbox, and answers the id of its delivery. */
  readonly sendTest: (order: TestOrder, by: Actor) => Promise<Result<{ readonly delivery: string }>>;
};

export type DeskPorts = {
  readonly db: Db;
  readonly now: () => number;
  readonly personOf: PersonOf;
  readonly houseLanguage: () => Language;
  readonly book: () => AddressBook;
  readonly isSetUp: (channel: ChannelName) => boolean;
  readonly health: Pick<HealthBook, 'of'>;
  /** Whether what a notice says still is so. */
  readonly stands: (notice: Notice) => Promise<boolean>;
  readonly publicUrl?: string | undefined;
  readonly wake: () => void;
};

/** The desk over the outbox. */
export function createNoticeDesk(ports: DeskPorts): NoticeDesk {
  const { db } = ports;
  return {
    standing: async () => {
      const backlogs = await readBacklog(db);
      return channelNames.map((channel) =>
        defined({
          channel,
          isSetUp: ports.isSetUp(channel),
          backlog: backlogs.find((one) => one.channel === channel),
          health: ports.health.of(channel),
        }),
      );
    },
    preview: async (delivery, language) => {
      const message = await wholeMessage(db, delivery, ports.stands);
      return message && previewOf(ports, message, language);
    },
    sendTest: async (order, by) => {
      const refusal = refusalOf(order, ports);
      if (refusal !== undefined) return refused(refusal);
      const { channel, person: recipient } = order;
      const now = ports.now();
      const key = `test:${now}:${randomId()}`;
      const target = { channel, ...defined({ recipient }) };
      const data = { timezone: ports.book().houseZone(), by: actorText(by) };
      const people = recipient === undefined ? [] : [recipient];
      const notice = {
        key,
        kind: 'test_message',
        severity: 'info',
        people,
        targets: [target],
        data,
      } as const;
      await enqueueNotices(db, [notice], now);
      ports.wake();
      return done({ delivery: deliveryId(key, target) });
    },
  };
}

function refusalOf({ channel, person }: TestOrder, { isSetUp, personOf }: DeskPorts) {
  if (!isSetUp(channel))
    return {
      kind: 'conflict',
      code: 'channel_not_set_up',
      detail: `There is no ${channel} to send by: its settings are not set.`,
    } as const;
  const isPersonal = personalChannels.some((one) => one === channel);
  if (isPersonal && person === undefined)
    return {
      kind: 'invalid',
      code: 'person_missing',
      detail: `A message by ${channel} goes to a person: say which.`,
    } as const;
  if (!isPersonal && person !== undefined)
    return {
      kind: 'invalid',
      code: 'person_not_wanted',
      detail: `What is sent by ${channel} goes to nobody in particular: leave the person out.`,
    } as const;
  return person !== undefined && personOf(person) === undefined ? noSuch('person', person) : undefined;
}

function previewOf(
  { personOf, houseLanguage, publicUrl }: DeskPorts,
  { channel, recipient, instead, notices }: WholeMessage,
  wanted: Language | undefined,
): Preview {
  const person = recipient ?? undefined;
  const reader = person === undefined ? undefined : personOf(person);
  const language = wanted ?? reader?.language ?? houseLanguage();
  const nameOf = (id: string) => personOf(id)?.name;
  const said = { language, nameOf, ...defined({ publicUrl, instead: instead ?? undefined }) };
  const message = wordNotices(notices, said);
  const text = mailText(message, language);
  return {
    ...{ channel, language, subject: message.subject, text, html: mailHtml(message, language) },
    ...defined({ person }),
  };
}
