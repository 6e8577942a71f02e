import { keptMs } from '../metrics/retention.ts';
import { longestWindowMs } from '../rules/rule.ts';
import { noAgent, type RuleSet, ruleOver } from '../rules/ruleset.ts';
import type { Incident } from './incident.ts';

/** An interaction that was wrong: what a helpdesk knows it by, when it was, and why, where that was told. */
export type WrongInteraction = {
  readonly id: string;
  readonly at: number;
  readonly reason: string | null;
};

/** How long an incident lasted, in [from, until). */
export type IncidentSpan = { readonly from: number; readonly until: number };

/**
 * The time in which an agent was wrong: from the windows in which its rules saw it, up to where none of them
 * fired any more. Of an incident without a rule: while it was open.
 */
export function spanOf(
  {
    agent = noAgent,
    triggers,
    opened,
    resolved,
  }: Pick<Incident, 'agent' | 'triggers' | 'opened' | 'resolved'>,
  set: RuleSet,
  now: number,
): IncidentSpan {
  const end = resolved?.at ?? now;
  const starts = triggers.map(
    ({ rule, breachedAt }) => breachedAt - longestWindowMs(ruleOver(set, agent, rule)),
  );
  const ends = triggers.map(({ resolvedAt }) => resolvedAt ?? end);
  return {
    from: Math.min(opened.at, ...starts),
    until: (triggers.length === 0 ? end : Math.max(...ends)) + 1,
  };
}

/**
 * Where the helpdesk has an interaction; `undefined` where nobody says. The id of one that a helpdesk has
 * told is the name of its entry, the number of its ticket and, where that was reopened, a count.
 */
export function interactionLink(
  { agents, helpdesks = [] }: Pick<RuleSet, 'agents' | 'helpdesks'>,
  agent: string,
  id: string,
): string | undefined {
  const [name, ticket] = id.split(':');
  const desk = helpdesks.find((one) => one.name === name)?.url;
  const [url, shown] =
    desk === undefined || ticket === undefined ? [agents.get(agent)?.interactionUrl, id] : [desk, ticket];
  return url?.replaceAll('{id}', () => encodeURIComponent(shown));
}

/** From when on ids of interactions are still kept, where the span began before that. */
export function keptFrom({ from }: Pick<IncidentSpan, 'from'>, now: number): number | undefined {
  const kept = now - keptMs.interactions;
  return from < kept ? kept : undefined;
}
