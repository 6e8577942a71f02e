import { adminKey } from '../../lib/filrouge.ts';
import { pause } from '../../lib/processes.ts';

/** Orders that stop an agent and let it run again, one after the other, and what they say of it. */
export type Switching = {
  /** Whether the agent may stand so, by what was answered before a moment and what was under way then (wall-clock ms). */
  readonly mayStandAt: (at: number, mayRun: boolean) => boolean;
  /** How many were carried out. */
  readonly orders: () => number;
  readonly stop: () => Promise<void>;
};

type Order = { readonly mayRun: boolean; readonly askedAt: number; answeredAt: number };

/** Stops `margaux` and lets it run, by turns, as long as the service answers, and goes on when it does again. */
export function startSwitching(url: string): Switching {
  const orders: Order[] = [];
  let [isStopped, mayRun] = [false, true];
  const run = async (): Promise<void> => {
    while (!isStopped) {
      await pause(100);
      const order: Order = { mayRun: !mayRun, askedAt: Date.now(), answeredAt: Number.POSITIVE_INFINITY };
      orders.push(order);
      // The one that is not answered may have been carried out: the same is ordered until one is.
      if (!(await isCarriedOut(url, order.mayRun))) continue;
      order.answeredAt = Date.now();
      mayRun = order.mayRun;
    }
  };
  const running = run();
  return {
    mayStandAt: (at, stands) => {
      const answered = orders.findLastIndex(({ answeredAt }) => answeredAt < at);
      const last = orders[answered]?.mayRun ?? true;
      return (
        last === stands ||
        orders.some((order, place) => place > answered && order.askedAt <= at && order.mayRun === stands)
      );
    },
    orders: () => orders.filter(({ answeredAt }) => Number.isFinite(answeredAt)).length,
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

async function isCarriedOut(url: string, mayRun: boolean): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/agents/margaux/${mayRun ? 'resume' : 'suspend'}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ reason: 'to see whether it lasts' }),
      signal: AbortSignal.timeout(5_000),
    });
    await answer.arrayBuffer();
    // 409: it stands so already.
    return answer.ok || answer.status === 409;
  } catch {
    return false;
  }
}
