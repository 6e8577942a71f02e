import { once } from 'node:events';
import { createServer } from 'node:net';
import { Failure } from './failure.ts';
import type { News } from './messages.ts';
import type { Crew, Part, Running } from './processes.ts';
import { replaceMargaux, type Seen } from './seen.ts';
import { until } from './until.ts';

/** Margaux, the shop and the customers, each a process of its own. */
export type Parts = {
  readonly urls: Readonly<Record<'margaux' | 'shop', string>>;
  readonly pids: () => Readonly<Record<'margaux' | 'shop' | 'customers', number>>;
  readonly orderFeed: Running['order'];
  /** Deploys Margaux again, with the guard; resolves once the new process serves. */
  readonly deployWithGuard: () => Promise<void>;
  /** All of them leave, Margaux once she has reported all that the customers said. */
  readonly dismiss: () => Promise<void>;
};

export type PartsOrder = {
  readonly filrouge: string;
  readonly keys: Readonly<Record<'margaux' | 'feed', string>>;
  /** How Margaux is tied to filrouge. */
  readonly ties: Part['env'];
  readonly seen: Seen;
  readonly signal: AbortSignal;
  readonly onNews: (news: News) => void;
  readonly onFailure: (failure: Failure) => void;
};

/** Starts them; resolves once all of them serve. */
export async function startParts(crew: Crew, order: PartsOrder): Promise<Parts> {
  const { filrouge, keys, seen, signal, ties } = order;
  const ports = { margaux: await freePort(), shop: await freePort() };
  const urls = { margaux: `http://127.0.0.1:${ports.margaux}`, shop: `http://127.0.0.1:${ports.shop}` };
  const begin = (name: string, env: Part['env'], onNews: (news: News) => void = order.onNews) =>
    crew.start({
      args: ['demo', name],
      env: { FILROUGE_URL: filrouge, MARGAUX_URL: urls.margaux, SHOP_URL: urls.shop, ...env },
      onNews,
      onEnd: ({ why, lastWords }) =>
        order.onFailure(new Failure(`${name} to keep running`, `${why}\n${lastWords}`)),
    });
  const serving = async (name: 'margaux' | 'shop', env: Part['env']): Promise<Running> => {
    let isServing = false;
    const running = begin(name, { PORT: String(ports[name]), ...env }, (news) => {
      isServing ||= news.kind === 'listening';
      order.onNews(news);
    });
    await until(signal, `${name} to serve`, () => isServing || undefined);
    return running;
  };
  const beginMargaux = (env: Part['env']) =>
    serving('margaux', { FILROUGE_KEY: keys.margaux, ...ties, ...env });

  let [margaux, shop] = await Promise.all([beginMargaux({}), serving('shop', { FILROUGE_KEY: keys.feed })]);
  const customers = begin('customers', {});
  const reported = () =>
    until(signal, 'Margaux to report all of her answers', () => seen.reported.waiting === 0 || undefined);

  return {
    urls,
    pids: () => ({ margaux: margaux.pid, shop: shop.pid, customers: customers.pid }),
    orderFeed: (what) => shop.order(what),
    deployWithGuard: async () => {
      await reported();
      await margaux.stop();
      replaceMargaux(seen);
      margaux = await beginMargaux({ CHECK_LIVE: 'true' });
    },
    dismiss: async () => {
      await customers.stop();
      await reported();
      await Promise.all([margaux.stop(), shop.stop()]);
    },
  };
}

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
