import { commandPermission, mayCommand, permissionRefusal } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import { isRefusedData } from '../platform/database/sql-error.ts';
import { defined } from '../platform/defined.ts';
import { inPieces } from '../platform/in-turns.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { ResumeFleet } from '../switches/commands.ts';
import { chosenAgents } from '../switches/fleet.ts';
import { type AgentResume, leftAlone, previewed, refusedResume } from '../switches/fleet-resume.ts';
import { mayRun } from '../switches/switch.ts';
import type { Change } from './change.ts';
import { decide } from './decide/decide.ts';
import type { Evaluator } from './evaluator/evaluator.ts';
import { type Memory, stateOf, worldOf } from './evaluator/memory.ts';
import type { Term } from './evaluator/term.ts';
import type { ThreadPorts } from './ports.ts';
import { type Sequences, switchOf } from './world.ts';

/** Lets many agents run again, each as it would be alone. */
export type ResumeMany = (command: ResumeFleet, caller: Caller) => Promise<Result<readonly AgentResume[]>>;

/**
 * So many are written by one statement, in one turn of the command queue: a trip of another agent waits for
 * one such at most. Where incidents and plans go on with it they are transactions of many statements, so of
 * few agents.
 */
const mostTogether = { plain: 1_000, withIncident: 25 };

/** Decides each agent in a turn of the command queue, many agents a turn. */
export function createFleetResume(
  { logger }: Pick<ThreadPorts, 'logger'>,
  evaluator: Pick<Evaluator, 'inTurn'>,
): ResumeMany {
  return async (command, caller) => {
    const forbidden = permissionRefusal(caller, commandPermission.resumeFleet);
    if (forbidden !== undefined) return refused(forbidden);
    const parted = await evaluator.inTurn(async ({ memory }) => {
      const chosen = chosenAgents(memory.engine.set, command.of);
      return chosen.ok ? done({ agents: chosen.value, pieces: piecesOf(memory, chosen.value) }) : chosen;
    });
    if (!parted.ok) return parted;
    const hearing: Hearing = { command, caller, outcomes: new Map() };
    for (const piece of parted.value.pieces) {
      const turn = evaluator.inTurn(async (term) => done(await writtenOrEach(term, piece, hearing, logger)));
      const result = await turn.catch((error: unknown) => {
        // Those before run: whoever asks has to hear of them.
        if (hearing.outcomes.size === 0) throw error;
        logger.warn({ err: error }, 'not all agents of a fleet could be let run');
        return undefined;
      });
      if (result?.ok === true) continue;
      if (result !== undefined && hearing.outcomes.size === 0) return result;
      break;
    }
    const { outcomes } = hearing;
    return done(parted.value.agents.map((agent) => outcomes.get(agent) ?? notReached(agent)));
  };
}

function notReached(agent: string): AgentResume {
  return { agent, outcome: 'not_written', detail: 'The database did not take it: look, and ask again.' };
}

function piecesOf(memory: Memory, agents: readonly string[]): readonly (readonly string[])[] {
  const isPlain = (agent: string) => stateOf(memory, agent).incidents.size === 0;
  return [
    ...inPieces(agents.filter(isPlain), mostTogether.plain),
    ...inPieces(
      agents.filter((agent) => !isPlain(agent)),
      mostTogether.withIncident,
    ),
  ];
}

/** A piece in one write; where the database refuses the data of one agent, each by itself. */
async function writtenOrEach(
  term: Term,
  piece: readonly string[],
  hearing: Hearing,
  logger: ThreadPorts['logger'],
): Promise<void> {
  const heard = new Map<string, AgentResume>();
  try {
    await written(term, piece, { ...hearing, outcomes: heard });
    for (const [agent, outcome] of heard) hearing.outcomes.set(agent, outcome);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    logger.error({ err: error }, 'the database refuses what would come of one of these agents');
    // One that cannot be written keeps no other waiting.
    for (const agent of piece) await writtenAlone(term, agent, hearing);
  }
}

/** Previews the outcome for each agent as it would be now. Changes nothing. */
export function previewResume(
  memory: Memory,
  { of, override }: Pick<ResumeFleet, 'of' | 'override'>,
  caller: Caller,
  now: number,
): Result<readonly AgentResume[]> {
  const forbidden = permissionRefusal(caller, commandPermission.resumeFleet);
  if (forbidden !== undefined) return refused(forbidden);
  const chosen = chosenAgents(memory.engine.set, of);
  if (!chosen.ok) return chosen;
  const order: Order = { command: { override, reason: '-' }, caller };
  return done(
    chosen.value.map((agent) => {
      const { outcome } = decidedFor(memory, agent, order, { incident: 0, plan: 0 }, now);
      return previewed(outcome, switchOf(stateOf(memory, agent), now));
    }),
  );
}

type Order = {
  readonly command: Pick<ResumeFleet, 'override' | 'reason' | 'epochs'>;
  readonly caller: Caller;
};
type Hearing = Order & { readonly outcomes: Map<string, AgentResume> };

/** All of them in one statement; `outcomes` hears what it comes to. */
async function written(
  { memory, writer, pending }: Term,
  agents: readonly string[],
  { outcomes, ...order }: Hearing,
): Promise<void> {
  // Released alerts are stored with the switches, not by a group commit that comes before them.
  const released = agents.flatMap((agent) =>
    (stateOf(memory, agent).killSwitch?.trips ?? []).map(({ rule }) => ({ agent, rule })),
  );
  await pending.during(released, () =>
    writer.write((sequences, now) =>
      agents.flatMap((agent) => {
        const { outcome, change } = decidedFor(memory, agent, order, sequences, now);
        outcomes.set(agent, outcome);
        return change ?? [];
      }),
    ),
  );
}

async function writtenAlone(term: Term, agent: string, hearing: Hearing): Promise<void> {
  await written(term, [agent], hearing).catch((error: unknown) => {
    if (!isRefusedData(error)) throw error;
    hearing.outcomes.set(agent, { agent, outcome: 'not_written' });
  });
}

/** The same decision as that of one agent alone. */
function decidedFor(
  memory: Memory,
  agent: string,
  { command, caller }: Order,
  sequences: Sequences,
  now: number,
): { readonly outcome: AgentResume; readonly change?: Change } {
  const state = switchOf(stateOf(memory, agent), now);
  const alone = isKnown(memory, agent) ? leftAlone(state, command.epochs) : 'unknown';
  if (alone !== undefined)
    return {
      outcome:
        alone === 'changed' ? { agent, outcome: alone, epoch: state.epoch } : { agent, outcome: alone },
    };
  const forbidden = mayCommand(caller, { kind: 'resumeAgent', agent });
  if (forbidden !== undefined) return { outcome: refusedResume(state, forbidden) };
  const { reason, override } = command;
  const order = { kind: 'resumeAgent', agent, reason, override, by: caller.actor } as const;
  const decision = decide(worldOf(memory, agent, sequences, now, { isMeasured: true }), order, now);
  if (!decision.ok) return { outcome: refusedResume(state, decision.refusal) };
  const { epoch } = decision.value.killSwitch?.after ?? state;
  return { outcome: defined({ agent, outcome: 'let_run' as const, epoch }), change: decision.value };
}

/** A switch that holds outlives the rules. */
function isKnown(memory: Memory, agent: string): boolean {
  const { killSwitch } = stateOf(memory, agent);
  return memory.engine.set.agents.has(agent) || (killSwitch !== undefined && !mayRun(killSwitch));
}
