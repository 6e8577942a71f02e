import type { Format } from '../language/format.ts';
import type { NoticeFacts } from './notice.ts';
import type { Texts } from './texts.fr.ts';
import type { Told } from './wording.ts';

/** Every notice in English. */
export const en: Texts = {
  engine: 'filrouge',
  apiKey: (id) => `API key ${id}`,
  linkLabel: 'Open in filrouge',
  signature: 'filrouge, the thread from the breach to the closed plan',
  kinds: {
    agent_tripped: (notice, say) => ({
      subject: `${caseOf(notice)}: ${agentOf(notice)} is suspended, ${measured(notice.data, say)}`,
      context: [
        `On ${moment(notice, say)} the rule “${notice.data.rule}” stopped ${agentOf(notice)}: ${measured(notice.data, say)}, threshold ${say.quantity(notice.data.threshold, notice.data)} (${notice.data.condition}).`,
        ...(notice.data.joined === true ? [`It joins ${theCase(notice)}, which was already open.`] : []),
      ],
      ask:
        notice.plan === undefined
          ? `Please acknowledge ${theCase(notice)}.`
          : `Please complete action plan ${notice.plan}: root cause, owners and due dates.`,
    }),
    agent_suspended: (notice, say) => ({
      subject: `${caseOf(notice)}: ${agentOf(notice)} was suspended by ${say.who(notice.data.by)}`,
      context: [
        `On ${moment(notice, say)}, ${say.who(notice.data.by)} suspended ${agentOf(notice)}.`,
        ...reasonOf(notice.data.reason),
      ],
      ask: `Please check that ${agentOf(notice)} has stopped answering.`,
    }),
    agent_resumed: (notice, say) => ({
      subject: `${caseOf(notice)}: ${agentOf(notice)} may run again`,
      context: [
        `On ${moment(notice, say)}, ${say.who(notice.data.by)} let ${agentOf(notice)} run again${notice.data.downtimeMs === undefined ? '' : `, after ${say.span(notice.data.downtimeMs)} of downtime`}.`,
        ...(notice.data.override
          ? ['A breach was still being measured: this was a deliberate override.']
          : []),
        ...reasonOf(notice.data.reason),
      ],
      ask: `Please watch the first answers of ${agentOf(notice)}.`,
    }),
    suspension_not_acknowledged: (notice, say) => ({
      subject: `${caseOf(notice)}: ${agentOf(notice)} has not confirmed that it stopped`,
      context: [
        `${agentOf(notice)} was told to stop on ${say.dateTime(notice.data.askedAt, notice.data.timezone)} (epoch ${notice.data.epoch}) and has not confirmed it within ${say.span(notice.data.withinMs)}. It may still be answering customers.`,
      ],
      ask: `Please stop ${agentOf(notice)} by hand, now.`,
    }),
    incident_opened: (notice, say) => ({
      subject: `${caseOf(notice)}: ${notice.data.title ?? `opened for ${agentOf(notice)}`}`,
      context: [
        `On ${moment(notice, say)}${notice.data.by === undefined ? '' : `, ${say.who(notice.data.by)} opened`} ${notice.data.by === undefined ? `${theCase(notice)} was opened` : theCase(notice)} for ${agentOf(notice)} (source: ${sources[notice.data.source]}).`,
      ],
      ask: `Please acknowledge ${theCase(notice)}.`,
    }),
    incident_resolved: (notice, say) => ({
      subject: `${caseOf(notice)}: resolved`,
      context: [
        `On ${moment(notice, say)}, ${theCase(notice)} of ${agentOf(notice)} was resolved${notice.data.by === undefined ? '' : ` by ${say.who(notice.data.by)}`}${notice.data.downtimeMs === undefined ? '' : `; downtime ${say.span(notice.data.downtimeMs)}`}.`,
      ],
      ask:
        notice.plan === undefined
          ? 'Nothing more is needed.'
          : `Please carry action plan ${notice.plan} to its end.`,
    }),
    rule_alert: (notice, say) => ({
      subject: `${caseOf(notice)}: ${agentOf(notice)}, ${measured(notice.data, say)}`,
      context: [
        `On ${moment(notice, say)} the rule “${notice.data.rule}” of ${agentOf(notice)} began to fire: ${measured(notice.data, say)}, threshold ${say.quantity(notice.data.threshold, notice.data)} (${notice.data.condition}). ${agentOf(notice)} is still running.`,
      ],
      ask: `Please look at ${agentOf(notice)} and decide whether it must be suspended.`,
    }),
    rule_no_data: (notice, say) => ({
      subject: `${caseOf(notice)}: no more measures of ${labelOf(notice.data)}`,
      context: [
        `The rule “${notice.data.rule}” of ${agentOf(notice)} has had no data since ${say.dateTime(notice.data.since, notice.data.timezone)}: nobody knows how ${agentOf(notice)} is doing.`,
      ],
      ask: `Please get the measures of ${labelOf(notice.data)} flowing again.`,
    }),
    rule_files_bad: (notice, say) => ({
      subject: `Rule files refused: ${notice.data.file}:${notice.data.line}`,
      context: [
        `On ${moment(notice, say)} an edit of the rule files was refused (${faults(notice.data.problems)}). First fault, ${notice.data.file}:${notice.data.line}:${notice.data.column}: found ${notice.data.found}, expected ${notice.data.expected}.`,
        `The last good set (${notice.data.inForce.slice(0, 12)}) stays in force.`,
      ],
      ask: `Please correct ${notice.data.file}.`,
    }),
    plan_drafted: (notice) => ({
      subject: `Plan ${notice.plan}: to be completed, ${notice.data.title}`,
      context: [`Action plan ${notice.plan} was drafted for ${theCase(notice)} of ${agentOf(notice)}.`],
      ask: `Please complete it and have it signed: root cause, one owner and one due date for each action.`,
    }),
    plan_activated: (notice, say) => ({
      subject: `Plan ${notice.plan}: active, ${notice.data.title}`,
      context: [
        `Action plan ${notice.plan} for ${agentOf(notice)} was signed and is active since ${moment(notice, say)}${notice.data.actions === undefined ? '' : ` (actions: ${say.number(notice.data.actions)})`}.`,
      ],
      ask: 'Please carry out your actions by their due dates.',
    }),
    plan_closed: (notice, say) => ({
      subject: `Plan ${notice.plan}: closed, ${notice.data.title}`,
      context: [
        `Action plan ${notice.plan} for ${agentOf(notice)} was closed on ${moment(notice, say)}: its criteria held.`,
      ],
      ask: 'Please make the follow-up that the closing report lists.',
    }),
    plan_reopened: (notice, say) => ({
      subject: `Plan ${notice.plan}: reopened, ${notice.data.title}`,
      context: [
        `On ${moment(notice, say)}, what action plan ${notice.plan} had cured came back on ${agentOf(notice)}${notice.incident === undefined ? '' : ` (incident ${notice.incident})`}.`,
      ],
      ask: `Please look at the root cause of plan ${notice.plan} again.`,
    }),
    action_regressed: (notice, say) => ({
      subject: `Plan ${notice.plan}, action ${notice.data.action}: no longer holds`,
      context: [
        `On ${moment(notice, say)} the criterion of action ${notice.data.action}, “${notice.data.title}”, failed again (${notice.data.criterion}). The action is open again.`,
      ],
      ask: `Please take up action ${notice.data.action} again.`,
    }),
    action_reminder: (notice, say) => ({
      subject: `Reminder ${notice.data.nth}, plan ${notice.plan}, action ${notice.data.action}: ${notice.data.title}`,
      context: [
        `Action ${notice.data.action} of plan ${notice.plan} for ${agentOf(notice)}, “${notice.data.title}”, was due on ${say.date(notice.data.dueAt, notice.data.timezone)}. This is reminder ${notice.data.nth}.`,
      ],
      ask: 'Please mark it as done, or say what blocks it.',
    }),
    review_reminder: (notice, say) => ({
      subject: `Reminder ${notice.data.nth}, plan ${notice.plan}: review due, ${notice.data.title}`,
      context: [
        `The review of plan ${notice.plan} for ${agentOf(notice)} was due on ${say.date(notice.data.dueAt, notice.data.timezone)}. This is reminder ${notice.data.nth}.`,
      ],
      ask: 'Please hold the review and record its result.',
    }),
    reminder_escalated: (notice, say) => ({
      subject: `Escalation, plan ${notice.plan}: ${notice.data.title}`,
      context: [
        `${notice.data.subject === 'action' ? `Action ${notice.data.action ?? ''}`.trim() : 'The review'} of plan ${notice.plan}, “${notice.data.title}”, was due on ${say.date(notice.data.dueAt, notice.data.timezone)}. Reminders without an answer: ${notice.data.reminders}${notice.data.owner === undefined ? '' : ` (to ${say.who(notice.data.owner)})`}.`,
      ],
      ask: 'Please decide: help, name another owner, or set another date.',
    }),
    drill: (notice, say) => ({
      subject: `DRILL: ${agentOf(notice)}, rule ${notice.data.rule}`,
      context: [
        `This is a proof test, started on ${moment(notice, say)}: it checks that the rule “${notice.data.rule}” would really stop ${agentOf(notice)}. No customer is concerned.`,
      ],
      ask: 'Nothing needs to be done, except to notice that this message arrived.',
    }),
  },
};

