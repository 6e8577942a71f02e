import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { hmacOf } from '../../../src/platform/hmac.ts';
import { eachEngine } from '../../support/database.ts';
import { openHouse } from '../../support/house.ts';
import { rulesWith } from './desk.ts';

const start = '2026-06-05T08:00:00Z';
const now = Date.parse(start);
const secret = 'secret-of-the-app';
const desks = `  hubspot:
    agent: { from: bot, values: { margaux: margaux } }
    fields:
      settled: { from: hs_pipeline_stage, is: ["4"] }
`;

/** The API of HubSpot, with one ticket. */
async function startApi(ticket: object) {
  const server = createServer((_, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ total: 1, results: [ticket] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

eachEngine('an event of HubSpot, which holds one property', (open) => {
  test('is taken under the address that HubSpot knows, and the ticket that it is about is asked for ten seconds later', async () => {
    const properties = {
      hs_pipeline_stage: '4',
      bot: 'margaux',
      time_to_first_agent_reply: '60000',
      subject: 'Jean',
    };
    const api = await startApi({ id: '123', updatedAt: start, properties });
    const rulesDir = await rulesWith(desks);
    const env = {
      FILROUGE_PUBLIC_URL: 'https://filrouge.example',
      FILROUGE_HELPDESK_HUBSPOT_SECRET: secret,
      FILROUGE_HELPDESK_HUBSPOT_URL: api.url,
      FILROUGE_HELPDESK_HUBSPOT_TOKEN: 'pat-1',
    };
    const house = await openHouse(await open(), { start, rulesDir, env });
    const told = async (known: string) => {
      const event = { subscriptionType: 'ticket.propertyChange', objectId: 123, occurredAt: now };
      const body = JSON.stringify([{ ...event, propertyName: 'hs_pipeline_stage', propertyValue: '4' }]);
      const at = String(house.clock.now());
      const signature = hmacOf({ hash: 'sha256', encoding: 'base64' }, secret, [
        `POST${known}/v1/hooks/hubspot${body}${at}`,
      ]);
      const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': at };
      return (await fetch(`${house.url}/v1/hooks/hubspot`, { method: 'POST', headers, body })).status;
    };
    const responses = async () => {
      const span = 'from=2026-06-05T07:00:00Z&to=2026-06-05T10:00:00Z&step=3h';
      const { body } = await house.as('viewer').get(`/v1/agents/margaux/series?metric=response_time&${span}`);
      return body.points.flatMap(([, value]: [number, number | null]) => value ?? []);
    };
    try {
      expect(await told(house.url)).toBe(401);
      await house.pass(0);
      expect(await responses()).toEqual([60]);
      expect(await told('https://filrouge.example')).toBe(200);
      await house.pass(10_000);
      expect(await responses()).toEqual([60]);
      const text = await (await fetch(`${house.url}/metrics`)).text();
      expect(text).toContain('filrouge_helpdesk_polls_total{source="hubspot",outcome="answered"} 2');
      expect(text).toContain('filrouge_samples_total{source="helpdesk",outcome="accepted"} 1');
    } finally {
      await house.stop();
      api.stop();
      await rm(rulesDir, { recursive: true, force: true });
    }
  });
});
