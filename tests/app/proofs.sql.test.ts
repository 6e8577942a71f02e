import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Received, startBadSmtp, startReceiver } from '../notices/peers.ts';
import { eachEngine, onPglite } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { webhookTo } from '../support/webhook.ts';
import { rulesWith } from '../thread/rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 120_000 });

const [hour, day] = [3_600_000, 86_400_000];
const rule = '- { id: error-rate, when: error_rate > 2% over 5m, min_samples: 1, then: suspend }';

/** Margaux alone, proved each week at night. */
async function rulesAtNight(): Promise<string> {
  const rulesDir = await rulesWith(rule);
  const file = join(rulesDir, 'agents/margaux.yaml');
  const schedule = 'proofs: { every: 7d, between: { from: "03:00", to: "05:00" } }\nrules:';
  await writeFile(file, (await readFile(file, 'utf8')).replace('rules:', schedule));
  return rulesDir;
}

eachEngine('proof tests by schedule', (open) => {
  let house: House;
  afterEach(() => house.stop());

  /** A house in the evening, whose webhook answers as `answers` says. */
  async function start(answers: { status: number }): Promise<void> {
    const { url } = await startReceiver((response) => response.writeHead(answers.status).end());
    house = await openHouse(await open(), {
      ...{ rulesDir: await rulesAtNight(), env: webhookTo(url), drillWithinMs: 20_000 },
      start: '2026-06-05T20:00:00Z',
    });
  }

  const kinds = async () =>
    (await ok(house.as('viewer').get('/v1/register?limit=200'))).items
      .map(({ kind }: { kind: string }) => kind)
      .filter((kind: string) => kind.startsWith('proof'));
  const agent = () => ok(house.as('viewer').get('/v1/agents/margaux'));
  /** Hours pass in which the agent goes on to read its switch. */
  const hours = async (count: number) => {
    for (let each = 0; each < count * 2; each += 1) {
      house.clock.advance(hour / 2);
      await ok(house.as('margaux').get('/v1/agents/margaux/switch'));
      await house.pass(0);
    }
  };

  test('come in the quiet hours and pass, once a week', async () => {
    await start({ status: 200 });
    await hours(4);
    expect(await kinds()).toEqual([]);
    await hours(3);
    expect(await kinds()).toEqual(['proofPassed']);
    expect((await agent()).readiness).toEqual({ ready: true, reasons: [] });
    await hours(24);
    expect(await kinds()).toEqual(['proofPassed']);
    await house.pass(5 * day);
    await hours(24);
    expect(await kinds()).toEqual(['proofPassed', 'proofPassed']);
  });

  test('that fail are on record, told at once and each day, shown, tried each night, until one passes', async () => {
    const answers = { status: 410 };
    await start(answers);
    await hours(7);
    expect(await kinds()).toEqual(['proofFailed']);
    const { readiness, proofAttempt } = await agent();
    expect(readiness.reasons).toContainEqual(
      expect.objectContaining({ kind: 'proof_failed', rules: ['error-rate'] }),
    );
    expect(proofAttempt).toMatchObject({
      outcome: 'failed',
      code: 'proof_not_delivered',
      rule: 'error-rate',
    });
    const metrics = (await house.as('viewer').get('/metrics')).body;
    expect(metrics).toContain('filrouge_switch_ready{agent="margaux"} 0');
    expect(metrics).toContain('filrouge_switch_not_ready{agent="margaux",reason="proof_failed"} 1');
    const told = async () =>
      (await ok(house.as('viewer').get('/v1/notices?limit=200'))).items.filter(
        ({ kind }: { kind: string }) => kind === 'proof_failed',
      ).length;
    expect(await told()).toBe(1);
    await hours(25);
    expect(await kinds()).toEqual(['proofFailed', 'proofFailed']);
    expect(await told()).toBe(2);
    answers.status = 200;
    await hours(24);
    expect((await kinds()).slice(2)).toEqual(['proofPassed']);
    expect((await agent()).readiness).toMatchObject({ ready: true });
  });

  test('are skipped while the agent is stopped, which is said, and fail while nobody reads its switch', async () => {
    await start({ status: 200 });
    await ok(house.as('ops').post('/v1/agents/margaux/suspend', { reason: 'Odd' }));
    await hours(7);
    expect(await kinds()).toEqual([]);
    expect((await agent()).proofAttempt).toMatchObject({ outcome: 'skipped', code: 'agent_suspended' });
    await ok(house.as('camille').post('/v1/agents/margaux/resume', { reason: 'Fine' }));
    // To the last minute of the quiet hours.
    await house.pass(day - 60_000);
    expect(await kinds()).toEqual(['proofFailed']);
    expect((await agent()).proofAttempt).toMatchObject({ outcome: 'failed', code: 'proof_out_of_reach' });
    const by = await house.as('ops').post('/v1/rules/error-rate/proof', { agent: 'margaux' });
    expect(by.body).toMatchObject({ status: 409, type: 'urn:filrouge:problem:proof_out_of_reach' });
  });
});

