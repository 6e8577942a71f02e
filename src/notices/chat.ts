import type { Language } from '../language/language.ts';
import { defined } from '../platform/defined.ts';
import type { Channel, Delivery, PersonOf, Sent } from './delivery.ts';
import { gravestOf, type NoticeSeverity } from './notice.ts';
import { wordNotices } from './texts.ts';
import { createPost, createTelling, type PostTarget } from './webhook.ts';
import type { Message } from './wording.ts';

const marks: Readonly<Record<NoticeSeverity, string>> = {
  info: '\u{1f7e2}',
  warning: '\u{1f7e0}',
  critical: '\u{1f534}',
};

/** A chat room behind a Slack-compatible incoming webhook (Slack, Mattermost, Rocket.Chat, …). */
export function createChatChannel(
  target: PostTarget & {
    /** Asked for each message: the people of the house may change. */
    readonly language: () => Language;
    readonly publicUrl?: string;
  },
): Channel {
  const tell = createTelling(createPost(target));
  const sendTogether = async (deliveries: readonly Delivery[], personOf: PersonOf): Promise<Sent> => {
    const { publicUrl } = target;
    const language = target.language();
    const nameOf = (person: string) => personOf(person)?.name;
    const notices = deliveries.map(({ notice }) => notice);
    const message = wordNotices(notices, defined({ language, publicUrl, nameOf }));
    const gravest = gravestOf(notices);
    return tell(gravest, JSON.stringify({ text: chatText(message, gravest.severity) }), {});
  };
  return { sendTogether, send: (delivery, personOf) => sendTogether([delivery], personOf) };
}

/** A message in Slack's markup: the subject in bold, the context, what is asked, the link. */
export function chatText(message: Message, severity: NoticeSeverity): string {
  const lines = [
    `${marks[severity]} *${escaped(message.subject)}*`,
    ...message.context.map(escaped),
    `*${escaped(message.ask)}*`,
  ];
  if (message.link !== undefined) lines.push(`<${message.link.url}|${escaped(message.link.label)}>`);
  return lines.join('\n');
}

/** The three characters that mean something to Slack: no title may mention a whole channel. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
