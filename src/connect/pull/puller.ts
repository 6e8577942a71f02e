import type { IntakePorts } from '../../metrics/intake/ports.ts';
import { sumOutcomes } from '../../metrics/intake/remote-write/outcome.ts';
import { createRecording } from '../../metrics/intake/remote-write/recording.ts';
import { addRefusal, type Refusals } from '../../metrics/refusals.ts';
import { TooLargeError } from '../../platform/protobuf.ts';
import { conditionsOf } from '../../rules/rule.ts';
import { attribute } from './answer.ts';
import { faultOf, type PullFault } from './fault.ts';
import { scrapePage } from './page.ts';
import { afterAnswer, afterFault, type Question, questionOf, type Standing, unasked } from './question.ts';
import { fillColumns, type PulledSeries } from './series.ts';
import { askStore, noStore, type Store } from './store-query.ts';
import type { CountPull } from './telemetry.ts';
import { type PullRules, rulesFor, type Wanted, wantedBy } from './wanted.ts';

/** The outside of asking. */
export type PullPorts = Pick<IntakePorts, 'now' | 'busy' | 'ingestBatch' | 'count'> & {
  /** The rule set in force. */
  readonly rules: () => PullRules;
  /** The store that queries are asked of; undefined where none is set. */
  readonly store: Store | undefined;
  readonly countPull: CountPull;
};

/** Asks for the metrics that say `from`. */
export type Puller = {
  /** Begins what is due, and waits for nothing. Called by the process that evaluates alone. */
  readonly tick: () => void;
  /** Resolves when nothing is being asked. */
  readonly idle: () => Promise<void>;
  /** Gives up what is being asked. */
  readonly stop: () => Promise<void>;
};

/** One wanted thing, and where asking for it stands. Its counters and times are remembered with it. */
type Asked = {
  wanted: Wanted;
  standing: Standing;
  running: Promise<void> | undefined;
  readonly record: ReturnType<typeof createRecording>;
};

/** Series that are good, beside what was refused. */
type Brought = {
  readonly series: readonly PulledSeries[];
  readonly refusals: Refusals;
  readonly refused: number;
};

/** So many are asked at once; the others come at the next tick. */
const mostAtOnce = 8;
/** The least and the most time that an answer may take. */
const [leastWaitMs, mostWaitMs] = [1_000, 10_000];

/** A puller that has asked for nothing yet. */
export function createPuller(ports: PullPorts): Puller {
  const asked = new Map<string, Asked>();
  const stopped = new AbortController();
  let known: object | undefined;

  const follow = (rules: PullRules): void => {
    if (known === rules) return;
    known = rules;
    const all = new Map(wantedBy(rules).map((wanted) => [wanted.key, wanted]));
    for (const key of asked.keys()) if (!all.has(key)) asked.delete(key);
    for (const [key, wanted] of all) {
      const before = asked.get(key);
      if (before === undefined) asked.set(key, newlyAsked(ports, wanted));
      else before.wanted = wanted;
    }
  };

  const running = () => [...asked.values()].flatMap((one) => one.running ?? []);
  const idle = async (): Promise<void> => void (await Promise.all(running()));
  return {
    tick: () => {
      if (stopped.signal.aborted || ports.busy() !== undefined) return;
      follow(ports.rules());
      let free = mostAtOnce - running().length;
      for (const [key, one] of [...asked]) {
        if (free <= 0) return;
        const question =
          one.running === undefined
            ? questionOf(one.standing, { now: ports.now(), ...one.wanted })
            : undefined;
        if (question === undefined) continue;
        free -= 1;
        // Behind all others: whoever was left out comes first the next time.
        asked.delete(key);
        asked.set(key, one);
        const isWanted = () => asked.get(key) === one;
        one.running = askOn(ports, one, question, { isWanted, stopped: stopped.signal }).finally(() => {
          one.running = undefined;
        });
      }
    },
    idle,
    stop: async () => {
      stopped.abort();
      await idle();
    },
  };
}

function newlyAsked(ports: PullPorts, wanted: Wanted): Asked {
  const rules = () => rulesFor(one.wanted, ports.rules());
  const record = createRecording({ ingestBatch: ports.ingestBatch, rules });
  const one: Asked = { wanted, standing: unasked, running: undefined, record };
  return one;
}

type Round = { readonly isWanted: () => boolean; readonly stopped: AbortSignal };

/** Asks, and goes on to what is left of a gap as long as there are answers. */
async function askOn(ports: PullPorts, one: Asked, first: Question, round: Round): Promise<void> {
  let question: Question | undefined = first;
  while (question !== undefined && (await ask(ports, one, question, round)))
    question = questionOf(one.standing, { now: ports.now(), ...one.wanted });
}

