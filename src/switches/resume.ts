import type { Actor } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { Verdict } from '../rules/engine/alert.ts';
import { nextStep, stepOf, type WayBack } from './steps.ts';
import { type KillSwitch, mayRun, modeOf, type SwitchChange, switched } from './switch.ts';

/** The measure of one of the rules that hold the agent back at the moment somebody wants to let it run. */
export type RuleMeasure = {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly value?: number;
  readonly threshold?: number;
};

/** An order to let an agent answer again. */
export type ResumeOrder = {
  readonly by: Actor;
  readonly reason: string;
  /** Resume although a breach is measured. */
  readonly override: boolean;
  readonly measures: readonly RuleMeasure[];
  /** The way back in steps; absent: all of its traffic at once. */
  readonly way?: WayBack | undefined;
};

/**
 * A person lets the agent run: the one way to release trips and hold, all of them at once. An agent that is
 * on its way back in steps goes on to the next. Refused while a rule still *measures* a breach, unless
 * overridden; an empty window (`no_data`) measures none.
 */
export function resumeAgent(state: KillSwitch, order: ResumeOrder, now: number): Result<SwitchChange> {
  if (order.by.kind === 'engine') return refused(engineMayNotResume);
  if (modeOf(state) === 'normal') return refused(alreadyRunning(state));
  const breaches = order.measures.filter((measure) => measure.verdict === 'breach');
  if (breaches.length > 0 && !order.override) return refused(stillInBreach(state, breaches));
  const staged = order.way && nextStep(state, order.way, now);
  const { hold: _hold, staged: _staged, ...rest } = state;
  return done({
    state: switched(state, { ...rest, trips: [], ...defined({ staged }) }, now),
    event: {
      kind: 'agentResumed',
      at: now,
      by: order.by,
      reason: order.reason,
      override: breaches.length > 0,
      released: state.trips.map((trip) => trip.rule),
      ...defined({ step: staged && stepOf(staged) }),
    },
  });
}

const engineMayNotResume: Refusal = {
  kind: 'forbidden',
  code: 'engine_may_not_resume',
  detail: 'Only a person lets an agent run again; filrouge itself never does.',
};

function alreadyRunning(state: KillSwitch): Refusal {
  return {
    kind: 'conflict',
    code: 'already_running',
    detail: `Agent ${state.agent} may run already: nothing holds it back.`,
    facts: { epoch: state.epoch },
  };
}

function stillInBreach(state: KillSwitch, breaches: readonly RuleMeasure[]): Refusal {
  const rules = breaches.map((measure) => measure.rule).join(', ');
  return {
    kind: 'conflict',
    code: 'still_in_breach',
    detail: `Agent ${state.agent} stays ${mayRun(state) ? 'degraded' : 'suspended'}: ${rules} still measures a breach. Wait until it no longer does, or resume with override.`,
    missing: breaches.map(({ rule, value, threshold }) => ({
      code: 'still_in_breach',
      at: rule,
      params: defined({ value, threshold }),
    })),
  };
}
