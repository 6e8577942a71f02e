import { type Actor, engineActor } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { Verdict } from '../rules/engine/alert.ts';

/** One firing `suspend` rule that holds the agent: latched until a person releases it. */
export type Trip = {
  readonly rule: string;
  /** `fired`: the rule's condition; `no_data`: its lasting silence with `on_no_data: suspend`. */
  readonly cause: 'fired' | 'no_data';
  readonly firedAt: number;
  readonly value?: number;
  readonly threshold: number;
  readonly incident: number;
};

/** A person who holds the agent. */
export type Hold = {
  readonly by: Actor;
  readonly reason: string;
  readonly at: number;
  readonly incident?: number;
};

/** The two independent facts that may keep an agent from running, and the history they have reached. */
export type KillSwitch = {
  readonly agent: string;
  readonly trips: readonly Trip[];
  readonly hold?: Hold;
  /** Rises by one at every change. */
  readonly epoch: number;
  /** Of the last change between running and suspended. */
  readonly since: number;
  /** The highest epoch the agent has said it obeys, and when it said so. */
  readonly acknowledged?: { readonly epoch: number; readonly at: number };
  /** When the escalation about a missing acknowledgement of this epoch was sent. */
  readonly escalatedEpoch?: number;
};

/** A change of a switch: kept as its history, told to streams and notices. */
export type SwitchEvent =
  | { readonly kind: 'agentTripped'; readonly at: number; readonly by: Actor; readonly trip: Trip }
  | { readonly kind: 'agentSuspended'; readonly at: number; readonly by: Actor; readonly reason: string }
  | {
      readonly kind: 'agentResumed';
      readonly at: number;
      readonly by: Actor;
      readonly reason: string;
      /** True when an approver let it run in spite of a measured breach. */
      readonly override: boolean;
      readonly released: readonly string[];
    };

/** The agent may run only when neither a trip nor a hold stands. */
export function mayRun(state: KillSwitch): boolean {
  return state.trips.length === 0 && state.hold === undefined;
}

/** The switch of an agent that nothing has ever happened to. */
export function untouchedSwitch(agent: string, now: number): KillSwitch {
  return { agent, trips: [], epoch: 0, since: now };
}

/** A new state of the switch together with what brought it about: stored as one. */
export type SwitchChange = { readonly state: KillSwitch; readonly event: SwitchEvent };

/**
 * A `suspend` rule fired: its trip is latched. `undefined` when this rule's trip stands already, so that a
 * retry changes nothing; another rule's trip joins those that stand.
 */
export function tripSwitch(state: KillSwitch, trip: Trip, now: number): SwitchChange | undefined {
  if (state.trips.some((standing) => standing.rule === trip.rule)) return undefined;
  return {
    state: { ...moved(state), since: mayRun(state) ? now : state.since, trips: [...state.trips, trip] },
    event: { kind: 'agentTripped', at: now, by: engineActor, trip },
  };
}

/**
 * A person holds the agent. `undefined` when a hold stands already: an emergency stop that is pressed twice
 * is no error, and the first hand stays on record.
 */
export function suspendAgent(
  state: KillSwitch,
  order: { readonly by: Actor; readonly reason: string; readonly incident?: number },
  now: number,
): SwitchChange | undefined {
  if (state.hold !== undefined) return undefined;
  const { by, reason, incident } = order;
  const hold: Hold = { by, reason, at: now, ...defined({ incident }) };
  return {
    state: { ...moved(state), since: mayRun(state) ? now : state.since, hold },
    event: { kind: 'agentSuspended', at: now, by, reason },
  };
}

/** The measure of one of the agent's `suspend` rules at the moment somebody wants to let it run. */
export type RuleMeasure = {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly value?: number;
  readonly threshold: number;
};

/** An order to let an agent answer again. */
export type ResumeOrder = {
  readonly by: Actor;
  readonly reason: string;
  /** Resume although a breach is measured. */
  readonly override: boolean;
  readonly measures: readonly RuleMeasure[];
};

/**
 * A person lets the agent run: the one way to release trips and hold, all of them at once. Refused while a
 * rule still
 * *measures* a breach, unless overridden; an empty window (`no_data`) measures none.
 */
export function resumeAgent(state: KillSwitch, order: ResumeOrder, now: number): Result<SwitchChange> {
  if (order.by.kind === 'engine') return refused(engineMayNotResume);
  if (mayRun(state)) return refused(alreadyRunning(state));
  const breaches = order.measures.filter((measure) => measure.verdict === 'breach');
  if (breaches.length > 0 && !order.override) return refused(stillInBreach(state.agent, breaches));
  const { hold: _released, ...rest } = moved(state);
  return done({
    state: { ...rest, since: now, trips: [] },
    event: {
      kind: 'agentResumed',
      at: now,
      by: order.by,
      reason: order.reason,
      override: breaches.length > 0,
      released: state.trips.map((trip) => trip.rule),
    },
  });
}

function moved(state: KillSwitch): KillSwitch {
  return { ...state, epoch: state.epoch + 1 };
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
    detail: `Agent ${state.agent} may run already: nothing suspends it.`,
    facts: { epoch: state.epoch },
  };
}

function stillInBreach(agent: string, breaches: readonly RuleMeasure[]): Refusal {
  const rules = breaches.map((measure) => measure.rule).join(', ');
  return {
    kind: 'conflict',
    code: 'still_in_breach',
    detail: `Agent ${agent} stays suspended: ${rules} still measures a breach. Wait until it no longer does, or resume with override.`,
    missing: breaches.map(({ rule, value, threshold }) => ({
      code: 'still_in_breach',
      at: rule,
      params: { ...defined({ value }), threshold },
    })),
  };
}
