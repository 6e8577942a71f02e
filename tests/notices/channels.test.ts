import { describe, expect, test } from 'vitest';
import { createChannels } from '../../src/notices/channels.ts';
import { StartupError } from '../../src/platform/startup-error.ts';

const webhookSecret = `whsec_${Buffer.from('a secret of the receiver').toString('base64')}`;
const base = { allowPrivateTargets: false };
const names = async (settings: Parameters<typeof createChannels>[0]) =>
  Object.keys(
    await createChannels(
      settings,
      () => 0,
      () => 'en',
    ),
  ).sort();

describe('the channels that are set up', () => {
  test('are those with an address', async () => {
    expect(await names(base)).toEqual([]);
    expect(await names({ ...base, chatUrl: 'https://chat.example/hook' })).toEqual(['chat']);
    // Behind Apprise is the team as well.
    expect(await names({ ...base, appriseUrl: 'https://a.example/notify/x' })).toEqual(['apprise', 'chat']);
    expect(
      await names({
        ...base,
        webhookUrl: 'https://hooks.example',
        webhookSecret,
        smtpUrl: 'smtp://mail.example',
        mailFrom: 'filrouge@example.org',
        publicUrl: 'https://filrouge.example',
      }),
    ).toEqual(['mail', 'webhook']);
  });

  const bad = {
    'a webhook without its secret': { webhookUrl: 'https://hooks.example' },
    'a webhook whose secret is no base64': { webhookUrl: 'https://hooks.example', webhookSecret: 'whsec_é' },
    'a webhook without content in its secret': { webhookUrl: 'https://h.example', webhookSecret: 'whsec_' },
    'a webhook that is no address': { webhookUrl: 'hooks.example', webhookSecret },
    'a webhook by something else than http': { webhookUrl: 'ftp://hooks.example', webhookSecret },
    'a chat that is no address': { chatUrl: '#team' },
    'an Apprise that is neither an address nor a path': { appriseUrl: 'team' },
    'a mail server without a sender': { smtpUrl: 'smtp://mail.example' },
    'a mail server by something else than smtp': { smtpUrl: 'http://mail.example', mailFrom: 'a@b.c' },
  };
  for (const [what, settings] of Object.entries(bad)) {
    test(`${what} stops the start with one clear sentence`, async () => {
      await expect(
        createChannels(
          { ...base, ...settings },
          () => 0,
          () => 'en',
        ),
      ).rejects.toThrow(StartupError);
      await expect(
        createChannels(
          { ...base, ...settings },
          () => 0,
          () => 'en',
        ),
      ).rejects.toThrow(/^FILROUGE_\w+( or FILROUGE_\w+)? .*\.$/);
    });
  }
});