/** Whether there was an answer, and it was kept. */
async function ask(
  ports: PullPorts,
  one: Asked,
  question: Question,
  { isWanted, stopped }: Round,
): Promise<boolean> {
  const receivedAt = performance.now();
  const { wanted, standing } = one;
  const deadlineMs = Math.min(Math.max(wanted.everyMs, leastWaitMs), mostWaitMs);
  const brought = await bring(ports, wanted, question, { deadlineMs, stopped }).catch((error: unknown) =>
    faultOf('malformed', `it cannot be asked: ${String(error)}`),
  );
  // The rules have changed meanwhile, or this process ends: nobody wants the answer any more.
  if (!isWanted() || stopped.aborted) return false;
  const kept = 'outcome' in brought ? brought : await keep(ports, one, brought, receivedAt);
  if ('outcome' in kept) {
    one.standing = afterFault(standing, question, ['too_large', 'timeout'].includes(kept.outcome));
    ports.countPull(wanted.kind, kept.outcome);
    const refusals = nothingFor(wanted, kept, ports.rules());
    ports.count('pull', { no_data: refusals.size }, refusals);
    return false;
  }
  // A page has no past.
  one.standing =
    wanted.kind === 'scrape'
      ? { ...unasked, step: question.step }
      : afterAnswer(standing, question, newestOf(kept.series));
  ports.countPull(wanted.kind, kept.series.length === 0 ? 'empty' : 'answered');
  return true;
}

async function bring(
  { store, rules, now }: PullPorts,
  wanted: Wanted,
  question: Question,
  bounds: Parameters<typeof askStore>[4],
): Promise<Brought | PullFault> {
  switch (wanted.kind) {
    case 'promql': {
      const [metric] = wanted.metrics;
      if (store === undefined || metric?.from === undefined) return noStore;
      const answer = await askStore(store, wanted.promql, question, wanted.everyMs, bounds);
      return 'outcome' in answer
        ? answer
        : attribute(answer, metric.name, metric.from, rulesFor(wanted, rules()));
    }
    case 'scrape': {
      const series = await scrapePage(wanted.url, now(), rulesFor(wanted, rules()), bounds);
      return 'outcome' in series ? series : { series, refusals: new Map(), refused: 0 };
    }
    default:
      return wanted satisfies never;
  }
}

/** Records what came; durable when it resolves. */
async function keep(
  ports: PullPorts,
  { record }: Asked,
  brought: Brought,
  receivedAt: number,
): Promise<Brought | PullFault> {
  const { series, refusals, refused } = brought;
  try {
    const parts =
      series.length === 0 ? [] : await record((columns) => fillColumns(columns, series), receivedAt);
    const { accepted, baseline, repeated, noData, rejected, refusals: more, undeclared } = sumOutcomes(parts);
    for (const one of more.values()) addRefusal(refusals, one);
    ports.count(
      'pull',
      { accepted, baseline, repeated, no_data: noData, rejected: rejected + refused },
      refusals,
      undeclared,
    );
    return brought;
  } catch (error) {
    if (error instanceof TooLargeError)
      return faultOf('too_large', 'the answer has more values than are taken at once');
    return faultOf(
      'not_kept',
      `it could not be kept: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The newest time of an answer that has any. */
function newestOf(series: readonly PulledSeries[]): number | undefined {
  if (series.length === 0) return undefined;
  return series.reduce(
    (newest, { points }) => points.reduce((latest, [at]) => Math.max(latest, at), newest),
    Number.NEGATIVE_INFINITY,
  );
}

/** As many agents as a fault is noted at. */
const mostNoted = 1_000;

/** The fault, at each agent that has a rule on what was asked for. */
function nothingFor({ metrics }: Wanted, { reason }: PullFault, { rules }: PullRules): Refusals {
  const found: Refusals = new Map();
  for (const { name, from } of metrics) {
    const over = rules.flatMap((rule) =>
      conditionsOf(rule).some(({ metric }) => metric === name) ? rule.agents : [],
    );
    const agents = from?.agent === undefined ? new Set(over) : [from.agent];
    for (const agent of agents)
      if (found.size < mostNoted)
        found.set(`${name} ${agent}`, { agent, reason: `${name}: ${reason}`, count: 1 });
  }
  const [first] = metrics;
  if (found.size === 0) found.set('', { agent: undefined, reason: `${first?.name}: ${reason}`, count: 1 });
  return found;
}
