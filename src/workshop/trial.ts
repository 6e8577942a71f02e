import { defined } from '../platform/defined.ts';
import type { Condition } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import { type RuleSet, rulesOver } from '../rules/ruleset.ts';

/** A firing as the history has it, as far as a trial compares it. Epoch milliseconds. */
export type TrialFiring = { readonly firedAt: number; readonly end?: number; readonly peak?: number };

/** How a rule on trial did beside the real one on one agent. */
export type Trial = {
  readonly agent: string;
  /** The rule on trial: it only observes. */
  readonly rule: string;
  /** The rule that it stands beside; absent when the agent has none on the same metrics. */
  readonly beside?: string;
  readonly firings: readonly TrialFiring[];
  readonly realFirings: readonly TrialFiring[];
  /** Firings that overlap one of the other rule, with how much earlier the trial was; negative: later. */
  readonly both: readonly {
    readonly trial: TrialFiring;
    readonly real: TrialFiring;
    readonly earlierMs: number;
  }[];
  readonly onlyTrial: readonly TrialFiring[];
  readonly onlyReal: readonly TrialFiring[];
};

/** The real rule that one on trial stands beside: on the same agent, and on the same metrics. */
export function rivalOf(set: RuleSet, trial: Rule, agent: string): Rule | undefined {
  const metrics = metricsOf(trial.when);
  return rulesOver(set, agent).find(
    ({ id, effect, when }) => id !== trial.id && effect !== 'observe' && metricsOf(when) === metrics,
  );
}

function metricsOf(conditions: readonly Condition[]): string {
  return conditions
    .map(({ metric }) => metric)
    .toSorted()
    .join();
}

/** Compares what both rules fired in the same time. */
export function compareTrial(
  about: Pick<Trial, 'agent' | 'rule' | 'beside'>,
  firings: readonly TrialFiring[],
  realFirings: readonly TrialFiring[],
): Trial {
  const partner = (one: TrialFiring, others: readonly TrialFiring[]) =>
    others.find((other) => one.firedAt <= endOf(other) && other.firedAt <= endOf(one));
  const both = firings.flatMap((trial) => {
    const real = partner(trial, realFirings);
    return real === undefined ? [] : [{ trial, real, earlierMs: real.firedAt - trial.firedAt }];
  });
  return {
    ...about,
    firings,
    realFirings,
    both,
    onlyTrial: firings.filter((one) => partner(one, realFirings) === undefined),
    onlyReal: realFirings.filter((one) => partner(one, firings) === undefined),
  };
}

/** Compares the firings of a rule on trial with those of `beside`, else its rival, on one agent. */
export async function trialOn(
  { set, trial, agent, beside }: TrialQuestion,
  firings: (agent: string, rule: string) => Promise<readonly TrialFiring[]>,
): Promise<Trial> {
  const real = beside ?? rivalOf(set, trial, agent)?.id;
  const own = await firings(agent, trial.id);
  const others = real === undefined ? [] : await firings(agent, real);
  return compareTrial(defined({ agent, rule: trial.id, beside: real }), own, others);
}

export type TrialQuestion = {
  readonly set: RuleSet;
  readonly trial: Rule;
  readonly agent: string;
  readonly beside?: string | undefined;
};

function endOf({ end }: TrialFiring): number {
  return end ?? Number.POSITIVE_INFINITY;
}
