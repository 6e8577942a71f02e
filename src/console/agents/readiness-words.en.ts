import type { Texts } from './readiness-words.fr.ts';

/** Whether an agent can still be stopped, in English. */
export const en: Texts = {
  question: (name) => `Can ${name} still be stopped?`,
  yes: 'Yes',
  no: 'No, or it is not sure',
  yesHint:
    'The agent reads its kill switch, a channel would tell of it, and the proof tests of its rules are fresh.',
  noSwitch: {
    title: (name) => `${name}: no kill switch`,
    hint: 'People do this work: filrouge alerts and drafts the action plan, and stops nobody.',
  },
  reasons: {
    cannot_stop: () => 'filrouge can neither evaluate nor write now',
    never_read: () => 'the agent has never read its kill switch',
    out_of_reach: (at) => `the agent no longer reads its kill switch, the last time ${at}`,
    reach_not_known: (at) =>
      `filrouge has just started and has not heard the agent yet (known ${at} at the latest)`,
    not_obeyed: () => 'the stop in force is not confirmed, or the agent went on',
    no_channel: () => 'no channel that is set up would tell of a stop',
    channels_down: (names) => `the channels that would tell take nothing: ${names}`,
    no_rule: () => 'no rule would stop it',
    never_proven: (rules) => `never proven: ${rules}`,
    proof_stale: (rules) => `proof test too old: ${rules}`,
    proof_failed: (rules, at) => `proof test failing since ${at}: ${rules}`,
  },
  attempts: {
    failed: (at, why) => `The last test by schedule, ${at}, failed: ${why}.`,
    skipped: (at, why) => `The last test by schedule, ${at}, was put off to the next night: ${why}.`,
  },
  codes: {
    agent_suspended: 'the agent was stopped',
    incident_open: 'an incident was under way',
    reach_not_known: 'filrouge had just started',
    rules_changed: 'the rules changed meanwhile',
    proof_not_delivered: 'the message did not arrive',
    proof_out_of_reach: 'the agent does not read its kill switch',
    proof_not_breached: 'no made-up measure fires the rule',
    proof_not_acknowledged: 'the made-up stop was not confirmed',
  },
  readers: 'Who reads the kill switch',
  nobody: 'Nobody, as far as filrouge knows.',
  key: 'Key',
  way: 'How',
  client: 'Client',
  since: 'Since',
  last: 'Last read',
  looksOnly: 'only looks: not the key of the agent',
  ways: {
    poll: 'asks',
    stream: 'stream',
    acknowledgement: 'confirms',
    ofrep: 'OpenFeature',
  },
};
