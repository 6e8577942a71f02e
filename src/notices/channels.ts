import { StartupError } from '../platform/startup-error.ts';
import { createChatChannel } from './chat.ts';
import type { Channel, Channels } from './delivery.ts';
import { createMailChannel } from './mail.ts';
import { createWebhookChannel } from './webhook.ts';

/** The settings that notices know, as FILROUGE_… names them. */
export type ChannelSettings = {
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly chatUrl?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly publicUrl?: string;
  readonly allowPrivateTargets: boolean;
};

/** The ways out that are set up. Throws `StartupError` for a setting that lacks its other half or cannot be used. */
export function createChannels(settings: ChannelSettings, now: () => number): Channels {
  const { webhookUrl, webhookSecret, chatUrl, smtpUrl, mailFrom } = settings;
  const shared = {
    allowPrivate: settings.allowPrivateTargets,
    ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
  };
  if (webhookUrl !== undefined && webhookSecret === undefined) throw lacks('WEBHOOK_URL', 'WEBHOOK_SECRET');
  if (smtpUrl !== undefined && mailFrom === undefined) throw lacks('SMTP_URL', 'MAIL_FROM');
  return {
    ...(webhookUrl === undefined || webhookSecret === undefined
      ? {}
      : {
          webhook: usable('WEBHOOK_URL or FILROUGE_WEBHOOK_SECRET', () =>
            createWebhookChannel({ ...shared, url: webhookUrl, secret: webhookSecret, now }),
          ),
        }),
    ...(smtpUrl === undefined || mailFrom === undefined
      ? {}
      : { mail: usable('SMTP_URL', () => createMailChannel({ ...shared, url: smtpUrl, from: mailFrom })) }),
    ...(chatUrl === undefined
      ? {}
      : { chat: usable('CHAT_URL', () => createChatChannel({ ...shared, url: chatUrl })) }),
  };
}

function usable(setting: string, make: () => Channel): Channel {
  try {
    return make();
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
