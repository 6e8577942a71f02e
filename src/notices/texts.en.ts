import { withoutStop } from '../language/typography.ts';
import { anomalies } from './anomalies/texts.en.ts';
import { degree } from './degree/texts.en.ts';
import { channelKinds } from './faults/kinds.en.ts';
import type { NoticeFacts } from './notice.ts';
import { register } from './register/texts.en.ts';
import { requests } from './requests/texts.en.ts';
import { silence } from './silence/texts.en.ts';
import type { Texts } from './texts.fr.ts';
import { waiting } from './waiting/texts.en.ts';
import type { Say, Wordings } from './wording.ts';

/** Every notice in English. */
export const en: Texts = {
  engine: 'filrouge',
  apiKey: (id) => `API key ${id}`,
  linkLabel: 'Open in filrouge',
  signature: 'filrouge, the thread from the breach to the closed plan',
  anAgent: 'the organisation',
  instead: (name) => `You receive this in the place of ${name}, who is away and whose deputy you are.`,
  notMeasured: 'not measured',
  threshold: 'threshold',
  atThreshold: 'exactly the threshold',
  theCase: (incident) => (incident === undefined ? 'the alert' : `incident ${incident}`),
  gathered: {
    subject: (kind, count, agents) =>
      kind === 'agent_tripped' && agents > 1
        ? `${agents} agents were stopped`
        : kind === 'agent_suspended' && agents > 1
          ? `${agents} agents were suspended`
          : kind === 'plan_drafted'
            ? `${count} action plans are to be completed`
            : `${count} notices at once`,
    more: (count) => (count === 1 ? 'And another one.' : `And ${count} others.`),
    ask: 'Please open the list: each of them has its page there.',
  },
  digest: waiting.digest,
  kinds: {
    agent_tripped: ({ data, plan }, say) => ({
      subject: `${say.case}: ${say.agent} ${say.mayRun === true ? 'was' : 'is'} suspended, ${say.measured(data)}`,
      context: [
        `On ${say.when} the rule “${data.rule}” stopped ${say.agent}: ${say.against(data)} (${data.conditionEn ?? data.condition}).`,
        ...(data.joined === true ? [`It joins ${say.theCase}, which was already open.`] : []),
        ...runsSince(say),
      ],
      ask:
        plan === undefined
          ? `Please acknowledge ${say.theCase}.`
          : `Please complete action plan ${plan}: root cause, owners and due dates.`,
    }),
    agent_suspended: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent} was suspended by ${say.who(data.by)}`,
      context: [
        `On ${say.when}, ${say.who(data.by)} suspended ${say.agent}.`,
        ...reasonOf(data.reason),
        ...runsSince(say),
      ],
      ask: unlessRunning(say, `Please check that ${say.agent} has stopped answering.`),
    }),
    agent_resumed: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent} ${say.mayRun === false ? 'had been let run again' : 'may run again'}`,
      context: [
        `On ${say.when}, ${say.who(data.by)} let ${say.agent} run again${data.downtimeMs === undefined ? '' : `, after ${say.span(data.downtimeMs)} of downtime`}.`,
        ...(data.override ? ['A breach was still being measured: this was a deliberate override.'] : []),
        ...degree.stepOf(data, say),
        ...reasonOf(data.reason),
        ...(say.mayRun === false ? [`${say.agent} has been suspended again since.`] : []),
      ],
      ask:
        say.mayRun === false
          ? `Please look at why ${say.agent} is suspended again.`
          : `Please watch the first answers of ${say.agent}.`,
    }),
    suspension_not_acknowledged: (notice, say) =>
      notice.data.share === undefined ? unconfirmed(notice, say) : degree.unconfirmed(notice, say),
    suspension_not_obeyed: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent} goes on answering, although it confirmed that it stopped`,
      context: [
        `${say.agent} confirmed its stop on ${say.dateTime(data.acknowledgedAt)} (epoch ${data.epoch}), but its exchanges go on coming in: the last is of ${say.dateTime(data.seenAt)}. Customers are still getting its answers.`,
        ...runsSince(say),
      ],
      ask: unlessRunning(say, `Please stop ${say.agent} by hand, now.`),
    }),
    incident_opened: ({ data }, say) => ({
      subject: `${say.case}: ${data.title ?? `opened for ${say.agent}`}`,
      context: `On ${say.when}${data.by === undefined ? '' : `, ${say.who(data.by)} opened`} ${data.by === undefined ? `${say.theCase} was opened` : say.theCase} for ${say.agent} (source: ${sources[data.source]}).`,
      ask: `Please acknowledge ${say.theCase}.`,
    }),
    incident_resolved: ({ data, plan }, say) => ({
      subject: `${say.case}: resolved`,
      context: `On ${say.when}, ${say.theCase} of ${say.agent} was resolved${data.by === undefined ? '' : ` by ${say.who(data.by)}`}${data.downtimeMs === undefined ? '' : `; downtime ${say.span(data.downtimeMs)}`}.`,
      ask: plan === undefined ? 'Nothing more is needed.' : `Please carry action plan ${plan} to its end.`,
    }),
    rule_alert: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent}, ${say.measured(data)}`,
      context: `On ${say.when} the rule “${data.rule}” of ${say.agent} began to fire: ${say.against(data)} (${data.conditionEn ?? data.condition}).${say.mayRun === undefined ? '' : ` ${say.agent} is ${say.mayRun ? 'still running' : 'suspended'}.`}`,
      ask:
        say.mayRun === false
          ? `Please look at ${say.agent} before it runs again.`
          : `Please look at ${say.agent} and decide whether it must be suspended.`,
    }),
    rule_no_data: ({ data }, say) => ({
      subject: `${say.case}: no more measures of ${say.label(data)}`,
      context: `The rule “${data.rule}” of ${say.agent} has had no data since ${say.dateTime(data.since)}: nobody knows how ${say.agent} is doing.`,
      ask: `Please get the measures of ${say.label(data)} flowing again.`,
    }),
    plan_drafted: ({ data, plan }, say) => ({
      subject: `Plan ${plan}: to be completed, ${data.title}`,
      context: `Action plan ${plan} was drafted for ${say.theCase} of ${say.agent}.`,
      ask: `Please complete it and have it signed: root cause, one owner and one due date for each action.`,
    }),
    plan_activated: ({ data, plan }, say) => ({
      subject: `Plan ${plan}: active, ${data.title}`,
      context: `Action plan ${plan} for ${say.agent} was signed and is active since ${say.when}${data.actions === undefined ? '' : ` (actions: ${say.number(data.actions)})`}.`,
      ask: 'Please carry out your actions by their due dates.',
    }),
    action_assigned: ({ data, plan }, say) => ({
      subject:
        data.by === undefined
          ? `Plan ${plan}: what you have to do, ${data.title}`
          : `Plan ${plan}: now yours, ${data.items.map(({ id }) => id).join(', ')}, ${data.title}`,
      context: [
        data.by === undefined
          ? `Action plan ${plan} for ${say.agent} was signed and is active since ${say.when}. You own what follows.`
          : `On ${say.when}, ${say.who(data.by)} handed you what follows, in action plan ${plan} for ${say.agent}.`,
        ...data.items.map((item) => `${item.id}: ${item.title}${dueOf(item, say)}`),
      ],
      ask: 'Please keep up to date there what is begun, blocked or done.',
    }),
    plan_signature_due: ({ data, plan }, say) => ({
      subject: `Plan ${plan}: your signature is due, ${data.title}`,
      context: [
        `Action plan ${plan} for ${say.agent} has everything it needs to be ${data.for === 'activation' ? 'activated' : 'closed'}: only ${data.signedBy === undefined ? 'the signatures are missing, yours first' : 'your signature is missing'}.`,
        ...(data.signedBy === undefined ? [] : [`${say.who(data.signedBy)} has signed it.`]),
      ],
      ask: 'Please read and sign it, or say what keeps you from it.',
    }),
    plan_closed: ({ data, plan }, say) => ({
      subject: `Plan ${plan}: closed, ${data.title}`,
      context: `Action plan ${plan} for ${say.agent} was closed on ${say.when}${proofOf(data)}.`,
      ask: 'Please carry out and tick the tasks that follow the closure.',
    }),
    plan_reopened: ({ data, incident, plan }, say) => ({
      subject: `Plan ${plan}: ${data.stillOpen === true ? 'it came back once more' : 'reopened'}, ${data.title}`,
      context: [
        `On ${say.when}, what action plan ${plan} had cured came back on ${say.agent}${incident === undefined ? '' : ` (incident ${incident})`}${data.rule === undefined ? '' : `: the rule “${data.rule}” fired`}.`,
        ...(data.closedAt === undefined
          ? []
          : [
              `The plan${data.first === undefined ? '' : ` of incident ${data.first}`} had been closed on ${say.dateTime(data.closedAt)}. What was signed stays on record; the next closure takes new proof and new signatures.`,
            ]),
      ],
      ask: `Please look at the root cause of plan ${plan} again.`,
    }),
    action_regressed: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, no longer holds: ${data.title}`,
      context: `On ${say.when} the criterion of “${data.title}” failed again (${data.criterionEn ?? data.criterion}). The action is open again.`,
      ask: 'Please take it up again.',
    }),
    criterion_met: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, criterion met: ${data.conditionEn ?? data.condition}`,
      context: `On ${say.when} a criterion of action plan ${plan} for ${say.agent} was met: ${data.conditionEn ?? data.condition}.`,
      ask: 'Nothing needs to be done.',
    }),
    criterion_failed: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, criterion no longer met: ${data.conditionEn ?? data.condition}`,
      context: `On ${say.when} a criterion of action plan ${plan} for ${say.agent} failed again: ${data.conditionEn ?? data.condition}.`,
      ask: 'Please look at the plan.',
    }),
    ...waiting.kinds,
    ...degree.kinds,
    ...requests,
    ...silence,
    report_due: ({ data }, say) => ({
      subject: `${say.case}: ${reportDue[data.stage]}, ${data.clockEn}`,
      context: [
        `${say.case}, ${say.agent}, is classified as “${data.classEn}” (${data.sourceEn}).`,
        data.stage === 'late'
          ? `“${data.clockEn}” was due by ${say.dateTime(data.dueAt)}, and nothing is noted as sent.`
          : `“${data.clockEn}” is due by ${say.dateTime(data.dueAt)}.`,
        ...(data.firstIncomplete ? ['A first report may be incomplete; the complete one follows.'] : []),
        'Your data protection officer or your counsel says what applies.',
      ],
      ask:
        data.stage === 'late'
          ? 'Please send it, then note that it was sent and why it was late.'
          : 'Please send it, then note on the page of the incident that it was sent.',
    }),
    weekly_report: ({ data, agent }, say) => ({
      subject: `Weekly report ${data.week}: ${agent === undefined ? 'all agents' : say.agent}`,
      context: [
        `This is what the week from ${say.date(data.from)} to ${say.date(data.until - 1)} came to for ${agent === undefined ? 'all agents' : say.agent}.`,
        data.brief.map(({ en: line }) => line).join(' '),
        ...listed('To improve', data.points, say),
        ...listed('For the week that begins', data.aims, say),
      ],
      ask: 'Please open the report and decide what changes this week.',
    }),
    ...register,
    ...anomalies,
    drill: ({ data }, say) => ({
      subject: `DRILL: ${say.agent}, rule ${data.rule}`,
      context: `This is a proof test, started on ${say.when}: it checks that the rule “${data.rule}” would really stop ${say.agent}. No customer is concerned.`,
      ask: 'Nothing needs to be done, except to notice that this message arrived.',
    }),
    ...channelKinds,
    mention: ({ data, plan }, say) => ({
      subject: `${say.who(data.by)} mentions you: ${data.title}`,
      context: `On ${say.when}, ${say.who(data.by)} named you in a comment on ${subjects[data.subject](data, plan)}, for ${say.agent}.`,
      ask: 'Please read it and answer.',
    }),
    test_message: ({ data }, say) => ({
      subject: 'Test message of filrouge',
      context: `On ${say.when}, ${say.who(data.by)} sent this message to see that it arrives.`,
      ask: 'Nothing needs to be done.',
    }),
  },
};

/** The subject of a comment. Parts of a plan go by their titles. */
const subjects: Readonly<
  Record<
    NoticeFacts['mention']['subject'],
    (data: NoticeFacts['mention'], plan: number | undefined) => string
  >
> = {
  incident: ({ id, title }) => `incident ${id}, “${title}”`,
  plan: ({ id, title }) => `plan ${id}, “${title}”`,
  action: ({ title }, plan) => `the action “${title}” of plan ${plan}`,
  criterion: ({ title }, plan) => `the criterion “${title}” of plan ${plan}`,
};

const reportDue: Readonly<Record<NoticeFacts['report_due']['stage'], string>> = {
  begun: 'a time began to run',
  half: 'half of the time is over',
  last_day: 'one day is left',
  late: 'LATE',
};

const sources: Readonly<Record<NoticeFacts['incident_opened']['source'], string>> = {
  rule: 'rule',
  audit: 'audit',
  review: 'review',
  manual: 'opened by hand',
};

function dueOf({ dueAt }: NoticeFacts['action_assigned']['items'][number], say: Say): string {
  return dueAt === undefined ? '' : `, due on ${say.date(dueAt)}`;
}

/** Lines under a title, with people by their names. */
function listed(title: string, lines: NoticeFacts['weekly_report']['points'], say: Say): readonly string[] {
  const named = lines.map(({ en: line }) => `– ${line.replace(/\{([\w.-]+)\}/g, (_, id) => say.who(id))}`);
  return named.length === 0 ? [] : [`${title}:`, ...named];
}

function reasonOf(reason: string | undefined): readonly string[] {
  return reason === undefined ? [] : [`Reason given: “${withoutStop(reason)}”.`];
}

/** Said in a message about a stop when the agent runs again by the time it is sent. */
function runsSince({ mayRun, agent }: Say): readonly string[] {
  return mayRun === true ? [`${agent} has been let run again since.`] : [];
}

function unlessRunning({ mayRun, agent }: Say, ask: string): string {
  return mayRun === true ? `Please watch the first answers of ${agent}.` : ask;
}

/** Ticks and attestations are no measures, and are not called so. */
function proofOf({ measured = 0, ticked = 0, attested = 0, risks = 0 }: NoticeFacts['plan_closed']): string {
  const parts = [
    ...(measured > 0 ? [`${measured} measured`] : []),
    ...(ticked > 0 ? [`${ticked} ticked`] : []),
    ...(attested > 0 ? [`${attested} attested`] : []),
    ...(risks > 0 ? [`${risks} left as an accepted risk`] : []),
  ];
  return parts.length === 0 ? '' : `; of its actions, ${parts.join(', ')}`;
}

const unconfirmed: Wordings['suspension_not_acknowledged'] = ({ data }, say) => ({
  subject: `${say.case}: ${say.agent} has not confirmed that it stopped`,
  context: [
    `${say.agent} was told to stop on ${say.dateTime(data.askedAt)} (epoch ${data.epoch}) and has not confirmed it within ${say.span(data.withinMs)}. It may still be answering customers.`,
    ...runsSince(say),
  ],
  ask: unlessRunning(say, `Please stop ${say.agent} by hand, now.`),
});
