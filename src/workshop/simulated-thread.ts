import type { Result } from '../platform/refusal.ts';
import type { Engine } from '../rules/engine/engine.ts';
import type { Change } from '../thread/change.ts';
import type { Order } from '../thread/commands.ts';
import { decide } from '../thread/decide/decide.ts';
import { applyToEngine, worldIn } from '../thread/engine.ts';
import { surfacing } from '../thread/evaluator/surfacing.ts';
import type { ThreadEvent } from '../thread/events.ts';
import { type AgentState, apply, type Sequences, sequencesAfter, untouchedAgent } from '../thread/world.ts';

/** `isMeasured`: what tripped is measured; `keepAlerts`: alerts are left as they are. */
type Giving = { readonly isMeasured?: boolean; readonly keepAlerts?: boolean };

/**
 * The thread of one agent without a database, on whatever clock: every decision is the live one, and a commit
 * is an assignment.
 */
export type SimulatedThread = {
  /** Decides a command or an event at `now`, and takes over what comes of it. */
  readonly give: (message: Order | ThreadEvent, now: number, how?: Giving) => Result<Change>;
  readonly state: () => AgentState;
  /** Events of firings that a silence held back and no longer does, or that ended meanwhile. */
  readonly surfaced: (now: number) => readonly ThreadEvent[];
};

/** A thread in which nothing has happened, over the measures and alerts of `engine`. */
export function createSimulatedThread(engine: Engine, agent: string): SimulatedThread {
  let state = untouchedAgent(agent);
  let sequences: Sequences = { incident: 0, plan: 0 };
  return {
    give: (message, now, { isMeasured = true, keepAlerts = false } = {}) => {
      const asked = { isMeasured, rule: 'rule' in message ? message.rule : undefined };
      const decided = decide(worldIn(engine, state, sequences, now, asked), message, now);
      if (!decided.ok) return decided;
      state = apply(state, decided.value);
      sequences = sequencesAfter(sequences, decided.value);
      applyToEngine(engine, keepAlerts ? { ...decided.value, released: [] } : decided.value);
      return decided;
    },
    state: () => state,
    surfaced: (now) => {
      if (state.silenced === undefined || state.silenced.size === 0) return [];
      const found = surfacing({ engine, agents: new Map([[agent, state]]) }, now, () => false);
      return [...found.trips, ...found.over];
    },
  };
}
