import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { manualClock } from '../../support/clock.ts';
import { postgresMaker } from '../../support/database.ts';
import { openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';
import { startRequestTracker } from '../../support/request-tracker.ts';
import { rulesWith } from './desk.ts';

const missing = missingPeer('rt-crontool-5');
const makeDatabase = postgresMaker();
const secret = 'correct-horse-battery';
const desk = `  rt:
    agent: { from: CustomFields.agent, values: { margaux: margaux } }
    fields:
      csat: { from: CustomFields.csat }
`;

/** The network between Request Tracker and filrouge: what is sent while filrouge is away is lost. */
async function startNetwork() {
  const network = { to: undefined as string | undefined, passed: [] as string[] };
  const textOf = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  };
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    if (network.to === undefined) {
      request.destroy();
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('webhook-'));
    const answer = await fetch(network.to, {
      method: 'POST',
      headers: Object.fromEntries(headers) as Record<string, string>,
      body,
    });
    network.passed.push(body);
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { network, url: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}

test.skipIf(missing !== undefined)(
  `tickets of a real Request Tracker become interactions, told by its scrip, and found by asking where that was lost${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const { network, url, stop } = await startNetwork();
    const rulesDir = await rulesWith(desk);
    const rt = await startRequestTracker({ url, secret });
    const clock = manualClock(Date.now());
    const env = {
      FILROUGE_HELPDESK_RT_SECRET: secret,
      FILROUGE_HELPDESK_RT_URL: rt.url,
      FILROUGE_HELPDESK_RT_TOKEN: rt.token,
    };
    const house = await openHouse(await openDatabase({ url: await makeDatabase() }), {
      clock,
      rulesDir,
      env,
    });
    network.to = `${house.url}/v1/hooks/rt`;
    /** The mean of a metric, and over how many interactions. */
    const counted = async () => {
      await house.app.settled();
      const [from, to] = [clock.now() - 3_600_000, clock.now() + 3_600_000].map((at) =>
        new Date(at).toISOString(),
      );
      const of = async (metric: string) => {
        const span = `metric=${metric}&from=${from}&to=${to}&step=24h`;
        const { body } = await house.as('viewer').get(`/v1/agents/margaux/series?${span}`);
        return body.points.flatMap(([, value]: [number, number | null]) => value ?? []);
      };
      return { errors: await of('error_rate'), reopened: await of('reopen_rate'), csat: await of('csat') };
    };
    try {
      const first = await rt.create({ agent: 'margaux', address: '12 rue des Acacias' });
      await rt.reply(first);
      clock.set(Date.now());
      expect(await counted()).toEqual({ errors: [], reopened: [], csat: [] });
      await rt.change(first, { Status: 'resolved' });
      clock.set(Date.now());
      expect(await counted()).toEqual({ errors: [0], reopened: [0], csat: [] });
      await rt.change(first, { Status: 'open' });
      clock.set(Date.now());
      expect(await counted()).toEqual({ errors: [0], reopened: [0.5], csat: [] });
      expect(network.passed.join()).not.toMatch(/jean|order|acacias/i);

      network.to = undefined;
      const second = await rt.create({ agent: 'margaux', csat: '4' });
      expect(await rt.change(second, { Status: 'resolved' })).toEqual([
        expect.stringContaining("to 'resolved'"),
      ]);
      clock.set(Date.now());
      expect(await counted()).toMatchObject({ csat: [] });
      await house.pass(0);
      expect(await counted()).toEqual({ errors: [0], reopened: [1 / 3], csat: [4] });
      const metrics = await (await fetch(`${house.url}/metrics`)).text();
      expect(metrics).toContain('filrouge_helpdesk_polls_total{source="rt",outcome="found"} 1');
    } finally {
      await rt.stop();
      await house.stop();
      stop();
      await rm(rulesDir, { recursive: true, force: true });
    }
  },
);
