import type { Language } from '../language/language.ts';
import { defined } from '../platform/defined.ts';
import { StartupError } from '../platform/startup-error.ts';
import type { ChatFormat } from './chat.ts';
import type { Channel, Channels } from './delivery.ts';
import { createMailChannel } from './mail.ts';
import type { WebhookFormat } from './webhook.ts';

/** The settings that notices know, as FILROUGE_… names them. */
export type ChannelSettings = {
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly webhookFormat?: WebhookFormat;
  readonly chatUrl?: string;
  readonly chatLanguage?: Language;
  readonly chatFormat?: ChatFormat;
  readonly appriseUrl?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly publicUrl?: string;
  readonly allowPrivateTargets: boolean;
};

/**
 * The ways out that are set up; what one of them needs is loaded only then. Throws `StartupError` for a
 * setting that lacks its other half or cannot be used. The chat is spoken to in `houseLanguage` unless a
 * setting says otherwise. `timeoutMs`: how long the other side may take to answer; 10 s unless said.
 */
export async function createChannels(
  settings: ChannelSettings,
  now: () => number,
  houseLanguage: () => Language,
  timeoutMs?: number,
): Promise<Channels> {
  const { webhookUrl, webhookSecret, chatUrl, smtpUrl, mailFrom } = settings;
  const { publicUrl, allowPrivateTargets: allowPrivate } = settings;
  const shared = { ...defined({ publicUrl, timeoutMs }), allowPrivate };
  if (webhookUrl !== undefined && webhookSecret === undefined) throw lacks('WEBHOOK_URL', 'WEBHOOK_SECRET');
  if (smtpUrl !== undefined && mailFrom === undefined) throw lacks('SMTP_URL', 'MAIL_FROM');
  const webhook = async (url: string, secret: string) => {
    const { createWebhookChannel } = await import('./webhook.ts');
    return createWebhookChannel({
      ...shared,
      ...defined({ format: settings.webhookFormat }),
      url,
      secret,
      now,
    });
  };
  const mail = async (url: string, from: string) =>
    createMailChannel({ ...shared, ...defined({ greetingMs: timeoutMs }), url, from });
  const language = () => settings.chatLanguage ?? houseLanguage();
  const chat = async (url: string) => {
    const { createChatChannel } = await import('./chat.ts');
    return createChatChannel({ ...shared, ...defined({ format: settings.chatFormat }), url, language });
  };
  const byApprise = async (url: string) => {
    const { createAppriseChannel } = await import('./apprise.ts');
    return createAppriseChannel({ ...shared, url, language });
  };
  const { appriseUrl } = settings;
  const apprise = appriseUrl ? await usable('APPRISE_URL', () => byApprise(appriseUrl)) : undefined;
  return defined({
    webhook:
      webhookUrl && webhookSecret
        ? await usable('WEBHOOK_URL or FILROUGE_WEBHOOK_SECRET', () => webhook(webhookUrl, webhookSecret))
        : undefined,
    mail: smtpUrl && mailFrom ? await usable('SMTP_URL', () => mail(smtpUrl, mailFrom)) : undefined,
    // Behind it may be the chat of the team as well.
    chat: chatUrl ? await usable('CHAT_URL', () => chat(chatUrl)) : apprise,
    apprise,
  });
}

async function usable(setting: string, make: () => Promise<Channel>): Promise<Channel> {
  try {
    return await make();
  } catch (error) {
    throw new StartupError(
      'settings_invalid',
      `FILROUGE_${setting} cannot be used.`,
      'Addresses are https://… (chat, webhook) or smtps://… (mail); the webhook secret is whsec_ followed by base64, e.g. of `openssl rand -base64 32`.',
      error,
    );
  }
}

function lacks(given: string, missing: string): StartupError {
  return new StartupError(
    'settings_invalid',
    `FILROUGE_${given} is set and FILROUGE_${missing} is not.`,
    `Set FILROUGE_${missing} as well, or neither of them.`,
  );
}
