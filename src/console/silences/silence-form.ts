import type { SilenceScope } from '../../rules/silences/silence.ts';

const minute = 60_000;
/** The spans to choose from, in ms; the last is the longest that there may be. */
export const silenceSpans = [15, 30, 60, 120, 240].map((minutes) => minutes * minute);

/** The form as it was sent: `agent:` or `tag:` with a name, a rule or nothing, and a span in ms. */
export type SilenceForm = {
  readonly of: string;
  readonly rule: string;
  readonly span: string;
  readonly reason: string;
};

const [agentPrefix, tagPrefix] = ['agent:', 'tag:'];

/** The choice of an agent, or of a tag's agents. */
export function scopeValue(of: SilenceScope): string {
  return 'agent' in of ? `${agentPrefix}${of.agent}` : `${tagPrefix}${of.tag}`;
}

/** The agents that a form means. A bare name is that of an agent. */
export function scopeIn({ of }: Pick<SilenceForm, 'of'>): SilenceScope {
  if (of.startsWith(tagPrefix)) return { tag: of.slice(tagPrefix.length) };
  return { agent: of.startsWith(agentPrefix) ? of.slice(agentPrefix.length) : of };
}

/** The form of a page that was asked for with an agent, or with a rule of it. */
export function formFor(agent: string | undefined, rule: string | undefined): SilenceForm {
  const of = agent === undefined ? '' : scopeValue({ agent });
  return { of, rule: rule ?? '', span: String(silenceSpans[2]), reason: '' };
}
