import { lookAtStep, type StepSeen } from '../../switches/step-watch.ts';
import type { StepBroken, StepHeld, StepMeasured } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import type { Memory } from './memory.ts';
import type { Deciding } from './writing/deciding.ts';

/** So much of a step is measured until it is kept: what a crash costs its clock at most. */
const keepEveryMs = 10_000;

/** Watches agents on their way back in steps, in the turn that the caller has. */
export function createStepWatch(
  { clock }: Pick<ThreadPorts, 'clock'>,
  memory: Memory,
  { decided }: Pick<Deciding, 'decided'>,
): () => Promise<void> {
  const seen = new Map<string, StepSeen>();
  let staged: { readonly version: number; readonly agents: readonly string[] } | undefined;
  return async () => {
    if (staged?.version !== memory.version) staged = stagedIn(memory);
    if (staged.agents.length === 0 && seen.size === 0) return;
    const now = clock.now();
    const on = new Set(staged.agents);
    for (const agent of seen.keys()) if (!on.has(agent)) seen.delete(agent);
    await decided(staged.agents.flatMap((agent) => lookAt(memory, agent, seen, now)));
  };
}

function stagedIn({ agents, version }: Memory) {
  const on = [...agents.values()].filter(({ killSwitch }) => killSwitch?.staged !== undefined);
  return { version, agents: on.map(({ agent }) => agent) };
}

function lookAt(
  { engine, agents, watchedFrom }: Memory,
  agent: string,
  seen: Map<string, StepSeen>,
  now: number,
): readonly (StepMeasured | StepHeld | StepBroken)[] {
  const state = agents.get(agent)?.killSwitch;
  const look = state && lookAtStep(engine, state, seen.get(agent), watchedFrom, now);
  if (state === undefined || look === undefined) {
    seen.delete(agent);
    return [];
  }
  seen.set(agent, look.seen);
  const { epoch } = state;
  const { heldMs } = look.seen;
  switch (look.outcome.kind) {
    case 'held':
      return [{ kind: 'stepHeld', agent, epoch }];
    case 'broken':
      return [{ ...look.outcome, kind: 'stepBroken', agent, epoch }];
    case 'goes_on':
      return heldMs - (state.staged?.heldMs ?? 0) < keepEveryMs
        ? []
        : [{ kind: 'stepMeasured', agent, epoch, heldMs }];
    default:
      return look.outcome satisfies never;
  }
}
