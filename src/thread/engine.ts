import {
  type Engine,
  type RuleStanding,
  restoreAlert,
  setSuspended,
  standingOf,
} from '../rules/engine/engine.ts';
import { noSilences, silencesAfter } from '../rules/silences/silence.ts';
import { mayRun } from '../switches/switch.ts';
import type { Change } from './change.ts';
import type { AgentState, Sequences, World } from './world.ts';

/**
 * The part of a world that the engine is asked for: the rule that it is about, and whether the rules that
 * tripped are measured.
 */
export type Asked = { readonly rule?: string | undefined; readonly isMeasured?: boolean };

/**
 * The world of an agent whose measures and alerts are in this engine: live, in a rule test or in a replay.
 */
export function worldIn(
  engine: Engine,
  state: AgentState,
  sequences: Sequences,
  now: number,
  { rule, isMeasured = false }: Asked,
): World {
  const { trips = [], staged } = state.killSwitch ?? {};
  const held = [...trips.map((trip) => trip.rule), ...(staged?.rules ?? [])];
  const rules = new Map<string, RuleStanding>();
  for (const id of new Set(rule === undefined ? held : [...held, rule])) {
    const standing = standingOf(engine, state.agent, id, now, isMeasured);
    if (standing !== undefined) rules.set(id, standing);
  }
  return { ...state, set: engine.set, rules, sequences, silences: engine.silences };
}

/** Tells the engine what a change means for its alerts. */
export function applyToEngine(engine: Engine, { agent, killSwitch, silence, released = [] }: Change): void {
  if (silence !== undefined)
    engine.silences = silencesAfter(
      engine.silences ?? noSilences,
      silence,
      silence.ended?.at ?? silence.from,
    );
  if (killSwitch?.kind === 'changed') setSuspended(engine, agent, !mayRun(killSwitch.after));
  for (const alert of released) restoreAlert(engine, alert);
}
