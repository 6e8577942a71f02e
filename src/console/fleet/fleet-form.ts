import type { FleetChoice } from '../../switches/commands.ts';

/** The form as it was sent: `all`, or `tag:` with a tag; and the reason. */
export type FleetForm = { readonly of: string; readonly reason: string };

/** The choice of all agents. */
export const allAgents = 'all';
const tagPrefix = 'tag:';

/** The choice of a tag's agents. */
export function tagValue(tag: string): string {
  return `${tagPrefix}${tag}`;
}

/** The agents that a form means; nothing when it means none. */
export function choiceIn({ of }: Pick<FleetForm, 'of'>): FleetChoice | undefined {
  if (of === allAgents) return { kind: 'all' };
  return of.startsWith(tagPrefix) ? { kind: 'tag', tag: of.slice(tagPrefix.length) } : undefined;
}
