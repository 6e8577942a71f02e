import { plural } from '../../language/plural.ts';
import type { DegreeTexts } from './texts.fr.ts';

const pl = plural('en');

/** Answers by degree, in English. */
export const en: DegreeTexts = {
  state: { degraded: 'Reduced', returning: 'Coming back in steps' },
  title: (name, share) => `${name} is reduced to ${share} of its traffic`,
  rest: (share) => `Reduced to ${share} of the traffic, people take the rest.`,
  tile: (count) => pl(count, { one: 'agent reduced', other: 'agents reduced' }),
  leaves: (share) => `leaves ${share} of the traffic`,
  step: (step, of) => `Coming back in steps: step ${step} of ${of}.`,
  stepList: (steps) => `Steps: ${steps}.`,
  oneStep: (share, span) => `${share} for ${span}`,
  held: (held, span) =>
    `Measured to be clear for ${held} of ${span}; without measures the step stands still.`,
  waits: 'The way back waits: a rule still holds the agent back, and an approver has to decide.',
  looks: (rules) => `What is looked at: ${rules}.`,
  begins: (share) => `It comes back in steps, with ${share} of the traffic at first.`,
  goesOn: (share) => `The next step gives it ${share} of the traffic.`,
  atOnce: 'Give it all of its traffic at once, without the steps',
  next: 'Next step, or all of the traffic',
  back: 'Give it all of its traffic',
  give: (name) => `Give ${name} more traffic`,
  unconfirmed: 'The agent has not confirmed its share: it may be answering more than that',
  duration: 'Reduced for',
  workshop: 'Time the agent is reduced to a share',
  still: (span) => `${span}, and still reduced`,
  stepDone: (step, of, share) => `step ${step} of ${of}, ${share} of the traffic`,
  share: (share) => `${share} of the traffic`,
  all: 'all of the traffic',
  obeysShare: (share) => `obeys: ${share} of the traffic`,
  missing: (name) =>
    `${name} does not have all of its traffic yet: wait for it, or have an approver give it back.`,
  events: {
    agentDegraded: 'Agent reduced to a share of its traffic',
    resumeAdvanced: 'Step reached',
    resumeFellBack: 'One step back',
  },
};
