import { timeFault, timeLimits } from '../../../metrics/sample.ts';
import { backoffMs } from '../../../platform/backoff.ts';
import type { HelpdeskSource } from '../../../rules/helpdesk.ts';
import type { fetchBounded } from '../../pull/fetch.ts';
import { noteOf, ownFields } from '../fields.ts';
import type { Page, Poll, Question } from '../helpdesk.ts';
import { helpdesks } from '../kinds.ts';
import type { HelpdeskCounts } from '../telemetry.ts';
import { type HelpdeskEvent, type PollStanding, ratingsOf, type Told } from '../told.ts';

/** Where the API of an installation is, and what is shown there. */
export type HelpdeskApi = { readonly url: string; readonly token: string };

/** The outside of asking helpdesks. */
export type AskingPorts = {
  readonly now: () => number;
  readonly busy: () => object | undefined;
  readonly sources: () => readonly HelpdeskSource[];
  readonly api: (name: string) => HelpdeskApi | undefined;
  readonly fetch: typeof fetchBounded;
  /** Between two questions to the same helpdesk. */
  readonly pause: (ms: number, stopped: AbortSignal) => Promise<unknown>;
  readonly standings: () => Promise<ReadonlyMap<string, PollStanding>>;
  readonly note: (standing: PollStanding) => Promise<void>;
  /** Resolves when they are durable, to how many of them are news. */
  readonly keep: (events: readonly HelpdeskEvent[]) => Promise<number>;
  /** There is something to work off. */
  readonly wake: () => void;
  readonly count: HelpdeskCounts['asked'];
};

/** Asks helpdesks for what their webhooks have lost. */
export type Asking = {
  /** Begins what is due, and waits for nothing. Called by the process that evaluates alone. */
  readonly tick: () => void;
  /** A helpdesk is asked soon, and not only when it is due. */
  readonly hurry: (name: string) => void;
  readonly idle: () => Promise<void>;
  /** Gives up what is being asked. */
  readonly stop: () => Promise<void>;
};

const minuteMs = 60_000;
const everyMs = 5 * minuteMs;
/** Where nobody has asked yet, the last day is asked for. */
const firstMs = 1_440 * minuteMs;
/** Changes of one moment are seen in any order, and clocks differ: the last minutes are asked for again. */
const overlapMs = 2 * minuteMs;
/** A change can be found only a little after it was made. */
const soonMs = 10_000;
/** Between two pages: most allow a hundred questions a minute and more. */
const pauseMs = 1_000;
const afterFault = { firstMs: minuteMs, longestMs: 60 * minuteMs };
/** Of one round; the next one goes on. */
const mostPages = 50;
const [deadlineMs, mostBytes] = [20_000, 16 * 1024 * 1024];

type Round = {
  readonly dueAt: number;
  /** There was no answer, or there is none yet: it is left alone until then. */
  readonly waits?: boolean;
  readonly running?: Promise<void>;
};

/** Has asked nobody yet. */
export function createAsking(ports: AskingPorts): Asking {
  const rounds = new Map<string, Round>();
  const stopped = new AbortController();
  const running = () => [...rounds.values()].flatMap((round) => round.running ?? []);
  const idle = async (): Promise<void> => void (await Promise.all(running()));
  const begin = (asked: Asked): void => {
    const round = askOne(ports, asked)
      // The database does not answer: nothing is noted, and it is asked again.
      .catch((): Round => ({ dueAt: ports.now() + minuteMs, waits: true }))
      .then((next) => void rounds.set(asked.name, next));
    rounds.set(asked.name, { dueAt: Number.POSITIVE_INFINITY, waits: true, running: round });
  };
  return {
    tick: () => {
      if (stopped.signal.aborted || ports.busy() !== undefined) return;
      for (const source of ports.sources()) {
        const [{ poll, ratings }, api] = [helpdesks[source.kind], ports.api(source.name)];
        if (api === undefined) continue;
        for (const [name, one] of [
          [source.name, poll],
          [ratingsOf(source.name), ratings],
        ] as const)
          if (one !== undefined && (rounds.get(name)?.dueAt ?? 0) <= ports.now())
            begin({ name, source, poll: one, api, stopped: stopped.signal });
      }
    },
    hurry: (name) => {
      const round = rounds.get(name);
      if (round !== undefined && round.waits !== true)
        rounds.set(name, { dueAt: Math.min(round.dueAt, ports.now() + soonMs) });
    },
    idle,
    stop: async () => {
      stopped.abort();
      await idle();
    },
  };
}

