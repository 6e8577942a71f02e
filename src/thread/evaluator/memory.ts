import type { Incident } from '../../incidents/incident.ts';
import type { ChangedCells } from '../../metrics/memory/changed.ts';
import type { SeriesIds } from '../../metrics/memory/series-ids.ts';
import type { WriteBehind } from '../../metrics/storage/write-behind.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Engine } from '../../rules/engine/engine.ts';
import type { KillSwitch } from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import { type Asked, applyToEngine, worldIn } from '../engine.ts';
import { type AgentState, apply, type Sequences, untouchedAgent, type World } from '../world.ts';

/**
 * All that the evaluator decides on, in memory. Whatever is here is also in the database, or is about to be:
 * after any failed write the whole of it is thrown away and read again.
 */
export type Memory = {
  readonly engine: Engine;
  /** Since when somebody has been there without a break to measure. */
  watchedFrom: number;
  readonly ids: SeriesIds;
  /** Changed cells that the database does not have yet. */
  readonly unflushed: ChangedCells;
  /** Changed cells that it has in batches alone. */
  readonly writeBehind: WriteBehind;
  /** Agents of whom something is remembered. */
  readonly agents: Map<string, AgentState>;
  /** Rises with every change: what was found on this version, and does not hang on time, stands. */
  version: number;
};

/** Everything that is remembered of an agent. */
export function stateOf({ agents }: Memory, agent: string): AgentState {
  return agents.get(agent) ?? untouchedAgent(agent);
}

/** Unresolved incidents. */
export function unresolvedIncidents({ agents }: Memory): Incident[] {
  return [...agents.values()].flatMap(({ incidents }) => [...incidents.values()]);
}

/** Plans in sight, in no order. */
export function* eachPlan({ agents }: Memory): Generator<Plan, undefined> {
  for (const { plans } of agents.values()) yield* plans.values();
  return undefined;
}

/** Plans in sight, by number. */
export function plansInMemory(memory: Memory): Plan[] {
  return [...eachPlan(memory)].toSorted((left, right) => left.number - right.number);
}

/** A plan in sight, by its number. */
export function findPlan({ agents }: Memory, number: number): Plan | undefined {
  for (const { plans } of agents.values()) if (plans.has(number)) return plans.get(number);
  return undefined;
}

/** An unresolved incident, by its number. */
export function findIncident({ agents }: Memory, number: number | undefined): Incident | undefined {
  if (number === undefined) return undefined;
  for (const { incidents } of agents.values()) if (incidents.has(number)) return incidents.get(number);
  return undefined;
}

/** Every switch that something has ever happened to, by agent. */
export function switchesIn({ agents }: Memory): Map<string, KillSwitch> {
  return new Map([...agents].flatMap(([agent, { killSwitch }]) => (killSwitch ? [[agent, killSwitch]] : [])));
}

/** The world of one agent for a decision at `now`. */
export function worldOf(
  memory: Memory,
  agent: string,
  sequences: Sequences,
  now: number,
  asked: Asked,
): World {
  return worldIn(memory.engine, stateOf(memory, agent), sequences, now, asked);
}

/** Puts a committed change into memory. */
export function remember(memory: Memory, change: Change): void {
  const { engine, agents } = memory;
  agents.set(change.agent, apply(stateOf(memory, change.agent), change));
  memory.version += 1;
  applyToEngine(engine, change);
}
