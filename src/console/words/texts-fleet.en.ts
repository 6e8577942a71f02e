import { plural } from '../../language/plural.ts';
import type { Texts } from './texts-fleet.fr.ts';

const pl = plural('en');
const agents = (count: number, number: string) => `${number} ${pl(count, { one: 'agent', other: 'agents' })}`;

/** The stop of many agents in English. */
export const en: Texts = {
  link: 'Stop everything…',
  title: 'Stop many agents',
  lead: 'They stop at once. An approver then lets them run again, one after the other.',
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
    unknown: 'unknown to the rules',
  },
  nobody: 'There is no agent to stop.',
};