type Asked = {
  /** Of what is remembered about it. */
  readonly name: string;
  readonly source: HelpdeskSource;
  readonly poll: Poll;
  readonly api: HelpdeskApi;
  readonly stopped: AbortSignal;
};

type Span = Pick<Question, 'since' | 'page'>;

/** One round: page after page until there is no more. Answers when the next one is due. */
async function askOne(ports: AskingPorts, asked: Asked): Promise<Round> {
  const { name, source, poll, stopped } = asked;
  const before = (await ports.standings()).get(name);
  const known = before?.upTo ?? ports.now() - firstMs;
  let question: Span = { since: known - overlapMs, page: 1 };
  let newest = known;
  const fail = async ({ reason, waitMs = 0 }: Fault, from = before?.upTo ?? null): Promise<Round> => {
    if (stopped.aborted) return { dueAt: Number.POSITIVE_INFINITY };
    ports.count(source.name, 'no_answer');
    const failures = (before?.failures ?? 0) + 1;
    // What was answered oldest first is known up to where the answers went.
    const upTo = poll.order === 'oldest' ? newest : from;
    const answeredAt = before?.answeredAt ?? null;
    await ports.note({ source: name, upTo, answeredAt, fault: reason, failures });
    return { dueAt: ports.now() + Math.max(backoffMs(failures, afterFault), waitMs), waits: true };
  };
  for (let pages = 0; pages < mostPages; pages += 1) {
    if (pages > 0) await ports.pause(poll.pauseMs ?? pauseMs, stopped);
    const answer = await askPage(ports, asked, question);
    if ('reason' in answer) return fail(answer);
    await keepTold(ports, asked, answer.told);
    // A clock that runs ahead must not hide what comes after it.
    const times = answer.told.map(({ at }) => Math.min(at, ports.now()));
    const [first, last] = [Math.min(...times), Math.min(answer.upTo ?? Math.max(...times), ports.now())];
    newest = Math.max(newest, last);
    const isOldEnough = poll.order === 'newest' && (times.length === 0 || first < question.since - 1_000);
    if (answer.isLast || isOldEnough) return done();
    question = questionAfter(poll, question, last);
  }
  if (poll.order === 'newest')
    return fail({ reason: 'more has changed than is asked for at once: the older part is lost' }, newest);
  return { ...(await done()), dueAt: ports.now() };

  async function done(): Promise<Round> {
    const at = ports.now();
    await ports.note({ source: name, upTo: newest, answeredAt: at, fault: null, failures: 0 });
    return { dueAt: at + everyMs };
  }
}

/** Tickets that change meanwhile move to the end: each page is asked for from where the last ended. */
function questionAfter({ order }: Poll, { since, page }: Span, last: number): Span {
  const from = last - 1_000;
  return order === 'oldest' && from > since ? { since: from, page: 1 } : { since, page: page + 1 };
}

type Fault = { readonly reason: string; readonly waitMs?: number };

async function askPage(
  { fetch, now, count }: AskingPorts,
  { source, poll, api, stopped }: Asked,
  span: Span,
): Promise<Page | Fault> {
  const { path, headers, body } = poll.ask({ ...span, now: now(), fields: ownFields(source) }, api.token);
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(
    api.url.replace(/\/+$/, '') + path,
    { ...sent, headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...headers } },
    { deadlineMs, mostBytes, stopped },
  );
  if ('outcome' in answer) return answer;
  const { status, text, retryAfter } = answer;
  if (status !== 200) {
    const waitMs = Math.min(Number(retryAfter) || 0, 3_600) * 1_000;
    return { reason: `it answers with HTTP ${status}`, waitMs };
  }
  const page = poll.read(jsonIn(text));
  // Not a word of the answer: it is full of people.
  if (typeof page === 'string') return { reason: `its answer cannot be read: ${page}` };
  count(source.name, 'answered');
  const limits = timeLimits(now(), 'interactions');
  return { ...page, told: page.told.filter(({ at }) => timeFault(at, limits) === undefined) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function keepTold(
  ports: AskingPorts,
  { name, source }: Pick<Asked, 'name' | 'source'>,
  told: readonly Told[],
): Promise<void> {
  if (told.length === 0) return;
  const receivedAt = ports.now();
  const events = new Map(
    told.map((one) => [
      `${one.record} ${one.at}`,
      {
        ...{ source: source.name, delivery: `${name} asked ${one.at}`, receivedAt, asked: true },
        ...noteOf(one, source),
      },
    ]),
  );
  const found = await ports.keep([...events.values()]);
  if (found === 0) return;
  ports.count(source.name, 'found', found);
  ports.wake();
}
