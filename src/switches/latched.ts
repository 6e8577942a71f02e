import type { Mandate, RuleSet } from '../rules/ruleset.ts';
import { type KillSwitch, modeOf } from './switch.ts';

/**
 * A trip and a hold outlive the rules: an agent whose file is gone goes on being told that it may not run, or
 * for which share of its traffic.
 */

/** The mandate of an agent that is held back although the rules no longer name it. */
export function standInMandate(agent: string): Mandate {
  return {
    agent,
    name: agent,
    scope: {
      fr: 'Les règles ne nomment plus cet agent ; il reste retenu jusqu’à ce qu’un approbateur le remette en service.',
      en: 'The rules no longer name this agent; it stays held back until an approver lets it run.',
    },
    owner: '',
    approver: '',
    onUnreachable: 'suspend',
    leaseMs: 30_000,
    ackWithinMs: 30_000,
    timezone: 'UTC',
    language: 'en',
  };
}

/**
 * The mandate in force over an agent, or what stands for it while its switch holds it; else nobody knows it.
 */
export function mandateOver(
  { agents }: Pick<RuleSet, 'agents'>,
  agent: string,
  state: KillSwitch | undefined,
): Mandate | undefined {
  return (
    agents.get(agent) ??
    (state === undefined || modeOf(state) === 'normal' ? undefined : standInMandate(agent))
  );
}

/** Agents that are held back although the rules no longer name them. */
export function latchedAgents({ agents }: Pick<RuleSet, 'agents'>, switches: Iterable<KillSwitch>): string[] {
  return [...switches]
    .filter((state) => modeOf(state) !== 'normal' && !agents.has(state.agent))
    .map(({ agent }) => agent);
}
