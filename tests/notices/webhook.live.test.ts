import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Language } from '../../src/language/language.ts';
import { createChatChannel } from '../../src/notices/chat.ts';
import { cloudEvent } from '../../src/notices/cloud-event.ts';
import type { Delivery } from '../../src/notices/delivery.ts';
import { noticePayload } from '../../src/notices/payload.ts';
import { createPost, createTelling, createWebhookChannel } from '../../src/notices/webhook.ts';
import { startReceiver } from './peers.ts';
import { trip } from './samples.ts';

const secret = `whsec_${Buffer.from('a secret of the receiver').toString('base64')}`;
const delivery: Delivery = { id: 'msg_1', channel: 'webhook', attempts: 1, createdAt: 0, notice: trip() };
const nobody = () => undefined;
const open = { secret, allowPrivate: true, now: Date.now };

describe('a webhook', () => {
  test('is signed so that the library of the receiver accepts it', async () => {
    const { url, received } = await startReceiver();
    const channel = createWebhookChannel({ ...open, url, publicUrl: 'https://filrouge.example' });
    expect(await channel.send(delivery, nobody)).toEqual({ outcome: 'delivered' });
    const [got] = received;
    const headers = got?.headers as Record<string, string>;
    const verified = new Webhook(secret).verify(got?.body ?? '', headers);
    expect(verified).toEqual(noticePayload(delivery.notice, 'https://filrouge.example'));
    expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'content-type': 'application/json' });
    expect(() => new Webhook(secret).verify(`${got?.body} `, headers)).toThrow('No matching signature');
  });

  test('is signed by each secret while one is changed: receivers of the new and the old one accept it', async () => {
    const { url, received } = await startReceiver();
    const fresh = `whsec_${Buffer.from('another secret of theirs').toString('base64')}`;
    const both = { ...open, secret: `${fresh},${secret}`, format: 'cloudevents' as const };
    await createWebhookChannel({ ...both, url }).send(delivery, nobody);
    const [got] = received;
    const headers = got?.headers as Record<string, string>;
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    const event = cloudEvent('msg_1', delivery.notice, undefined);
    for (const known of [secret, fresh])
      expect(new Webhook(known).verify(got?.body ?? '', headers)).toEqual(event);
    const other = `whsec_${Buffer.from('a secret of nobody here').toString('base64')}`;
    expect(() => new Webhook(other).verify(got?.body ?? '', headers)).toThrow('No matching signature');
  });

  test('keeps its id at another attempt and is signed anew', async () => {
    const { url, received } = await startReceiver();
    let now = Date.now();
    const channel = createWebhookChannel({ ...open, url, now: () => now });
    await channel.send(delivery, nobody);
    now += 60_000;
    await channel.send({ ...delivery, attempts: 2 }, nobody);
    const [first, second] = received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(second?.['webhook-timestamp']).not.toBe(first?.['webhook-timestamp']);
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
  });
});

describe('a receiver that says that it is gone (410)', () => {
  const critical = { severity: 'critical', kind: 'agent_tripped' } as const;
  const minor = { severity: 'warning', kind: 'rule_alert' } as const;
  function telling(...statuses: number[]) {
    const posted: string[] = [];
    const tell = createTelling(async (body) => {
      posted.push(body);
      const status = statuses.shift() ?? 200;
      if (status === 410) return { outcome: 'dead', reason: 'http_410' };
      return status === 200 ? { outcome: 'delivered' } : { outcome: 'failed', reason: `http_${status}` };
    });
    return { posted, tell };
  }

  test('is told nothing more but what is critical, and that again and again', async () => {
    const { posted, tell } = telling(410, 410, 410);
    expect(await tell([minor], 'a', {})).toEqual({ outcome: 'dead', reason: 'http_410' });
    expect(await tell([minor], 'b', {})).toEqual({ outcome: 'skipped', reason: 'http_410' });
    expect(await tell([critical], 'c', {})).toEqual({ outcome: 'failed', reason: 'http_410' });
    expect(await tell([critical], 'c', {})).toEqual({ outcome: 'failed', reason: 'http_410' });
    expect(posted).toEqual(['a', 'c', 'c']);
  });

  test.each(['drill', 'test_message'] as const)(
    'is tried anew by a %s, once, and is back when it takes that',
    async (kind) => {
      const { posted, tell } = telling(410, 410, 200, 200);
      await tell([minor], 'a', {});
      expect(await tell([minor, { severity: 'info', kind }], 'b', {})).toEqual({
        outcome: 'dead',
        reason: 'http_410',
      });
      expect((await tell([minor], 'c', {})).outcome).toBe('skipped');
      expect((await tell([minor, { severity: 'info', kind }], 'd', {})).outcome).toBe('delivered');
      expect((await tell([minor], 'e', {})).outcome).toBe('delivered');
      expect(posted).toEqual(['a', 'b', 'd', 'e']);
    },
  );

  test('is told everything again as soon as it takes something, and not by another failure', async () => {
    const { posted, tell } = telling(410, 503, 200, 200);
    await tell([critical], 'a', {});
    expect(await tell([critical], 'a', {})).toEqual({ outcome: 'failed', reason: 'http_503' });
    expect((await tell([minor], 'b', {})).outcome).toBe('skipped');
    expect((await tell([critical], 'a', {})).outcome).toBe('delivered');
    expect((await tell([minor], 'c', {})).outcome).toBe('delivered');
    expect(posted).toEqual(['a', 'a', 'a', 'c']);
  });

  test('is so for a webhook and for a chat', async () => {
    const { url } = await startReceiver((response) => response.writeHead(410).end());
    const alarm = { ...delivery, notice: { ...delivery.notice, severity: 'critical' as const } };
    for (const channel of [
      createWebhookChannel({ ...open, url }),
      createChatChannel({ ...open, url, language: () => 'en' }),
    ])
      expect(await channel.send(alarm, nobody)).toEqual({ outcome: 'failed', reason: 'http_410' });
  });
});

