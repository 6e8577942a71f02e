import { ResumeFleet } from '../../switches/commands.ts';
import { type AgentResume, resumeOutcomes } from '../../switches/fleet-resume.ts';
import { choiceIn } from './fleet-form.ts';

/** The form as it was sent: whose tag, the reason, and on the second page what the first one showed. */
export type ResumeForm = {
  readonly of: string;
  readonly reason: string;
  readonly override?: string;
  readonly epochs?: string;
};

/** The command that a form is; nothing for one that cannot be read. Without epochs it is of nobody. */
export function commandIn({ of, reason, override, epochs = '{}' }: ResumeForm): ResumeFleet | undefined {
  const given = ResumeFleet.safeParse({
    ...{ kind: 'resumeFleet', of: choiceIn({ of }), reason },
    ...{ override: override === 'true', epochs: read(epochs) },
  });
  return given.success && given.data.of.kind === 'tag' ? given.data : undefined;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The epochs of what is shown, for the second page to send along. */
export function epochsText(agents: readonly AgentResume[]): string {
  const seen = agents.flatMap(({ agent, epoch }) => (epoch === undefined ? [] : [[agent, epoch] as const]));
  return JSON.stringify(Object.fromEntries(seen));
}

/** Agents by what became of them, in the order of `resumeOutcomes`; no group is empty. */
export function grouped(agents: readonly AgentResume[]) {
  return resumeOutcomes
    .map((outcome) => ({ outcome, agents: agents.filter((each) => each.outcome === outcome) }))
    .filter((group) => group.agents.length > 0);
}
