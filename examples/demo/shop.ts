import { Hono } from 'hono';
import { z } from 'zod';
import { listen } from '../../src/platform/http/server.ts';
import { items } from './catalogue.ts';
import { FeedOrder, tell } from './messages.ts';

/** The environment of the shop's process. */
export const ShopSettings = z.object({
  FILROUGE_URL: z.url(),
  FILROUGE_KEY: z.string().min(1),
  MARGAUX_URL: z.url(),
  PORT: z.coerce.number().int(),
});
export type ShopSettings = z.infer<typeof ShopSettings>;

const syncEveryMs = 500;
const deliverEveryMs = 7_000;
const perDelivery = 4;
/** The morning's shelves: two of five items are sold out, and come back with the deliveries. */
const soldOutAtFirst = 40;

/**
 * The shop: its shelves, where customers see what is really there, the deliveries that fill them, and the
 * feed that brings the catalogue to Margaux and its heartbeat to filrouge.
 */
export async function runShop(settings: ShopSettings): Promise<() => Promise<void>> {
  const shelves = new Map(items.map((item, place) => [item, (place * 37) % items.length >= soldOutAtFirst]));
  const feed = { isStalled: false, isBusy: false };

  const synchronise = async (): Promise<void> => {
    if (feed.isStalled || feed.isBusy) return;
    feed.isBusy = true;
    const at = Date.now();
    if (await put(`${settings.MARGAUX_URL}/catalogue`, Object.fromEntries(shelves))) {
      await beat(settings, at);
      tell({ kind: 'synchronised', at });
    }
    feed.isBusy = false;
  };

  const app = new Hono();
  app.get('/stock/:item', (c) => {
    const available = shelves.get(c.req.param('item'));
    return available === undefined ? c.notFound() : c.json({ available });
  });
  const server = await listen(app, { host: '127.0.0.1', port: settings.PORT });
  tell({ kind: 'listening', url: server.url });

  process.on('message', (order) => {
    feed.isStalled = FeedOrder.parse(order) === 'stall';
    void synchronise();
  });
  const timers = [
    setInterval(() => void synchronise(), syncEveryMs),
    setInterval(() => {
      deliver(shelves);
      void synchronise();
    }, deliverEveryMs),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await server.close();
  };
}

/** A delivery fills some shelves; on the way to the till, one item has sold out. */
function deliver(shelves: Map<string, boolean>): void {
  const arrived = [...shelves].filter(([, here]) => !here).map(([item]) => item);
  const there = [...shelves].filter(([, here]) => here).map(([item]) => item);
  const news = { arrived: arrived.slice(0, perDelivery), soldOut: there.slice(-1) };
  for (const item of news.arrived) shelves.set(item, true);
  for (const item of news.soldOut) shelves.set(item, false);
  tell({ kind: 'delivery', ...news, at: Date.now() });
}

async function put(address: string, body: unknown): Promise<boolean> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** The heartbeat: a sample for each synchronisation. A lost one is not repeated: the next one comes. */
async function beat({ FILROUGE_URL, FILROUGE_KEY }: ShopSettings, at: number): Promise<void> {
  const sample = {
    agent: 'margaux',
    metric: 'catalogue_freshness',
    value: 0,
    at: new Date(at).toISOString(),
  };
  await fetch(`${FILROUGE_URL}/v1/samples`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${FILROUGE_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ samples: [sample] }),
  }).catch(() => {});
}
