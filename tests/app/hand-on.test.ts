import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { type HandOnPorts, handOnStops } from '../../src/app/hand-on.ts';

const patience = { ms: 300, everyMs: 10 };
const body = JSON.stringify({ reason: 'odd answers' });
type Seen = { url: string; headers: Headers; body: string };

/** A process that stands by, before an evaluator that answers these, one after the other. */
function standby(answers: (Response | 'lost')[], more: Partial<HandOnPorts> = {}) {
  const seen: Seen[] = [];
  const send: typeof fetch = async (url, init) => {
    seen.push({ url: String(url), headers: new Headers(init?.headers), body: String(init?.body) });
    const answer = answers.shift() ?? 'lost';
    if (answer === 'lost') throw new TypeError('fetch failed');
    return answer;
  };
  const app = new Hono();
  app.post(
    '/v1/agents/:agent/suspend',
    handOnStops({ canAct: () => false, evaluator: () => 'http://b:4090', send, patience, ...more }),
  );
  app.post('/v1/agents/:agent/suspend', async (c) => c.text(`here: ${await c.req.text()}`, 503));
  const stop = (headers: Record<string, string> = {}) =>
    app.request('/v1/agents/margaux/suspend', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer fr_lea', ...headers },
    });
  return { seen, stop };
}

const unavailable = () => new Response('{}', { status: 503 });

test('a process that stands by hands a stop on with the caller’s own key, and gives the evaluator’s answer', async () => {
  const { seen, stop } = standby([Response.json({ mayRun: false }, { status: 200 })]);
  const answer = await stop();
  expect([answer.status, await answer.json()]).toEqual([200, { mayRun: false }]);
  expect(seen.map(({ url }) => url)).toEqual(['http://b:4090/v1/agents/margaux/suspend']);
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer fr_lea');
  expect(seen[0]?.body).toBe(body);
});

test.each([401, 403, 404, 422])('the evaluator’s %d is the answer', async (status) => {
  const { seen, stop } = standby([new Response('{}', { status })]);
  expect((await stop()).status).toBe(status);
  expect(seen).toHaveLength(1);
});

test('while another takes over, it is tried again, and stopped by whoever evaluates then', async () => {
  const { seen, stop } = standby(['lost', unavailable(), new Response('{}', { status: 200 })]);
  expect((await stop()).status).toBe(200);
  expect(seen).toHaveLength(3);
});

test('who takes over in the meantime stops the agent itself', async () => {
  let asked = 0;
  const canAct = () => {
    asked += 1;
    return asked > 2;
  };
  const { stop } = standby(['lost', 'lost'], { canAct });
  expect(await (await stop()).text()).toBe(`here: ${body}`);
});

test('a stop that was handed on goes no further, and one that nobody takes is refused in the end', async () => {
  const handedOn = standby([]);
  expect((await handedOn.stop({ 'filrouge-handed-on': '1' })).status).toBe(503);
  expect(handedOn.seen).toEqual([]);
  const alone = standby([], { evaluator: () => undefined });
  expect((await alone.stop()).status).toBe(503);
  expect(alone.seen).toEqual([]);
});