describe('what the receiver answers', () => {
  const answered = async (status: number, headers: Record<string, string> = {}) => {
    const receiver = await startReceiver((response) => response.writeHead(status, headers).end());
    const post = createPost({ url: receiver.url, allowPrivate: true });
    return { sent: await post('{}', {}), requests: receiver.received.length };
  };

  test('2xx is delivered, and nothing else is', async () => {
    expect((await answered(200)).sent).toEqual({ outcome: 'delivered' });
    expect((await answered(299)).sent).toEqual({ outcome: 'delivered' });
    expect((await answered(400)).sent).toEqual({ outcome: 'failed', reason: 'http_400' });
    expect((await answered(500)).sent).toEqual({ outcome: 'failed', reason: 'http_500' });
  });

  test('a redirect is not followed', async () => {
    const other = await startReceiver();
    const { sent } = await answered(307, { location: other.url });
    expect(sent).toEqual({ outcome: 'failed', reason: 'http_307' });
    expect(other.received).toEqual([]);
  });

  test('410 ends the delivery at once', async () => {
    expect((await answered(410)).sent).toEqual({ outcome: 'dead', reason: 'http_410' });
  });

  test('a wish to be left alone for a while is heard', async () => {
    expect((await answered(503, { 'retry-after': '120' })).sent).toEqual({
      outcome: 'failed',
      reason: 'http_503',
      askedMs: 120_000,
    });
    expect((await answered(503, { 'retry-after': 'soon' })).sent).toEqual({
      outcome: 'failed',
      reason: 'http_503',
    });
  });

  test('a body without end is cut off, and the status counts', async () => {
    const { url } = await startReceiver((response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.writable && !response.destroyed && response.write('x'.repeat(64 * 1024)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(await createPost({ url, allowPrivate: true })('{}', {})).toEqual({ outcome: 'delivered' });
  });

  test('nothing at all ends in a time-out', async () => {
    const { url } = await startReceiver(() => {});
    const post = createPost({ url, allowPrivate: true, timeoutMs: 50 });
    expect(await post('{}', {})).toEqual({ outcome: 'failed', reason: 'timeout' });
  });

  test('bytes that are no HTTP are a failure with its code', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end('\u0000\u0001 not http at all\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const post = createPost({ url: `http://127.0.0.1:${port}/`, allowPrivate: true });
    expect(await post('{}', {})).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^hpe_/) });
  });

  test('a closed port is a failure with its code', async () => {
    const post = createPost({ url: 'http://127.0.0.1:1/', allowPrivate: true });
    expect(await post('{}', {})).toEqual({ outcome: 'failed', reason: 'econnrefused' });
  });
});

describe('an address that is none of the public', () => {
  test('is never connected to, unless private targets are allowed', async () => {
    const { port, received } = await startReceiver();
    const hosts = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '0.0.0.0',
      '169.254.169.254',
      '[::ffff:127.0.0.1]',
      '[::127.0.0.1]',
      '127.1',
    ];
    for (const host of hosts) {
      const post = createPost({ url: `http://${host}:${port}/`, allowPrivate: false });
      expect([host, await post('{}', {})]).toEqual([host, { outcome: 'failed', reason: 'private_target' }]);
    }
    const secure = createPost({ url: `https://127.0.0.1:${port}/`, allowPrivate: false });
    expect(await secure('{}', {})).toEqual({ outcome: 'failed', reason: 'private_target' });
    expect(received).toEqual([]);
  });
});

describe('a message in the chat', () => {
  test('is posted as the text of an incoming webhook, in the language of the room', async () => {
    const { url, received } = await startReceiver();
    const send = (language: Language) =>
      createChatChannel({ url, allowPrivate: true, language: () => language }).send(delivery, nobody);
    await send('en');
    await send('fr');
    const [english, french] = received.map(({ body }) => JSON.parse(body).text);
    expect(english).toContain('*Incident 4: Margaux is suspended, error rate 2.3%*');
    expect(french).toContain('Merci de compléter le plan d’action 4');
  });
});
