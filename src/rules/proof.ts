import { leastWeightOf } from '../metrics/buckets.ts';
import { createLiveCells, findSeries, record } from '../metrics/memory/live.ts';
import type { Aggregate } from '../metrics/metric.ts';
import { baselineFactor } from './against.ts';
import type { Condition } from './condition.ts';
import type { AlertEvent } from './engine/alert.ts';
import { createEngine, type Engine, evaluateAll, setSuspended } from './engine/engine.ts';
import type { Rule } from './rule.ts';
import type { RuleSet } from './ruleset.ts';
import { seriesOfCondition } from './variants.ts';

/** A rule to be proved on one of its agents. */
export type ProofOrder = { readonly rule: string; readonly agent: string };

/** When a proof test reached a stage. `at` is epoch milliseconds. */
export type ProofStage = {
  readonly stage:
    | 'begun'
    | 'fired'
    | 'suspended'
    | 'degraded'
    | 'acknowledged'
    | 'notice_committed'
    | 'notice_delivered';
  readonly at: number;
};

/** A proof test that passed, as the register has it. */
export type ProofReport = ProofOrder & {
  readonly passedAt: number;
  /** Hash of the set that was proved. */
  readonly ruleSet: string;
  readonly samples: number;
  readonly stages: readonly ProofStage[];
};

/** The drill twin of an agent: its rule in an engine of its own, which nothing in production reads. */
export type Drill = {
  readonly twin: string;
  /** How many synthetic samples made the breach. */
  readonly samples: number;
  /** The twin's rule and windows. */
  readonly engine: Engine;
  /** The firing that they brought about; absent when they could not. */
  readonly fired?: Extract<AlertEvent, { kind: 'ruleFired' }>;
};

/** Whether there is something to prove: a rule that only observes stops nothing and tells nobody. */
export function isProvable({ effect }: Pick<Rule, 'effect'>): boolean {
  return effect !== 'observe';
}

/** How the last passed proof of a rule stands: `stale` once it is older than the agent's mandate allows. */
export function proofStanding(
  passedAt: number | undefined,
  everyMs: number | undefined,
  now: number,
): 'never' | 'stale' | 'good' {
  if (passedAt === undefined) return 'never';
  return everyMs !== undefined && now - passedAt > everyMs ? 'stale' : 'good';
}

/** The name that a drill twin goes by; no agent may have it, since ids hold no `~`. */
export function twinOf(agent: string): string {
  return `${agent}~drill`;
}

/**
 * Drives a synthetic breach of a rule through the live engine's own code, on a twin of the agent and on a
 * clock of its own, so that a `for` of an hour takes no hour. Production cells, alerts and switches are not
 * touched.
 */
export function drillRule(set: RuleSet, rule: Rule, agent: string, now: number): Drill {
  const twin = twinOf(agent);
  const { stepMs } = set;
  const live = createLiveCells(stepMs);
  const engine = createEngine(
    { ...set, agents: withTwin(set, agent), rules: [{ ...rule, agents: [twin] }] },
    live,
  );
  setSuspended(engine, twin, false);
  const until = now + rule.forMs + stepMs;
  let samples = 0;
  for (let at = now; at <= until; at += stepMs) {
    for (const condition of rule.when) {
      const { own, control = own } = seriesOfCondition(condition, set.agents.get(agent));
      const made = [
        [control, usualOf(condition, rule, set, at)],
        [own, breachOf(condition, rule, set, at)],
      ] as const;
      for (const [name, sample] of made) {
        const series = findSeries(live, twin, name);
        if (series === undefined || sample === undefined) continue;
        record(live, series, sample.value, sample.weight, sample.at, at);
        samples++;
      }
    }
    const fired = evaluateAll(engine, at).find((event) => event.kind === 'ruleFired');
    if (fired !== undefined) return { twin, samples, engine, fired };
  }
  return { twin, samples, engine };
}

/** The twin has the agent's mandate: its variants are those that the rule compares. */
function withTwin({ agents }: RuleSet, agent: string): RuleSet['agents'] {
  const mandate = agents.get(agent);
  return mandate === undefined ? agents : new Map(agents).set(twinOf(agent), mandate);
}

type Synthetic = { readonly value: number; readonly weight: number; readonly at: number };

/** A sample that makes a condition true by itself, as far as one can. */
function breachOf(condition: Condition, rule: Rule, set: RuleSet, now: number): Synthetic | undefined {
  const { metric, operator } = condition;
  const aggregate = set.metrics.get(metric)?.aggregate;
  if (aggregate === undefined) return undefined;
  if (condition.against?.kind === 'variant') return ofVariant(condition, rule, now, true);
  const threshold = condition.threshold ?? drilledThreshold;
  const margin = Math.max(Math.abs(threshold) * 0.5, 0.001);
  const value = wrongSide(operator, threshold, margin);
  return sampleOf(value, aggregate, Math.max(1, rule.minSamples), now, rule.forMs + set.stepMs);
}

/** The threshold that the usual value of a drill makes: half of the largest ratio, so that 1 breaches it. */
const drilledThreshold = 0.5;

/** A sample of a usual value, in the window of the past that a condition is compared with. */
function usualOf(condition: Condition, rule: Rule, set: RuleSet, now: number): Synthetic | undefined {
  const { against, metric, window } = condition;
  const aggregate = set.metrics.get(metric)?.aggregate;
  if (against?.kind === 'variant') return ofVariant(condition, rule, now, false);
  if (against?.kind !== 'baseline' || window === undefined || aggregate === undefined) return undefined;
  const { agoMs = 0, cellMs } = against.window;
  const value = drilledThreshold / baselineFactor(against, window, aggregate);
  const weight = Math.max(1, rule.minBaselineSamples ?? rule.minSamples);
  return sampleOf(value, aggregate, weight, now - agoMs - cellMs, 0);
}

/** Enough events for any level that may be asked for: all of them bad, against none. */
function ofVariant({ operator }: Condition, rule: Rule, at: number, isBad: boolean): Synthetic {
  const weight = Math.max(100, rule.minSamples, rule.minBaselineSamples ?? 0);
  return { value: operator.startsWith('>') === isBad ? 1 : 0, weight, at };
}

function sampleOf(value: number, aggregate: Aggregate, weight: number, at: number, oldMs: number): Synthetic {
  switch (aggregate) {
    case 'age':
      return { value: 1, weight: 1, at: at - oldMs - Math.ceil(Math.max(0, value) * 1000) };
    case 'sum':
      return { value: value / weight, weight, at };
    case 'count':
      return { value: 1, weight: Math.max(weight, value), at };
    case 'mean':
    case 'min':
    case 'max':
    case 'last':
      return { value, weight, at };
    default:
      return { value, weight: Math.max(weight, leastWeightOf(aggregate)), at };
  }
}

function wrongSide(operator: Condition['operator'], threshold: number, margin: number): number {
  switch (operator) {
    case '>':
    case '>=':
    case '!=':
      return threshold + margin;
    case '<':
    case '<=':
      return threshold - margin;
    case '==':
      return threshold;
    default:
      return operator satisfies never;
  }
}
