import { type Backoff, backoffMs } from '../../platform/backoff.ts';
import { parseHttpDate } from '../../platform/iso.ts';
import { faultOf, type PullFault } from './fault.ts';
import { type Fetched, fetchBounded } from './fetch.ts';
import { doorOf, type Site } from './site.ts';

/** A question to an API that speaks JSON. */
export type ApiRequest = {
  readonly path: string;
  readonly parameters?: readonly (readonly [string, string])[];
  /** Sent as JSON, by POST unless `method` says otherwise. */
  readonly body?: object;
  readonly method?: 'PUT';
  /** Asked once whatever comes: nobody knows whether a question without an answer was heard. */
  readonly isOnce?: boolean;
};

/** Asks an API; `json` is undefined where it answers nothing. */
export type Ask = (request: ApiRequest) => Promise<{ readonly json: unknown } | PullFault>;

/** The turns of those who ask one server, so that all of them together ask it no more than this. */
export type Pace = {
  /** Gives the turns of a tick. */
  readonly refill: (now: number) => void;
  /** Resolves with a turn, once it is this time. */
  readonly turn: (notBefore: number, now: number) => Promise<void>;
  /** Gives everybody a turn, who then sees that all is over. */
  readonly close: () => void;
};

/** So many turns a tick, in the order in which they were wanted. */
export function createPace(perTick: number): Pace {
  let waiting: { readonly notBefore: number; readonly go: () => void }[] = [];
  let left = 0;
  return {
    refill: (now) => {
      const due = waiting.filter(({ notBefore }) => notBefore <= now).slice(0, perTick);
      waiting = waiting.filter((one) => !due.includes(one));
      left = perTick - due.length;
      for (const { go } of due) go();
    },
    turn: async (notBefore, now) => {
      if (left > 0 && notBefore <= now) left -= 1;
      else await new Promise<void>((go) => waiting.push({ notBefore, go }));
    },
    close: () => {
      left = Number.POSITIVE_INFINITY;
      for (const { go } of waiting.splice(0)) go();
    },
  };
}

/** The surroundings of an asker. */
export type AskerPorts = {
  readonly site: Site;
  /** The header in which the token is shown, where it is no bearer token. */
  readonly tokenHeader?: string;
  /** Sent with each question. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly pace: Pace;
  readonly now: () => number;
  readonly stopped: AbortSignal;
};

const [mostBytes, deadlineMs] = [8 * 1_024 * 1_024, 10_000];
/** A question whose fault may pass is asked up to this often in a row. */
const mostAttempts = 4;
const again: Backoff = { firstMs: 2_000, longestMs: 60_000 };
/** Nobody is waited for longer, whatever he says. */
const longestWaitMs = 3_600_000;

/** Asks one server, politely: in turns, and after the time that it says when it has had enough. */
export function createAsker(ports: AskerPorts): Ask {
  const { site, tokenHeader, headers, pace, now, stopped } = ports;
  return async ({ path, parameters = [], body, method = 'POST', isOnce = false }) => {
    const { address, authorization } = doorOf(site, path);
    for (const [name, value] of parameters) address.searchParams.append(name, value);
    const shown: Record<string, string> =
      tokenHeader !== undefined && site.token !== undefined
        ? { [tokenHeader]: site.token }
        : authorization === undefined
          ? {}
          : { Authorization: authorization };
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const own = { headers: { Accept: 'application/json', ...headers, ...shown, ...type } };
    const request = body === undefined ? own : { ...own, method, body: JSON.stringify(body) };
    let notBefore = now();
    for (let attempt = 1; ; attempt += 1) {
      await pace.turn(notBefore, stopped.aborted ? Number.POSITIVE_INFINITY : now());
      if (stopped.aborted) return faultOf('unreachable', 'this process ends');
      const answer = await fetchBounded(address.href, request, { deadlineMs, mostBytes, stopped });
      const read = 'outcome' in answer ? answer : readJson(answer);
      if (!('outcome' in read) || attempt === mostAttempts || isOnce || !passes(answer)) return read;
      notBefore = now() + Math.max(backoffMs(attempt, again), retryAfterMs(answer, now()));
    }
  };
}

function passes(answer: Fetched | PullFault): boolean {
  if ('outcome' in answer) return answer.outcome === 'timeout' || answer.outcome === 'unreachable';
  return answer.status === 429 || answer.status >= 500;
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(answer: Fetched | PullFault, now: number): number {
  const told = 'outcome' in answer ? undefined : answer.retryAfter;
  if (told === undefined) return 0;
  const ms = /^\d+(?:\.\d+)?$/.test(told) ? Number(told) * 1_000 : (parseHttpDate(told) ?? 0) - now;
  return Math.min(Math.max(ms, 0), longestWaitMs);
}

function readJson({ status, text }: Fetched): { readonly json: unknown } | PullFault {
  if (status < 200 || status > 299) return { ...faultOf('http_error', `it answers HTTP ${status}`), status };
  if (text.trim() === '') return { json: undefined };
  try {
    return { json: JSON.parse(text) };
  } catch {
    return faultOf('malformed', 'it answers with what is no JSON');
  }
}
