import { plural } from '../../language/plural.ts';
import type { Texts } from './texts-fleet.fr.ts';

const pl = plural('en');
const agents = (count: number, number: string) => `${number} ${pl(count, { one: 'agent', other: 'agents' })}`;

/** The stop of many agents in English. */
export const en: Texts = {
  link: 'Stop everything…',
  title: 'Stop many agents',
  lead: 'They stop at once. An approver then lets them run again, one by one or by tag.',
  which: 'Which agents',
  all: (count, number) => `All (${agents(count, number)})`,
  tagged: (tag, count, number) => `“${tag}” (${agents(count, number)})`,
  reasonHint: 'The owners are told it; the register keeps its digest alone.',
  go: 'Continue',
  sure: (count, number) => (count === 1 ? 'Stop this agent?' : `Stop these ${number} agents?`),
  stopsNow: (count, number) => `Stop ${agents(count, number)} now`,
  andOthers: (count, number) => `${number} ${pl(count, { one: 'other', other: 'others' })}`,
  back: 'No, go back',
  done: (count, number) =>
    count === 0
      ? 'No further agent was stopped.'
      : `${agents(count, number)} ${pl(count, { one: 'is', other: 'are' })} stopped.`,
  outcomes: {
    suspended: 'stopped',
    held_already: 'stopped by a person before',
    kept: 'stopped, not recorded yet: the database does not answer',
    no_switch: 'without a kill switch: people do this work',
    unknown: 'unknown to the rules',
  },
  nobody: 'There is no agent to stop.',
  resume: {
    link: 'Let many run…',
    title: 'Let many agents run again',
    lead: 'Each agent is judged as if it were alone: one that still measures a breach stays suspended, the others run.',
    reasonHint: 'The same for all. The owners are told it; the register keeps its digest alone.',
    tagged: (tag, suspended, number) =>
      suspended === 0 ? `“${tag}” (none stopped)` : `“${tag}” (${number} stopped)`,
    noTag: 'No mandate has a tag: let the agents run one by one, on their pages.',
    sure: (count, number) =>
      count === 0 ? 'None of these agents would run.' : `Let ${agents(count, number)} run?`,
    heldBy: (who) => `stopped by ${who}`,
    tripBy: (rule) => `rule “${rule}”`,
    breach: (rule, value, limit) => `“${rule}” measures ${value} (threshold ${limit})`,
    override: (count, number) =>
      `Also let ${agents(count, number)} run that still ${pl(count, { one: 'measures', other: 'measure' })} a breach. The register will say so.`,
    goNow: 'Let them run now',
    done: (count, number) =>
      count === 0
        ? 'No agent was let run.'
        : `${agents(count, number)} ${pl(count, { one: 'runs', other: 'run' })} again.`,
    would: 'would run',
    outcomes: {
      let_run: 'run again',
      still_in_breach: 'stay suspended: a breach is still measured',
      changed: 'stay suspended: they changed since the preview',
      kept: 'stay suspended: a stop still waits to be recorded',
      not_allowed: 'stay suspended: you may not let these agents run',
      not_written: 'stay suspended: the database refuses the entry',
      not_suspended: 'were not stopped',
      unknown: 'unknown to the rules',
    },
  },
};
