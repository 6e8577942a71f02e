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

/**
 * `slack`: {"text": …} in Slack's markup, as many take it; `teams`: an Adaptive Card, for a workflow of
 * Teams.
 */
export type ChatFormat = 'slack' | 'teams';

/** A chat room behind an incoming webhook: Slack, Mattermost, Rocket.Chat and others, or Microsoft Teams. */
export function createChatChannel(
  target: PostTarget & {
    /** Asked for each message: the people of the house may change. */
    readonly language: () => Language;
    readonly publicUrl?: string;
    readonly format?: ChatFormat;
  },
): Channel {
  const tell = createTelling(createPost(target));
  const sendTogether = async (deliveries: readonly Delivery[], personOf: PersonOf): Promise<Sent> => {
    const { publicUrl } = target;
    const language = target.language();
    const nameOf = (person: string) => personOf(person)?.name;
    const notices = deliveries.map(({ notice }) => notice);
    const message = wordNotices(notices, defined({ language, publicUrl, nameOf }));
    const { severity } = gravestOf(notices);
    const body =
      target.format === 'teams' ? teamsCard(message, severity) : { text: chatText(message, severity) };
    return tell(notices, JSON.stringify(body), {});
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

const colours: Readonly<Record<NoticeSeverity, string>> = {
  info: 'Good',
  warning: 'Warning',
  critical: 'Attention',
};

/**
 * A message as an Adaptive Card, as the workflow "when a Teams webhook request is received" takes it. Its
 * texts are runs and not blocks, because blocks read Markdown, and titles are written by anybody.
 */
export function teamsCard({ subject, context, ask, link }: Message, severity: NoticeSeverity): object {
  const line = (text: string, more: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      line(subject, { weight: 'Bolder', size: 'Medium', color: colours[severity] }),
      ...context.map((text) => line(text)),
      line(ask, { weight: 'Bolder' }),
    ],
    actions: link === undefined ? [] : [{ type: 'Action.OpenUrl', title: link.label, url: link.url }],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

/** The three characters that mean something to Slack: no title may mention a whole channel. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
