import type { Logger } from 'pino';
import type { Caller } from '../../access/roles.ts';
import { failingProof } from '../../incidents/proof.ts';
import { engineActor } from '../../platform/actor.ts';
import { isProvable } from '../../rules/proof.ts';
import {
  isProofDue,
  type ProofSchedule,
  type QuietHours,
  quietHours,
  turnOf,
} from '../../rules/proof-schedule.ts';
import { type Mandate, rulesOver } from '../../rules/ruleset.ts';
import { modeOf } from '../../switches/switch.ts';
import { type Memory, stateOf } from '../../thread/evaluator/memory.ts';
import type { Thread } from '../../thread/thread.ts';
import { openIncidentsOf, switchOf } from '../../thread/world.ts';
import type { Reach } from './reach.ts';

/** Proves agents by their schedules, in the process that evaluates. */
export type ProofRunner = {
  /** Begins what is due now. */
  readonly tick: () => void;
  /** Resolves when nothing that was begun is under way. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type ProofRunnerPorts = {
  readonly now: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly thread: Pick<Thread, 'memory' | 'prove' | 'noteProof'>;
  readonly reach: Pick<Reach, 'standing'>;
  /** Whether a stop of the agent waits for the database. */
  readonly isKept: (agent: string) => boolean;
};

/** It may do what an operator may. */
const byItself: Caller = { actor: engineActor, role: 'operator' };
const minuteMs = 60_000;

/** Nothing is under way. */
export function createProofRunner(ports: ProofRunnerPorts): ProofRunner {
  const running = new Map<string, Promise<void>>();
  let due: readonly Due[] = [];
  let lookedAt = Number.NaN;
  let isStopped = false;
  const startDue = (): void => {
    while (!isStopped) {
      const next = due.find(({ mandate, hours, schedule }) => {
        const isFree = running.size < schedule.together && !running.has(mandate.agent);
        return isFree && ports.now() < hours.until;
      });
      if (next === undefined) return;
      due = due.filter((one) => one !== next);
      const { agent } = next.mandate;
      const proving = proved(ports, agent)
        .catch((error: unknown) => {
          const said = 'a proof test by schedule broke off: it is tried again the next night';
          ports.logger.error({ err: error, agent }, said);
        })
        .finally(() => {
          running.delete(agent);
          startDue();
        });
      running.set(agent, proving);
    }
  };
  return {
    tick: () => {
      const memory = ports.thread.memory();
      if (memory === undefined) {
        due = [];
        lookedAt = Number.NaN;
        return;
      }
      const minute = Math.floor(ports.now() / minuteMs);
      if (minute !== lookedAt) {
        lookedAt = minute;
        due = dueIn(memory, ports.now()).filter(({ mandate }) => !running.has(mandate.agent));
      }
      startDue();
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(running.values());
    },
  };
}

type Due = { readonly mandate: Mandate; readonly schedule: ProofSchedule; readonly hours: QuietHours };

/** Agents whose turn it is, in the order of their turns. */
function dueIn(memory: Memory, now: number): readonly Due[] {
  const known = new Map<string, QuietHours | undefined>();
  const hoursOf = (schedule: ProofSchedule, timezone: string): QuietHours | undefined => {
    const key = `${timezone}/${schedule.fromMinutes}/${schedule.toMinutes}`;
    if (!known.has(key)) known.set(key, quietHours(schedule, timezone, now));
    return known.get(key);
  };
  const due: Due[] = [];
  for (const mandate of memory.engine.set.agents.values()) {
    const { proofs: schedule, timezone, agent } = mandate;
    const hours = schedule && hoursOf(schedule, timezone);
    if (schedule === undefined || hours === undefined) continue;
    if (isProofDue(agent, schedule, hours, soFar(memory, agent), now, timezone))
      due.push({ mandate, schedule, hours });
  }
  return due.toSorted(
    (left, right) => turnOf(left.mandate.agent, left.hours) - turnOf(right.mandate.agent, right.hours),
  );
}

function provableOf(memory: Memory, agent: string): readonly string[] {
  return rulesOver(memory.engine.set, agent)
    .filter(isProvable)
    .map(({ id }) => id);
}

function soFar(memory: Memory, agent: string) {
  const { proofs, attempt } = stateOf(memory, agent);
  const times = provableOf(memory, agent).map((rule) => proofs.get(rule)?.passedAt);
  const passed = times.filter((at) => at !== undefined);
  // Without rules there is nothing to prove: as good as proved for ever.
  const oldest = times.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...passed);
  return {
    provedAt: passed.length < times.length ? undefined : oldest,
    triedAt: attempt?.at,
    isFailing: failingProof(attempt, proofs) !== undefined,
  };
}

/** All rules of an agent, one after the other; the first that does not pass ends it. */
async function proved({ thread, logger, reach, isKept }: ProofRunnerPorts, agent: string): Promise<void> {
  const memory = thread.memory();
  if (memory === undefined) return;
  const inTheWay = isKept(agent) ? 'agent_suspended' : skipReason(memory, agent, reach);
  if (inTheWay !== undefined) {
    logger.info({ agent, why: inTheWay }, 'a proof test by schedule is skipped: it is tried the next night');
    await noted(thread, { kind: 'proofMissed', agent, outcome: 'skipped', code: inTheWay });
    return;
  }
  for (const rule of provableOf(memory, agent)) {
    const result = await thread.prove({ rule, agent }, byItself);
    if (result.ok) continue;
    const { code, kind, detail } = result.refusal;
    // Another process evaluates now: it has its own turn.
    if (kind === 'unavailable') return;
    if (code === 'rules_changed' || kind === 'not_found') {
      await noted(thread, { kind: 'proofMissed', agent, outcome: 'skipped', code: 'rules_changed' });
      return;
    }
    logger.error({ agent, rule, code, detail }, 'A PROOF TEST BY SCHEDULE HAS NOT PASSED');
    await noted(thread, { kind: 'proofMissed', agent, outcome: 'failed', code, rule });
    return;
  }
  logger.info({ agent }, 'the proof tests of an agent by schedule passed');
}

async function noted(
  thread: ProofRunnerPorts['thread'],
  event: Parameters<Thread['noteProof']>[0],
): Promise<void> {
  const result = await thread.noteProof(event);
  if (!result.ok && result.refusal.kind !== 'unavailable') throw new Error(result.refusal.detail);
}

/** Why an agent is left alone this night: a real matter is under way, or it is not known yet who reads. */
function skipReason(memory: Memory, agent: string, reach: Pick<Reach, 'standing'>): string | undefined {
  const state = stateOf(memory, agent);
  if (modeOf(switchOf(state, 0)) !== 'normal') return 'agent_suspended';
  if (openIncidentsOf(state).some(({ source }) => source === 'rule' || source === 'manual'))
    return 'incident_open';
  return reach.standing(agent).kind === 'not_known' ? 'reach_not_known' : undefined;
}
