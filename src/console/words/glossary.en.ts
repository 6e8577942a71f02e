import type { Glossary } from './glossary.fr.ts';

/**
 * The words of the house that need saying once, in English: the word itself, and what it means, in a
 * sentence or two.
 */
export const en: Glossary = {
  title: 'Glossary',
  lead: 'The words of filrouge, each in a sentence or two.',
  words: 'The words:',
  about: (word) => `What does “${word}” mean?`,
  terms: {
    acknowledgement: {
      word: 'confirmation of a stop',
      means:
        'The agent says that it has read its stop. Without it in the time that the mandate allows, the stop is told as not confirmed.',
    },
    backtest: {
      word: 'trial over the past',
      means:
        'The rule is replayed over the measurements that were kept, as if the new threshold had been in force. Nothing is changed.',
    },
    breach: {
      word: 'breach',
      means: 'The time during which a measurement is beyond the threshold of its rule.',
    },
    criterion: {
      word: 'success criterion',
      means:
        'What will show that an action has worked: a measurement that holds for a time, a ticked list, a proof test, a threshold in force, or somebody’s attestation.',
    },
    hash: {
      word: 'hash',
      means:
        'A number computed from a content: one changed letter gives another one. Each entry of the register carries that of the entry before.',
    },
    hold: {
      word: 'time before firing',
      means: 'How long the breach must last before the alert fires (for).',
    },
    holding: {
      word: 'held',
      means:
        'How long the criterion has been kept without a break. A measurement against it begins anew; no measurement pauses it.',
    },
    hysteresis: {
      word: 'hysteresis',
      means:
        'The alert does not end at its threshold but below it (clear), so that it does not go on and off around it.',
    },
    keepFiring: {
      word: 'keep firing',
      means: 'The alert stays on for this time after the breach is over (keep_firing_for).',
    },
    killSwitch: {
      word: 'kill switch',
      means:
        'The switch that the agent reads before it answers. A rule trips it; a person decides when the agent runs again.',
    },
    lease: {
      word: 'lease',
      means:
        'How long the permission to run that the agent has read is good for. When it is over without news from filrouge, the agent does as its mandate says.',
    },
    mandate: {
      word: 'mandate',
      means:
        'What the agent may do, and under which rules: scope, owner, approver, thresholds, conduct when filrouge does not answer.',
    },
    minSamples: {
      word: 'measurements needed',
      means: 'With fewer measurements in its window the rule says nothing (min_samples).',
    },
    noData: {
      word: 'no data',
      means: 'Nothing has come recently enough to judge by. It is never a good result: nothing is concluded.',
    },
    outOfReach: {
      word: 'out of reach',
      means: 'The agent has not read its kill switch for two leases: a stop would not reach it.',
    },
    playbook: {
      word: 'playbook',
      means: 'The skeleton that a plan is drafted from: actions, time limits, criteria.',
    },
    proofTest: {
      word: 'proof test',
      means:
        'A drill through the whole chain, on a twin of the agent: it shows that the alert would really stop it.',
    },
    register: {
      word: 'register',
      means:
        'The log of everything that matters. Entries are added, never changed or removed; the chain of hashes shows it.',
    },
    settling: {
      word: 'settling time',
      means:
        'The time left after an action before measurements count for its criterion: 10 minutes unless said otherwise.',
    },
    trip: {
      word: 'trip',
      means:
        'The moment when a rule stops the agent: kill switch, incident, draft plan and register in one go.',
    },
    usualRange: {
      word: 'usual range',
      means: 'The values between which the metric ordinarily was before the breach.',
    },
    window: {
      word: 'window',
      means: 'The time that a measurement is computed over (over): the last five minutes, for example.',
    },
  },
};
