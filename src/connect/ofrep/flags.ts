import { type Reaching, reach } from '../../access/roles.ts';
import type { Refusal, Result } from '../../platform/refusal.ts';
import type { SwitchAnswer } from '../../switches/lease.ts';
import type { Mode } from '../../switches/switch.ts';

/** The questions that an agent may ask about its switch as a flag. */
export const flagKinds = ['may_run', 'mode', 'share'] as const;
type FlagKind = (typeof flagKinds)[number];

/** A flag as OFREP writes it: always with its value, or with what keeps it from having one. */
export type Flag = GoodFlag | FlagFailure;
/** A flag that was evaluated, in the words of OFREP. */
export type GoodFlag = {
  readonly key: string;
  readonly value: boolean | string | number;
  readonly reason: 'STATIC';
  readonly variant: Mode;
  readonly metadata: Omit<SwitchAnswer, 'mayRun' | 'reasons'>;
};
/** A flag that could not be evaluated, in the words of OFREP. */
export type FlagFailure = {
  readonly key: string;
  readonly errorCode: 'FLAG_NOT_FOUND' | 'GENERAL';
  readonly errorDetails: string;
};

/** Why a question as a whole has no answer. */
export type AskedWrong = {
  readonly errorCode: 'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT';
  readonly errorDetails: string;
};

/** The agent and the kind that a flag's key names: `agent.margaux.may_run`. */
export function flagNamed(key: string): { readonly agent: string; readonly kind: FlagKind } | undefined {
  const [, agent, kind] = /^agent\.([a-z0-9_-]{1,63})\.(\w+)$/.exec(key) ?? [];
  const known = flagKinds.find((one) => one === kind);
  return agent === undefined || known === undefined ? undefined : { agent, kind: known };
}

/** The key of a flag of an agent. */
export function flagKey(agent: string, kind: FlagKind): string {
  return `agent.${agent}.${kind}`;
}

/**
 * A flag by what the switch says. An agent that filrouge does not know, or could not stop, has no value:
 * whoever asks then falls back on what they give as default.
 */
export function flagBy(key: string, kind: FlagKind, reading: Result<SwitchAnswer>): Flag {
  if (!reading.ok) return failureOf(key, reading.refusal);
  const { mayRun: _may, reasons: _, ...metadata } = reading.value;
  return {
    key,
    value: valueAs(kind, reading.value),
    reason: 'STATIC',
    variant: metadata.mode,
    metadata,
  };
}

function failureOf(key: string, { kind, code, detail }: Refusal): FlagFailure {
  if (code === 'no_switch') return { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: detail };
  return kind === 'not_found' ? unknownFlag(key) : { key, errorCode: 'GENERAL', errorDetails: detail };
}

/** A flag that filrouge does not have, or not for whoever asks. */
export function unknownFlag(key: string): FlagFailure {
  const kinds = flagKinds.map((kind) => flagKey('<id>', kind)).join(', ');
  return {
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: `There is no such flag for this key. Flags are ${kinds}, of agents in the rules that the key reaches.`,
  };
}

function valueAs(kind: FlagKind, { mayRun, mode, share }: SwitchAnswer): GoodFlag['value'] {
  switch (kind) {
    case 'may_run':
      return mayRun;
    case 'mode':
      return mode;
    case 'share':
      return share;
    default:
      return kind satisfies never;
  }
}

/** An answer about all flags is made at once: whoever sees more agents than this names one. */
export const mostAgents = 1_000;

/** Which agents there are, in or out of the rules. */
export type KnownAgents = {
  readonly isAgent: (id: string) => boolean;
  readonly all: () => readonly string[];
};

/**
 * The agents that a question about all flags is about: those of the key's own agents, whatever the targeting
 * key says that is none of them; else the one that the targeting key names; else all.
 */
export function agentsAsked(
  caller: Reaching,
  targetingKey: string,
  { isAgent, all }: KnownAgents,
): { readonly agents: readonly string[] } | AskedWrong {
  if (reach(caller, 'switch.read') === 'own') {
    const own = caller.agents ?? [];
    // A process that runs several agents names the one it asks for.
    return own.length > 1 && own.includes(targetingKey) ? { agents: [targetingKey] } : { agents: own };
  }
  if (targetingKey !== '')
    return isAgent(targetingKey) ? { agents: [targetingKey] } : noAgentCalled(targetingKey);
  const agents = all();
  if (agents.length <= mostAgents) return { agents };
  return {
    errorCode: 'TARGETING_KEY_MISSING',
    errorDetails: `This key sees ${agents.length} agents, and ${mostAgents} are answered at once: name one as targetingKey.`,
  };
}

function noAgentCalled(name: string): AskedWrong {
  return {
    errorCode: 'INVALID_CONTEXT',
    errorDetails: `targetingKey: no agent is called ${JSON.stringify(name.slice(0, 63))}. Name an agent, or leave it out for all.`,
  };
}

/** All flags by what the switches say; those of an agent that nobody knows are left out. */
export function flagsBy(readings: ReadonlyMap<string, Result<SwitchAnswer>>): Flag[] {
  return [...readings].flatMap(([agent, reading]) =>
    !reading.ok && reading.refusal.kind === 'not_found'
      ? []
      : flagKinds.map((kind) => flagBy(flagKey(agent, kind), kind, reading)),
  );
}

/** The first moment at which one of the answers that an agent may run no longer counts. */
export function firstEnd(readings: Iterable<Result<SwitchAnswer>>): string | undefined {
  const ends = [...readings].flatMap((reading) => (reading.ok ? reading.value.validUntil : []));
  return ends.toSorted()[0];
}
