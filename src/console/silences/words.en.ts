import { plural } from '../../language/plural.ts';
import type { Texts } from './words.fr.ts';

const pl = plural('en');

/** The texts about silences and planned work in English. */
export const en: Texts = {
  title: 'Silences and maintenance',
  lead: 'While it is silenced a rule goes on being evaluated and recorded, but nobody is told and nothing opens. If it still fires at the end, it acts at once. People can stop the agent at any time.',
  link: 'Silences and maintenance',
  set: 'Silence a rule',
  of: 'Agent or tag',
  tagged: (tag) => `all agents tagged “${tag}”`,
  rule: 'Rule',
  allRules: 'All rules',
  span: 'For',
  reason: 'Reason',
  reasonHint: 'What is done meanwhile. It stays out of the register.',
  approverHint:
    'A rule that stops the agent, or takes some of its traffic, is an approver’s to silence. Four hours at most: to extend a silence, set another one.',
  go: 'Silence',
  end: 'End now',
  running: 'Now',
  noneRunning: 'No rule is silenced.',
  planned: 'Planned in the next 14 days',
  nonePlanned: 'No maintenance is planned. It stands in the file of the agent, under maintenance.',
  more: (count, number) => `and ${number} more ${pl(count, { one: 'window', other: 'windows' })}`,
  past: 'Past silences',
  nonePast: 'No past silence.',
  what: 'What',
  until: 'Until',
  by: 'By',
  file: 'file of the agent',
  hid: 'Held back',
  hidNothing: 'nothing',
  hidCount: (count, number) => `${number} ${pl(count, { one: 'alert', other: 'alerts' })}`,
  outcomes: {
    held: 'held back now',
    tripped: 'acted when the silence ended',
    over: 'ended by itself',
  },
  endedBy: (who) => `ended early by ${who}`,
  from: (from, until) => `from ${from} to ${until}`,
  silencedUntil: (at) => `Silenced until ${at}`,
  silencedOn: (count, number, at) =>
    count === 1 ? `silenced until ${at}` : `silenced on ${number} agents, until ${at}`,
  heldBack: (span, at) => `Held back for ${span} by a silence, until ${at}`,
  refusals: {
    silence_too_long:
      'A silence lasts four hours at most. Longer maintenance stands in the file of the agent.',
    silence_in_the_past: 'The end of this silence has passed already.',
    silence_over: 'This silence is over already.',
    too_many_silences: 'Too many silences run already: end some, or silence a tag.',
    unknown_silence: 'There is no such silence.',
  },
};
