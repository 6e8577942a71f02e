import { capitalised, sentence, en as text } from '../../language/typography.ts';
import type { Phrases } from './phrases.fr.ts';

function about(agent: string | undefined): string {
  return agent === undefined ? '' : ` for ${agent}`;
}

/** The sentences of drafts in English. */
export const en: Phrases = {
  until: (date) => `until ${date}`,
  untilTime: (time) => `until ${time}`,

  title: (agent, subject) => (agent === undefined ? capitalised(subject) : `${agent}: ${subject}`),
  crossed: (metric) => `${metric} beyond its threshold`,
  silent: (metric) => `no more data (${metric})`,
  declaredSubject: (kind) => sources[kind].subject,

  breach: ({ when, agent, metric, value, threshold, rises }) =>
    rises
      ? text`On ${when}, ${agent}'s ${metric} reached ${against(value, threshold)}.`
      : text`On ${when}, ${agent}'s ${metric} had fallen to ${against(value, threshold)}.`,
  noMeasure: ({ when, agent, metric }) => text`On ${when}, no more data arrived for ${agent}'s ${metric}.`,
  declared: ({ kind, when, agent, title }) =>
    title === undefined
      ? `${sources[kind].sentence} on ${when}${about(agent)}.`
      : `${sources[kind].sentence} on ${when}${about(agent)}: ${sentence(title)}`,
  begun: (when, audit, dated) =>
    audit
      ? `Plan drawn up on ${when} from an audit${dated === undefined ? '' : ` (${dated})`}.`
      : `Plan drawn up on ${when}.`,
  suspendedStill: 'The kill switch suspended the agent, and it still is.',
  suspendedFor: ({ span, until, times }) =>
    times === 1
      ? `The kill switch suspended the agent for ${span}, ${until}.`
      : `The kill switch suspended the agent ${times} times, ${span} in all, ${until}.`,
  notSuspended: 'The agent stayed in service.',
  alsoBreached: (alerts) =>
    `${alerts.length === 1 ? 'Another alert' : 'Other alerts'}: ${alerts.join('; ')}.`,
  otherAlert: ({ when, metric, value, threshold }) =>
    value === undefined
      ? `${metric} without data, on ${when}`
      : `${metric} at ${against(value, threshold)}, on ${when}`,
  exposed: (interactions, said, errors) =>
    interactions === 1
      ? `One exchange took place during the breach; errors: ${errors}.`
      : `${said} exchanges took place during the breach, ${errors} of them in error.`,
  costOfInaction: (yearly) => `Doing nothing costs ${yearly} a year.`,
  expectedGain: (yearly) => `The expected gain is ${yearly} a year.`,

  changed: {
    prompt: (label, lead) => `The agent’s instructions had changed ${lead} before the breach: “${label}”.`,
    model: (label, lead) => `The agent had changed its model ${lead} before the breach: “${label}”.`,
    knowledge: (label, lead) => `What the agent looks up had changed ${lead} before the breach: “${label}”.`,
    release: (label, lead) => `A release of the agent went live ${lead} before the breach: “${label}”.`,
  },
  movedFirst: ({ metric, lead, value, low, high }) =>
    capitalised(
      text`${metric} left its usual range ${lead} before the breach: ${value}, instead of ${low} to ${high}.`,
    ),
  reason: ({ reason, share, count, total }) =>
    `${share} of the errors have the reason “${reason}” (${count} of ${total}).`,
  ruleChange: (when, changes) => `The rules had changed on ${when}: ${changes.join('; ')}.`,

  objective: (by, aims) => `By ${by}: ${aims.join('; ')}.`,
  allActionsDone: '100% of the corrective actions done',

  compared: {
    '>': (value) => `above ${value}`,
    '>=': (value) => `at or above ${value}`,
    '<': (value) => `below ${value}`,
    '<=': (value) => `at or below ${value}`,
    '==': (value) => `exactly ${value}`,
    '!=': (value) => `other than ${value}`,
  },
  over: (condition, window) => `${condition} over ${window}`,
  metricHolds: (condition, hold) => `${condition}, for ${hold}`,
  episodes: (most, condition, hold) =>
    most === 0
      ? `no episode of “${condition}” in ${hold}`
      : `at most ${most} episode${most > 1 ? 's' : ''} of “${condition}” in ${hold}`,
  checklist: (name, target) => `checklist “${name}” ticked to ${target}`,
  replay: (name, target) => `replay of “${name}”: ${target} right answers`,
  proof: (rule) => `proof test of the rule “${rule}” passed`,
  threshold: (rule, limit) => `threshold of the rule “${rule}” ${limit}`,
  attested: (statement) => `attested: “${statement}”`,

  heldFor: (held, target) => `held for ${held} of ${target}`,
  metOn: {
    measured: (when) => `met on ${when}`,
    ticked: (when) => `ticked on ${when}`,
    attested: (when) => `attested on ${when}`,
  },
  heldBefore: 'already held before the action',
  proofAgain: 'proof test to be run again: the last one was before the action was done',
  failedAt: (value) => `not met (${value})`,
  noDataSince: (when) => `no data since ${when}`,

  cadence: ({ dailyUntil, thenDays, thenSpan }) => {
    const then = rhythm(thenDays, thenSpan);
    return dailyUntil === undefined ? capitalised(then) : `Every day until ${dailyUntil}, then ${then}`;
  },
};

const sources = {
  audit: { subject: 'audit findings', sentence: 'Audit recorded' },
  review: { subject: 'review findings', sentence: 'Review recorded' },
  manual: { subject: 'declared incident', sentence: 'Incident declared' },
  rule: { subject: 'alert', sentence: 'Alert recorded' },
} as const;

/** Different numbers have different texts: equal ones are a threshold that was reached, not passed. */
function against(value: string, threshold: string): string {
  return value === threshold ? `${value}, exactly the threshold` : `${value} (threshold ${threshold})`;
}

function rhythm(days: number, span: string): string {
  switch (days) {
    case 1:
      return 'every day';
    case 7:
      return 'every week';
    default:
      return Number.isInteger(days) ? `every ${days} days` : `every ${span}`;
  }
}
