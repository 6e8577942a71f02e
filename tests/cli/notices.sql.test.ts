import { afterEach, expect, test } from 'vitest';
import { decoded, startSmtp } from '../notices/peers.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse, shippedRules } from '../support/house.ts';
import { environment, filrouge } from './run.ts';

const adminKey = `fr_${'a'.repeat(43)}`;

eachEngine('filrouge notices', (open) => {
  let house: House;
  afterEach(() => house.stop());
  const run = (...args: string[]) =>
    filrouge(environment(shippedRules, { FILROUGE_ADMIN_KEY: adminKey }), [
      'notices',
      ...args,
      '--url',
      house.url,
    ]);

  test('sends a test message, tells how it went, and shows it as it is read in either language', async () => {
    const { url, received } = await startSmtp();
    const env = { FILROUGE_SMTP_URL: url, FILROUGE_MAIL_FROM: 'filrouge <filrouge@lendari.example>' };
    house = await openHouse(await open(), { env });
    expect((await run('log')).printed).toBe('There is no such notice.');

    const sent = await run('send-test', '--to', 'lea');
    const [, id = ''] = /^Sent as (msg_\w+):/.exec(sent.printed) ?? [];
    await eventually(async () => expect((await run('log', '--state', 'delivered')).printed).toContain(id));
    expect(decoded(received[0]?.raw ?? '')).toContain('Message d’essai de filrouge');
    expect(received[0]?.to).toEqual(['lea.fontaine@lendari.example']);

    expect((await run('preview')).printed).toMatch(
      /^Message d’essai de filrouge\n\nLe .* a envoyé ce message/,
    );
    const english = await run('preview', id, '--language', 'en', '--html');
    expect(english.printed).toMatch(/^<!doctype html><html lang="en">.*<title>Test message of filrouge/);
  });

  test('says why nothing is sent or shown', async () => {
    house = await openHouse(await open());
    expect((await run('send-test', '--to', 'lea')).failures).toEqual([
      'There is no mail to send by: its settings are not set.',
    ]);
    expect((await run('preview', '--kind', 'drill')).failures).toEqual(['There is no such notice.']);
    expect((await run('preview', 'msg_none')).failures).toEqual(['There is no message "msg_none".']);
  });
});
