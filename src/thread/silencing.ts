import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Actor } from '../platform/actor.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { noAgent } from '../rules/ruleset.ts';
import type { SilenceCommand, SilenceRules } from '../rules/silences/commands.ts';
import { mayStop, rulesUnder } from '../rules/silences/coverage.ts';
import type { Silence } from '../rules/silences/silence.ts';
import { decide } from './decide/decide.ts';
import { agentOfSilence } from './decide/silences.ts';
import type { Evaluator } from './evaluator/evaluator.ts';
import { type Memory, worldOf } from './evaluator/memory.ts';
import type { Term } from './evaluator/term.ts';

/** A silence to be set: whether it is over rules that stop an agent is seen from the rules. */
export type NewSilence = Omit<SilenceRules, 'kind' | 'stops'>;

/** Sets silences and ends them. Answers the silence as it is then. */
export type Silencer = {
  readonly set: (silence: NewSilence, caller: Caller) => Promise<Result<Silence>>;
  readonly end: (number: number, caller: Caller) => Promise<Result<Silence>>;
};

/** Over an evaluator: who may silence is asked of the rules as they are in the command's turn. */
export function createSilencer(evaluator: Pick<Evaluator, 'inTurn'>): Silencer {
  return {
    set: async (silence, caller) => {
      const agent = agentOfSilence(silence);
      const asked = { kind: 'silenceRules', agent } as const;
      const forbidden = mayCommand(caller, asked);
      if (forbidden !== undefined) return refused(forbidden);
      return evaluator.inTurn(async (term) => {
        const stops = rulesUnder(term.memory.engine.set, silence).some(({ rule }) => mayStop(rule));
        const refusal = mayCommand(caller, { ...asked, stops });
        if (refusal !== undefined) return refused(forApprovers(refusal, term.memory, silence));
        return written(term, agent, { kind: 'silenceRules', ...silence, stops }, caller.actor);
      });
    },
    end: (number, caller) =>
      evaluator.inTurn(async (term) => {
        const known = term.memory.engine.silences?.standing.find((one) => one.number === number);
        const agent = known === undefined ? noAgent : agentOfSilence(known);
        // A key that reaches some agents alone ends their silences, and those of no tag.
        const forbidden = mayCommand(caller, { kind: 'endSilence', agent });
        if (forbidden !== undefined) return refused(forbidden);
        const ended = await written(term, agent, { kind: 'endSilence', silence: number }, caller.actor);
        if (ended.ok) term.surface();
        return ended;
      }),
  };
}

async function written(
  { memory, writer }: Term,
  agent: string,
  command: SilenceCommand,
  by: Actor,
): Promise<Result<Silence>> {
  let result: Result<Silence> | undefined;
  await writer.write((sequences, now) => {
    const decision = decide(worldOf(memory, agent, sequences, now, {}), { ...command, by }, now);
    if (!decision.ok) {
      result = decision;
      return [];
    }
    const { silence } = decision.value;
    result = silence && done(silence);
    return [decision.value];
  });
  if (result === undefined) throw new Error(`${command.kind} left no silence behind`);
  return result;
}

/** Says which rules make it the approver's. */
function forApprovers(refusal: Refusal, { engine }: Memory, silence: NewSilence): Refusal {
  const stopping = rulesUnder(engine.set, silence).filter(({ rule }) => mayStop(rule));
  const names = [...new Set(stopping.map(({ agent, rule }) => `${agent}/${rule.id}`))];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  const detail = `${refusal.detail} What stops an agent is an approver's to silence: ${shown}. Silence the others one by one.`;
  return { ...refusal, detail, facts: { ...refusal.facts, rules: names.slice(0, 50) } };
}
