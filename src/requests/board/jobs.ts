import { keptMs } from '../../metrics/retention.ts';
import type { IdentifiedSample, Sample } from '../../metrics/sample.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { lateRequests } from '../clocks/clock-store.ts';
import { settleFacts, standingCounts, waitingFacts } from './fact-store.ts';
import { samplesOf, standingMetrics } from './samples.ts';

/** The outside of the board's sums and of the desk's metrics. */
export type BoardPorts = {
  readonly now: () => number;
  readonly db: Db;
  readonly ruleSet: () => RuleSet;
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Why this process takes no samples now; nothing where it does. */
  readonly busy: () => unknown;
  /** Samples in, each id once. */
  readonly ingestOnce: (samples: readonly IdentifiedSample[], receivedAt: number) => Promise<number>;
  readonly ingestSamples: (samples: readonly Sample[], receivedAt: number) => Promise<void>;
};

/** The sums of the board and the metrics of the desk's agent. */
export type DeskBoard = {
  /** Facts become samples of the desk's agent and leave for the sums of their days. */
  readonly settle: () => Promise<void>;
  /** How many requests stand now becomes samples. */
  readonly measure: () => Promise<void>;
};

/** So many facts in one statement, and so many statements one after the other. */
const [together, mostPieces] = [500, 400];

/** In the process that evaluates. Who asks for sums while they are made waits for those. */
export function createDeskBoard(ports: BoardPorts): DeskBoard {
  let running: Promise<void> | undefined;
  return {
    settle: () => {
      running ??= settleAll(ports).finally(() => {
        running = undefined;
      });
      return running;
    },
    measure: () => measureStandings(ports),
  };
}

async function settleAll(ports: BoardPorts): Promise<void> {
  for (let piece = 0; piece < mostPieces; piece += 1) if ((await settleSome(ports)) < together) break;
}

/** A crash between the samples and the sums makes samples twice: each counts once, by its id. */
async function settleSome({ db, fenced, ruleSet, now, busy, ingestOnce }: BoardPorts): Promise<number> {
  if (busy() !== undefined || ruleSet().desk === undefined) return 0;
  const receivedAt = performance.now();
  const facts = await waitingFacts(db, together);
  const agent = agentOf(ruleSet());
  if (agent !== undefined) {
    const { metrics } = ruleSet();
    const from = now() - keptMs.interactions;
    const samples = samplesOf(facts, { agent, from, hasMetric: (name) => metrics.has(name) });
    if (samples.length > 0) await ingestOnce(samples, receivedAt);
  }
  await fenced((tx) =>
    settleFacts(
      tx,
      facts.map(({ id }) => id),
    ),
  );
  return facts.length;
}

async function measureStandings({ db, ruleSet, now, busy, ingestSamples }: BoardPorts): Promise<void> {
  const set = ruleSet();
  const agent = agentOf(set);
  if (agent === undefined || busy() !== undefined) return;
  const at = now();
  const [counts, late] = await Promise.all([standingCounts(db), lateRequests(db, at, 1)]);
  const values = { open: counts.open, waiting: counts.waiting_us + counts.unanswered, late: late.total };
  const samples = Object.entries(standingMetrics).flatMap(([name, metric]): Sample[] => {
    const value = values[name as keyof typeof values];
    return set.metrics.has(metric) ? [{ agent, metric, value, weight: 1, at }] : [];
  });
  if (samples.length > 0) await ingestSamples(samples, performance.now());
}

/** The agent whose metrics they are, where desk.yaml names one that there is. */
function agentOf({ desk, agents }: RuleSet): string | undefined {
  const { agent } = defined({ agent: desk?.agent });
  return agent !== undefined && agents.has(agent) ? agent : undefined;
}
