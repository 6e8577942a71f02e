import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/notices/delivery.ts';
import { createMailChannel } from '../../src/notices/mail.ts';
import type { Recipient } from '../../src/notices/notice.ts';
import { decoded, startBadSmtp, startSmtp } from './peers.ts';
import { trip } from './samples.ts';

const from = 'filrouge <filrouge@lendari.example>';
const people: Record<string, Recipient> = {
  lea: { name: 'Léa Fontaine', email: 'lea@example.org', language: 'fr' },
  camille: { name: 'Camille Roussel', email: 'camille@example.org', language: 'en' },
  gone: { name: 'Gone', email: 'gone@refused.example', language: 'en' },
  shy: { name: 'Shy', language: 'en' },
};
const personOf = (id: string) => people[id];
const to = (recipient: string): Delivery => ({
  id: 'msg_1',
  channel: 'mail',
  recipient,
  attempts: 1,
  createdAt: 0,
  notice: trip(),
});

describe('a mail', () => {
  test('reaches each person in their language, as text and as a page, with an id that stays', async () => {
    const { url, received } = await startSmtp();
    const channel = createMailChannel({ url, from, publicUrl: 'https://filrouge.example' });
    expect(await channel.send(to('lea'), personOf)).toEqual({ outcome: 'delivered' });
    expect(await channel.send(to('camille'), personOf)).toEqual({ outcome: 'delivered' });
    const [french, english] = received.map((mail) => ({ ...mail, raw: decoded(mail.raw) }));
    expect(french).toMatchObject({ from: 'filrouge@lendari.example', to: ['lea@example.org'] });
    expect(french?.raw).toContain(
      'Subject: Incident 4\u202f: Margaux est suspendu, taux d’erreur 2,3\u202f%',
    );
    expect(french?.raw).toMatch(/^Message-ID: <msg_1@lendari\.example>/im);
    expect(french?.raw).toMatch(/^References: <incident-4@lendari\.example>/im);
    expect(french?.raw).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(french?.raw).toContain('https://filrouge.example/plans/4');
    expect(french?.raw).toContain('<html lang="fr">');
    expect(english?.raw).toContain('Please complete action plan 4: root cause, owners and due dates.');
  });

  test('to somebody without an address, or whom nobody knows any more, is skipped', async () => {
    const channel = createMailChannel({ url: 'smtp://127.0.0.1:1', from });
    expect(await channel.send(to('shy'), personOf)).toEqual({ outcome: 'skipped', reason: 'no_address' });
    expect(await channel.send(to('who'), personOf)).toEqual({ outcome: 'skipped', reason: 'unknown_person' });
  });

  test('to an address that the server refuses is given up, and the reason names nobody', async () => {
    const { url } = await startSmtp();
    const channel = createMailChannel({ url, from });
    expect(await channel.send(to('gone'), personOf)).toEqual({ outcome: 'dead', reason: 'smtp_550' });
  });

  test('that the server cannot take now is tried again', async () => {
    const { url } = await startSmtp();
    const channel = createMailChannel({ url, from: 'busy@lendari.example' });
    expect(await channel.send(to('lea'), personOf)).toEqual({ outcome: 'failed', reason: 'smtp_451' });
  });

  test('whose answer was lost is neither delivered nor failed: nobody knows', async () => {
    const { url, messages } = await startBadSmtp('drops after');
    const channel = createMailChannel({ url, from });
    expect(await channel.send(to('lea'), personOf)).toEqual({ outcome: 'unknown', reason: 'answer_lost' });
    expect(messages()).toBe(1);
  });

  test('that the server never had whole has failed', async () => {
    const { url } = await startBadSmtp('drops within');
    const sent = await createMailChannel({ url, from }).send(to('lea'), personOf);
    expect(sent.outcome).toBe('failed');
  });

  test('to a server that takes the connection and says nothing ends in a time-out', async () => {
    const { url } = await startBadSmtp('silent');
    const sent = await createMailChannel({ url, from, greetingMs: 100 }).send(to('lea'), personOf);
    expect(sent).toEqual({ outcome: 'failed', reason: 'etimedout' });
  });

  test('to one person that is refused keeps nobody else from theirs', async () => {
    const { url, received } = await startSmtp();
    const channel = createMailChannel({ url, from });
    const [gone, lea] = await Promise.all(['gone', 'lea'].map((id) => channel.send(to(id), personOf)));
    expect([gone?.outcome, lea?.outcome]).toEqual(['dead', 'delivered']);
    expect(received.map((mail) => mail.to)).toEqual([['lea@example.org']]);
  });

  test('to a deputy says in whose place they read it', async () => {
    const { url, received } = await startSmtp();
    const channel = createMailChannel({ url, from });
    await channel.send({ ...to('camille'), instead: 'lea' }, personOf);
    expect(decoded(received[0]?.raw ?? '')).toContain('in the place of Léa Fontaine, who is away');
  });

  test('with no server there is tried again', async () => {
    const channel = createMailChannel({ url: 'smtp://127.0.0.1:1', from });
    expect(await channel.send(to('lea'), personOf)).toMatchObject({ outcome: 'failed' });
  });
});