const sources: Readonly<Record<NoticeFacts['incident_opened']['source'], string>> = {
  rule: 'rule',
  audit: 'audit',
  review: 'review',
  manual: 'opened by hand',
};

function agentOf(notice: Told): string {
  return notice.data.agentName ?? notice.agent ?? 'the agent';
}

function caseOf(notice: Told): string {
  return notice.incident === undefined ? `Agent ${agentOf(notice)}` : `Incident ${notice.incident}`;
}

function theCase(notice: Told): string {
  return notice.incident === undefined ? 'the alert' : `incident ${notice.incident}`;
}

function moment(notice: Told, say: Format): string {
  return say.dateTime(notice.at, notice.data.timezone);
}

function labelOf(data: NoticeFacts['rule_no_data' | 'rule_alert']): string {
  return data.labelEn ?? data.metric;
}

function measured(data: NoticeFacts['rule_alert' | 'agent_tripped'], say: Format): string {
  return `${labelOf(data)} ${data.value === null ? 'not measured' : say.quantity(data.value, data)}`;
}

function reasonOf(reason: string | undefined): readonly string[] {
  return reason === undefined ? [] : [`Reason given: “${reason}”.`];
}

function faults(count: number): string {
  return count === 1 ? '1 fault' : `${count} faults`;
}
