import type { Actor } from '../platform/actor.ts';

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

/** What changed a switch: kept as its history, told to streams and notices. */
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
