import type { MiddlewareHandler } from 'hono';

const waiting: (() => void)[] = [];
let isAsked = false;

/**
 * Lets requests with heavy bodies through one at a time, each in a turn of the event loop of its own, once
 * its body is there. Otherwise all that have arrived are worked off in one turn, and whatever must not wait
 * (the lease, a trip, the read of a switch) waits for all of them. There is one loop in a process, and so one
 * line.
 */
export const inOwnTurn: MiddlewareHandler = async (c, next) => {
  await c.req.arrayBuffer();
  await ownTurn();
  return next();
};

function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (!isAsked) ask();
  });
}

function ask(): void {
  isAsked = true;
  setImmediate(() => {
    waiting.shift()?.();
    if (waiting.length > 0) ask();
    else isAsked = false;
  });
}