onPglite('a proof test', (open) => {
  let house: House;
  afterEach(() => house.stop());

  const local = { FILROUGE_ALLOW_PRIVATE_TARGETS: 'true' };
  const answering = async (status: number) => {
    const { url } = await startReceiver((response) => response.writeHead(status).end());
    return url;
  };
  const refusing = async () => `http://127.0.0.1:${await freePort()}/`;
  const mailBy = (url: string) => ({
    ...local,
    FILROUGE_SMTP_URL: url,
    FILROUGE_MAIL_FROM: 'filrouge@lendari.example',
  });
  /** Takes what it is sent, and answers nothing. */
  const silent = async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  /** Knows the secret, and takes nothing that is signed by another. */
  const strict = async () => {
    const { Webhook } = await import('standardwebhooks');
    const other = new Webhook(`whsec_${Buffer.alloc(32, 2).toString('base64')}`);
    const taken: Received[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      try {
        other.verify(body, request.headers as Record<string, string>);
        taken.push({ headers: request.headers, body });
        response.writeHead(204).end();
      } catch {
        response.writeHead(401).end();
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  describe('finds every channel that is broken', () => {
    test.each<[what: string, env: () => Promise<Record<string, string>>]>([
      ['a webhook that answers 500', async () => webhookTo(await answering(500))],
      ['a webhook that is gone', async () => webhookTo(await answering(410))],
      ['a webhook that does not answer', async () => webhookTo(await silent())],
      ['a webhook that knows another secret', async () => webhookTo(await strict())],
      ['a webhook whose name is not found', async () => webhookTo('http://nowhere.invalid/')],
      [
        'a webhook without the encryption it is asked for',
        async () => webhookTo((await answering(204)).replace('http:', 'https:')),
      ],
      ['a mail server that refuses connections', async () => mailBy(`smtp://127.0.0.1:${await freePort()}`)],
      ['a mail server that says nothing', async () => mailBy((await startBadSmtp('silent')).url)],
      ['a chat that is not found', async () => ({ ...local, FILROUGE_CHAT_URL: await answering(404) })],
      [
        'an Apprise that is down',
        async () => ({ ...local, FILROUGE_APPRISE_URL: `${await refusing()}notify/x` }),
      ],
    ])('%s', async (_, env) => {
      house = await openHouse(await open(), {
        rulesDir: await rulesWith(rule),
        env: await env(),
        drillWithinMs: 1_000,
        // Whoever ends a house waits for what is on its way.
        channelTimeoutMs: 500,
      });
      await ok(house.as('margaux').get('/v1/agents/margaux/switch'));
      const { status, body } = await house.as('ops').post('/v1/rules/error-rate/proof', { agent: 'margaux' });
      expect({ status, type: body.type }).toEqual({
        status: 409,
        type: 'urn:filrouge:problem:proof_not_delivered',
      });
      const { items } = await ok(house.as('viewer').get('/v1/register?kind=proofPassed'));
      expect(items).toEqual([]);
    });
  });
});
