import { comparisonMargin } from '../../../src/rules/condition.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { mayRun } from '../../../src/switches/switch.ts';
import { type AgentState, switchOf } from '../../../src/thread/world.ts';
import type { Sample } from './weather.ts';

/** What came before a look at the switch. */
type Before = 'event' | 'stop' | 'resume' | 'refusal' | 'tick';

/** Looks at whether an agent's switch keeps its promises, by sums of its own. */
export type Promises = {
  readonly sampled: (metric: string, sample: Sample) => void;
  readonly fired: (rule: string, now: number) => void;
  readonly after: (what: Before, now: number) => void;
  readonly tick: (now: number) => void;
  readonly say: (what: string) => void;
  readonly trips: () => number;
  readonly broken: () => readonly string[];
};

/** Of the rules that suspend and have one condition of a mean over a window, each firing is checked against the samples. */
export function watchPromises(rules: readonly Rule[], stepMs: number, state: () => AgentState): Promises {
  const broken: string[] = [];
  const cells = new Map<string, Map<number, { sum: number; weight: number }>>();
  let [before, resumedAt, trips] = [switchOf(state(), 0), 0, 0];
  const say = (what: string, now = 0): void => {
    if (broken.length < 5) broken.push(`${new Date(now).toISOString()} ${what}`);
  };

  /** Whether the rule's condition holds by the samples, with enough of them; `since`: those from here on alone. */
  const isBreach = ({ when, minSamples }: Rule, now: number, since = 0): boolean => {
    const [first] = when;
    if (when.length !== 1 || first?.window === undefined || first.threshold === undefined) return false;
    if (first.operator !== '>') return false;
    const last = Math.floor(now / stepMs);
    const own = cells.get(first.metric);
    let [sum, weight, isWhole] = [0, 0, true];
    for (let cell = last - first.window.cells + 1; cell <= last; cell++) {
      const found = own?.get(cell);
      if (found === undefined) continue;
      if (cell * stepMs < since) isWhole = false;
      sum += found.sum;
      weight += found.weight;
    }
    return isWhole && weight >= minSamples && sum / weight > first.threshold * (1 + comparisonMargin);
  };

  const look = (what: Before, now: number): void => {
    const after = switchOf(state(), now);
    const [ran, runs] = [mayRun(before), mayRun(after)];
    if (!ran && runs && what !== 'resume') say(`it ran again after ${what}`, now);
    if (what === 'resume' && !runs) say('it was let run, and does not', now);
    if (what === 'stop' && runs) say('it was stopped, and runs', now);
    const moved = after.epoch - before.epoch;
    if (moved < 0 || moved > 1) say(`its epoch went from ${before.epoch} to ${after.epoch} at once`, now);
    if (ran !== runs && moved !== 1) say(`it changed at the same epoch ${after.epoch}`, now);
    for (const { rule, incident } of after.trips)
      if (!state().incidents.has(incident)) say(`${rule} stops it without an open incident`, now);
    if (what === 'resume') resumedAt = now;
    before = after;
  };

  return {
    sampled: (metric, { value, weight, at }) => {
      const own = cells.get(metric) ?? new Map<number, { sum: number; weight: number }>();
      cells.set(metric, own);
      const cell = Math.floor(at / stepMs);
      const found = own.get(cell) ?? { sum: 0, weight: 0 };
      own.set(cell, { sum: found.sum + value * weight, weight: found.weight + weight });
      if (own.size > 5_000) own.delete(own.keys().next().value ?? 0);
    },
    fired: (id, now) => {
      const rule = rules.find((one) => one.id === id);
      if (rule?.effect !== 'suspend') return;
      trips += 1;
      if (!isBreach(rule, now)) say(`${id} fired without a breach`, now);
    },
    after: look,
    tick: (now) => {
      look('tick', now);
      for (const rule of rules) {
        if (rule.effect !== 'suspend' || rule.forMs > 0 || !isBreach(rule, now, resumedAt + 1)) continue;
        if (mayRun(before)) say(`${rule.id} is in breach, and it runs`, now);
      }
    },
    say,
    trips: () => trips,
    broken: () => broken,
  };
}
