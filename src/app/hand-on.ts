import type { Context, MiddlewareHandler } from 'hono';

/** The ways of a stop to a process that can carry it out. */
export type HandOnPorts = {
  /** Whether this process can, now. */
  readonly canAct: () => boolean;
  /** Where another process serves that can. */
  readonly evaluator: () => string | undefined;
  /** Whether one may take over soon: not while the database does not answer. */
  readonly isWorthWaiting?: () => boolean;
  readonly send?: typeof fetch;
  /** For how long nobody may be able to, as while another takes over, and how often it is tried. */
  readonly patience?: { readonly ms: number; readonly everyMs: number };
};

/** A stop that was handed on already is not handed on again. */
const marker = 'filrouge-handed-on';
const carried = ['authorization', 'cookie', 'content-type', 'accept-language', 'user-agent'];
const answered = ['content-type', 'location', 'retry-after'];
const answerMs = 2_000;

/**
 * Any process takes a stop: one that stands by hands it on to the evaluator, with the caller's own key or
 * session, and waits while none evaluates. Stopping twice is no error, so what got no answer is sent again.
 */
export function handOnStops(ports: HandOnPorts): MiddlewareHandler {
  const { canAct, evaluator, isWorthWaiting = () => true } = ports;
  const { patience = { ms: 6_000, everyMs: 200 } } = ports;
  return async (c, next) => {
    const isHandedOn = c.req.header(marker) !== undefined;
    const until = performance.now() + patience.ms;
    while (!canAct() && !isHandedOn && performance.now() < until) {
      const address = evaluator();
      const answer = address === undefined ? undefined : await handedOn(c, address, ports.send ?? fetch);
      if (answer !== undefined) return answer;
      if (!isWorthWaiting()) break;
      await new Promise((resolve) => setTimeout(resolve, patience.everyMs));
    }
    return next();
  };
}

/** The evaluator's answer; nothing when it could not be reached, or cannot act itself. */
async function handedOn(c: Context, address: string, send: typeof fetch): Promise<Response | undefined> {
  // The origin was compared here, with the address that the browser knows.
  const headers = new Headers({ [marker]: '1', origin: new URL(address).origin });
  for (const name of carried) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // Kept by the request, for the case that this process carries the stop out after all.
  const body = await c.req.text();
  const request = { method: 'POST', headers, body, redirect: 'manual' as const };
  const response = await send(`${address}${c.req.path}`, {
    ...request,
    signal: AbortSignal.timeout(answerMs),
  }).catch(() => undefined);
  if (response === undefined || response.status >= 502) return undefined;
  const told = new Headers();
  for (const name of answered) {
    const value = response.headers.get(name);
    if (value !== null) told.set(name, value);
  }
  return new Response(await response.text(), { status: response.status, headers: told });
}
