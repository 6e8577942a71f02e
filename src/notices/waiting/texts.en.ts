import type { NoticeFacts } from '../notice.ts';
import type { Say } from '../wording.ts';
import type { Waiting } from './texts.fr.ts';

type Reminder = NoticeFacts['action_reminder'];

/** Texts of things that wait for somebody, in English. */
export const waiting: Waiting = {
  kinds: {
    action_reminder: ({ data, plan }, say) => ({
      subject: `${askedAs(data)}, plan ${plan}: ${data.title}`,
      context: `“${data.title}”, of plan ${plan} for ${say.agent}, ${data.nth === 0 ? 'is' : 'was'} due on ${say.date(data.dueAt)}. ${askedThen(data)}`,
      ask: isAhead(data)
        ? 'Please finish it by that day, or say now what blocks it.'
        : 'Please mark it as done, or say what blocks it.',
    }),
    review_reminder: ({ data, plan }, say) => ({
      subject: `${askedAs(data)}, plan ${plan}: review due, ${data.title}`,
      context: `The review of plan ${plan} for ${say.agent} ${data.nth === 0 ? 'is' : 'was'} due on ${say.date(data.dueAt)}. ${askedThen(data)}`,
      ask: 'Please hold the review and record its result.',
    }),
    reminder_escalated: ({ data, plan }, say) => ({
      subject: `Escalation, plan ${plan}: ${data.title}`,
      context: `${data.subject === 'action' ? `“${data.title}”, of plan ${plan},` : `The review of plan ${plan}, “${data.title}”,`} was due on ${say.date(data.dueAt)}. Reminders without an answer: ${data.reminders}${data.owner === undefined ? '' : ` (to ${say.who(data.owner)})`}.`,
      ask: 'Please decide: help, name another owner, or set another date.',
    }),
    incident_unacknowledged: ({ data, incident }, say) => ({
      subject: `Incident ${incident}: nobody has taken it up, ${say.agent}`,
      context: `Incident ${incident}${data.title === undefined ? '' : `, “${data.title}”,`} has been open since ${say.dateTime(data.openedAt)}. Nobody has acknowledged it yet.`,
      ask: `Please acknowledge incident ${incident}.`,
    }),
    agent_out_of_reach: ({ data }, say) => ({
      subject: `${say.agent} no longer reads its kill switch`,
      context: `It was last read on ${say.dateTime(data.heardAt)}. As long as ${say.agent} does not read its kill switch, a stop would not stop it.`,
      ask: `Please check that ${say.agent} runs and reaches filrouge.`,
    }),
    criterion_no_data: ({ data, plan }, say) => ({
      subject: `Plan ${plan}: a criterion without data since ${say.date(data.since)}, ${data.conditionEn ?? data.condition}`,
      context: `The criterion “${data.conditionEn ?? data.condition}” of plan ${plan} for ${say.agent} has had no data since ${say.dateTime(data.since)}. Without data it is neither kept nor lost, and the plan does not move on.`,
      ask: 'Please bring the measure back, or think the criterion over.',
    }),
    proof_outdated: ({ data }, say) => ({
      subject: `${say.agent}: proof test to be repeated, rule ${data.rule}`,
      context: `The last passed proof test of the rule “${data.rule}” for ${say.agent} is of ${say.date(data.passedAt)}. The mandate asks for one every ${say.span(data.everyMs)}.`,
      ask: `Please repeat the proof test of the rule “${data.rule}”.`,
    }),
    proof_failed: ({ data }, say) => ({
      subject: `${say.agent}: the proof test FAILS, rule ${data.rule}`,
      context: `Since ${say.dateTime(data.since)} the proof test of the rule “${data.rule}” for ${say.agent} has not passed (${data.code}). It is not known that ${say.agent} could be stopped.`,
      ask: 'Please mend what the proof test found, and repeat it.',
    }),
    unanswered: ({ data, plan, incident }, say) => ({
      subject: `Unanswered: ${caseOf(data, plan, incident, say)}`,
      context: [
        ...(data.title === undefined || data.subject === 'action' ? [] : [`“${data.title}”`]),
        `On ${say.dateTime(data.toldAt)} this was sent to ${data.asked.map(say.who).join(', ')}. Nobody has answered; you are the next of the chain.`,
      ],
      ask: asks[data.subject],
    }),
  },
  digest: {
    subject: ({ escalated, overdue, today, ahead, other }) =>
      `Your actions: ${[
        ...(escalated > 0 ? [`${escalated} to decide`] : []),
        ...(overdue > 0 ? [`${overdue} overdue`] : []),
        ...(today > 0 ? [`${today} for today`] : []),
        ...(ahead > 0 ? [`${ahead} ahead`] : []),
        ...(other > 0 ? [`${other} other${other > 1 ? 's' : ''}`] : []),
      ].join(', ')}`,
    otherSubject: (count) => `${count} notices at once`,
    titles: {
      escalated: 'To decide: reminders had no answer',
      overdue: 'Overdue',
      today: 'For today',
      ahead: 'Ahead',
      other: 'To know',
    },
    line: ({ title, plan, dueOn, agent, reminder, owner }) =>
      `${title === undefined ? 'review to hold' : `“${title}”`} (plan ${plan}, ${agent}), for ${dueOn}${reminder > 0 ? `, reminder ${reminder}` : ''}${owner === undefined ? '' : `, given to ${owner}`}`,
    ask: 'Please say of each line how it stands: done, blocked, or moved to another date.',
    otherAsk: 'Please open those that wait for something from you.',
    linkLabel: 'Open my work',
  },
};

const asks: Readonly<Record<NoticeFacts['unanswered']['subject'], string>> = {
  incident: 'Please acknowledge this incident, or reach these people.',
  action: 'Please decide: help, name another owner, or set another date.',
  suspension: 'Please check that the agent has stopped answering, and stop it where it runs if need be.',
};

function isAhead({ step }: Pick<Reminder, 'step'>): boolean {
  return step === 'ahead' || step === 'today';
}

function askedAs({ step, nth }: Pick<Reminder, 'step' | 'nth'>): string {
  if (step === 'ahead') return 'Soon due';
  return step === 'today' ? 'Due today' : `Reminder ${nth}`;
}

function askedThen({ step, nth }: Pick<Reminder, 'step' | 'nth'>): string {
  if (step === 'ahead') return 'This is a reminder before it is due.';
  return step === 'today' ? 'This is a reminder for today.' : `This is reminder ${nth}.`;
}

function caseOf(
  { subject, title }: NoticeFacts['unanswered'],
  plan: number | undefined,
  incident: number | undefined,
  { agent }: Say,
): string {
  if (subject === 'suspension') return `${agent} does not confirm its stop, or does not obey it`;
  return subject === 'incident' ? `incident ${incident}, ${agent}` : `plan ${plan}, ${title ?? 'review'}`;
}
