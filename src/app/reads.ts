import type { Caller } from '../access/roles.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import type { EvaluatorLease } from '../platform/lease/evaluator.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import { type SilencedRule, silencedRules } from '../rules/silences/coverage.ts';
import { noSilences } from '../rules/silences/silence.ts';
import { type AgentView, agentView } from '../switches/agent-view.ts';
import type { AgentResume } from '../switches/fleet-resume.ts';
import type { FleetLook } from '../switches/fleet-routes.ts';
import { latchedAgents, mandateOver, standInMandate } from '../switches/latched.ts';
import { readSwitch, type SwitchAnswer, switchAnswer } from '../switches/lease.ts';
import { isOutOfReach } from '../switches/reach.ts';
import { reachView } from '../switches/reach-view.ts';
import { type KillSwitch, untouchedSwitch } from '../switches/switch.ts';
import { isSwitchless, noSwitchToRead } from '../switches/switchless.ts';
import type { Memory } from '../thread/evaluator/memory.ts';
import { stateOf } from '../thread/evaluator/memory.ts';
import { createReader } from '../thread/evaluator/reader.ts';
import { previewResume } from '../thread/fleet-resume.ts';
import type { Thread } from '../thread/thread.ts';
import { type AgentState, openIncidentsOf } from '../thread/world.ts';
import type { KeptStops } from './kept-stops.ts';
import type { Reach } from './reach/reach.ts';
import type { SwitchCache } from './switch-cache.ts';

/** Answers about agents, in any process. */
export type AgentReads = {
  /** The memory that reads are answered from, also in a process that stands by. */
  readonly memory: () => Promise<Memory>;
  /** The switch of an agent with a fresh lease, or why this process does not say it. */
  readonly switchOf: (agent: string) => Result<SwitchAnswer>;
  /** The epoch of an agent's switch, as this process knows it. */
  readonly epochOf: (agent: string) => number | undefined;
  /** The outcome of a command as the agent reads it. */
  readonly answered: (command: Promise<Result<KillSwitch>>) => Promise<Result<SwitchAnswer>>;
  readonly view: (agent: string) => Promise<AgentView | undefined>;
  /** Previews the outcome for each of many agents that are to run again. */
  readonly previewResume: (look: FleetLook, caller: Caller) => Promise<Result<readonly AgentResume[]>>;
  /** Whether the agent has ever read its switch. */
  readonly hasAsked: (agent: string) => boolean;
  /** Whether it is known that nobody reads the agent's switch. */
  readonly outOfReach: (agent: string) => boolean;
  /** Rules that are silenced now. */
  readonly silenced: () => Promise<readonly SilencedRule[]>;
  /** Agents that are suspended although the rules no longer name them. */
  readonly latched: () => string[];
  /** These, and those that the rules name. */
  readonly watched: () => string[];
};

/** The parts of the core that reads look at. */
export type ReadPorts = {
  readonly clock: Pick<Clock, 'now'>;
  readonly database: Database;
  readonly thread: Pick<Thread, 'memory' | 'ruleSet'>;
  readonly switches: SwitchCache;
  readonly lease: Pick<EvaluatorLease, 'proofAgeMs' | 'isProven'>;
  readonly kept: Pick<KeptStops, 'over' | 'has'>;
  readonly reach: Pick<Reach, 'standing' | 'readers' | 'lastAt'>;
};

/**
 * The reads of a process. A switch that nothing ever happened to stands as it does since the process started.
 */
export function createAgentReads(ports: ReadPorts): AgentReads {
  const { database, thread, switches, lease, kept, reach } = ports;
  const { now } = ports.clock;
  const startedAt = now();
  const memory = createReader({ database, now, memory: thread.memory, ruleSet: thread.ruleSet });
  const latched = () => latchedAgents(thread.ruleSet(), switches.all());
  const unlessRecorded = (read: Result<SwitchAnswer>): Result<SwitchAnswer> =>
    read.ok && kept.has(read.value.agent) ? done({ ...read.value, recorded: false }) : read;
  return {
    memory,
    latched,
    hasAsked: (agent) => reach.lastAt(agent) !== undefined,
    outOfReach: (agent) =>
      !isSwitchless(thread.ruleSet().agents.get(agent), switches.get(agent)) &&
      isOutOfReach(reach.standing(agent)),
    silenced: async () => {
      const { set, silences = noSilences } = (await memory()).engine;
      return [...silencedRules({ set, silences }, now())];
    },
    epochOf: (agent) => switches.get(agent)?.epoch,
    previewResume: async (look, caller) => {
      const preview = previewResume(await memory(), look, caller, now());
      if (!preview.ok) return preview;
      return done(preview.value.map((one) => (kept.has(one.agent) ? { ...one, outcome: 'kept' } : one)));
    },
    watched: () => [...thread.ruleSet().agents.keys(), ...latched()],
    switchOf: (agent) => {
      const state = kept.over(switches.get(agent) ?? untouchedSwitch(agent, startedAt));
      const mandate = mandateOver(thread.ruleSet(), agent, state);
      if (mandate === undefined) return refused(noSuch('agent', agent));
      if (isSwitchless(mandate, state)) return refused(noSwitchToRead(agent));
      const [isKnown, isProven, proofAgeMs] = [switches.isKnown(), lease.isProven(), lease.proofAgeMs()];
      return unlessRecorded(readSwitch(state, mandate, { isKnown, isProven, proofAgeMs }, now()));
    },
    answered: async (command) => {
      const result = await command;
      if (!result.ok) return result;
      const { agent } = result.value;
      const mandate = mandateOver(thread.ruleSet(), agent, result.value) ?? standInMandate(agent);
      return unlessRecorded(done(switchAnswer(result.value, mandate, now())));
    },
    view: async (agent) => viewOf(ports, agent, await memory(), startedAt),
  };
}

/** An agent as it is shown, by this memory; nothing where neither the rules nor its switch know it. */
function viewOf(
  { clock: { now }, thread: { ruleSet }, kept, reach }: ReadPorts,
  agent: string,
  memory: Memory,
  startedAt: number,
): AgentView | undefined {
  const set = ruleSet();
  const state = stateOf(memory, agent);
  const mandate = mandateOver(set, agent, state.killSwitch);
  if (mandate === undefined) return undefined;
  const killSwitch = kept.over(state.killSwitch ?? untouchedSwitch(agent, startedAt));
  return agentView(
    mandate,
    {
      ...{ set, engine: memory.engine, state: killSwitch, proofs: state.proofs },
      reach: reachView(reach.standing(agent), reach.readers(agent)),
      ...defined({ incident: openIncidentsOf(state)[0]?.number, attempt: attemptOf(state) }),
    },
    now(),
  );
}

/** The last proof test by schedule that did not pass, or was skipped, as it is shown. */
function attemptOf({ attempt }: AgentState) {
  if (attempt === undefined) return undefined;
  const { at, outcome, code, rule } = attempt;
  return { at: iso(at), outcome, code, ...defined({ rule }) };
}
